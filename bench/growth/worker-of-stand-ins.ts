import { readFile } from 'node:fs/promises';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../src/activities';
import { temporalClient } from '../../src/codec/temporal-client';
import { temporalConnection, workerSettings } from '../../src/config/env';
import { createLogger } from '../../src/config/logging';
import { loadPortalConfig } from '../../src/config/portal';
import { createHubSpot, workerPace } from '../../src/hubspot';
import { visibleCasesOf } from '../../src/temporal/list';
import { installRuntime } from '../../src/worker/runtime';
import { createWorkers } from '../../src/worker/workers';
import { workflowCode } from '../../src/worker/workflow-code';
import type { StandIn } from './at-rest';
import { casesOf, seenBy } from './cases-in-memory';

/** The worker as `src/worker.ts` starts it, but for the running cases: they come from a file. */
async function main(): Promise<void> {
  const asleep = JSON.parse(await readFile(process.env['ASLEEP_FILE'] ?? '', 'utf8')) as readonly StandIn[];
  const settings = workerSettings();
  const logger = createLogger('worker', settings.logLevel);
  installRuntime(settings, logger);
  const portal = loadPortalConfig(settings.portalConfig);
  const { accessToken, apiUrl, appId, portalId, taskQueue } = settings;
  const hubspot = createHubSpot({ accessToken, apiUrl, appId, portalId, portal, pace: workerPace(portal.hubspot) });
  const { connectionOptions, namespace } = temporalConnection();
  const connection = await NativeConnection.connect(connectionOptions);
  const temporal = temporalClient({ connection, namespace }, undefined);
  const cases = casesOf(asleep);
  const activities = createActivities({
    ...{ hubspot, portal, temporal, taskQueue },
    casesOf: visibleCasesOf(temporal, portalId),
    runningCases: () => cases,
    seenBy: seenBy(asleep),
  });
  const workflows = workflowCode(settings.workflowBundle);
  const workers = await createWorkers({ connection, namespace, taskQueue, activities, workflows });
  process.once('SIGTERM', () => {
    workers.shutdown();
  });
  logger.info({ event: 'worker.ready' }, 'worker ready');
  await workers.run();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`worker: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
