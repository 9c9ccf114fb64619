import { Client } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from './activities';
import { visibleCasesOf } from './activities/company-cases';
import { temporalConnection, workerSettings } from './config/env';
import { createLogger } from './config/logging';
import { loadPortalConfig } from './config/portal';
import { bulkPace, createHubSpot } from './hubspot';
import { serveHealth } from './worker-health';

/** The worker's composition root. SIGTERM and SIGINT drain it: running activities get ten seconds to finish. */
async function main(): Promise<void> {
  const settings = workerSettings();
  const logger = createLogger('worker', settings.logLevel);
  const portal = loadPortalConfig(settings.portalConfig);
  const { accessToken, apiUrl, appId } = settings;
  const hubspot = createHubSpot({ accessToken, apiUrl, appId, portal });
  const bulk = createHubSpot({ accessToken, apiUrl, appId, portal, pace: bulkPace() });
  const { connectionOptions, namespace } = temporalConnection();
  const connection = await NativeConnection.connect(connectionOptions);
  const temporal = new Client({ connection, namespace });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: settings.taskQueue,
    activities: createActivities({
      hubspot,
      bulk,
      portal,
      temporal,
      taskQueue: settings.taskQueue,
      casesOf: visibleCasesOf(temporal),
    }),
    shutdownGraceTime: '10 seconds',
    ...workflowCode(settings.workflowBundle),
  });
  const health = settings.healthPort === undefined ? undefined : await serveHealth(settings.healthPort, worker);
  logger.info({ event: 'worker.ready', taskQueue: settings.taskQueue, namespace }, 'worker ready');
  try {
    await worker.run();
  } finally {
    health?.close();
    await connection.close();
  }
  logger.info({ event: 'worker.stopped' }, 'worker stopped');
}

/** The image brings the workflows bundled; from the sources they are bundled at the start. */
function workflowCode(bundlePath: string | undefined): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return bundlePath === undefined
    ? { workflowsPath: require.resolve('./workflows') }
    : { workflowBundle: { codePath: bundlePath } };
}

main().catch((error: unknown) => {
  createLogger('worker', 'info').fatal({ event: 'worker.failed', err: error }, 'worker failed');
  process.exitCode = 1;
});
