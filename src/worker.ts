import type { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from './activities';
import { temporalClient } from './codec/temporal-client';
import { temporalConnection, workerSettings, type WorkerSettings } from './config/env';
import { createLogger, logProcess } from './config/logging';
import { loadPortalConfig, type PortalConfig } from './config/portal';
import { SettingsError } from './config/settings-error';
import { checkHubSpot, checkTemporal } from './doctor/doctor';
import type { Checked } from './doctor/finding';
import { HubSpotError, activitiesPerSecond, bulkPace, createHubSpot, createInspector, workerPace } from './hubspot';
import { startTracing } from './telemetry/start-tracing';
import { visibleCasesOf } from './temporal/list';
import { serveHealth } from './worker/health';
import { createHubSpotMeter } from './worker/hubspot-meter';
import { watchOwnBuild } from './worker/own-build';
import { installRuntime } from './worker/runtime';
import { createSetupReport } from './worker/setup-report';
import { watchTemporal } from './worker/temporal';
import { runVerified, watchToken } from './worker/token';
import { createWorkers } from './worker/workers';
import { workflowCode } from './worker/workflow-code';

/** The worker's composition root. SIGTERM and SIGINT drain it. */
async function main(): Promise<void> {
  const settings = workerSettings();
  const { taskQueue } = settings;
  const tracing = await startTracing('at-risk-worker', settings);
  const logger = createLogger('worker', settings.logLevel, { fields: tracing?.logFields });
  logProcess(logger);
  tracing?.reportTo(logger);
  const meter = createHubSpotMeter(installRuntime(settings, logger));
  const portal = loadPortalConfig(settings.portalConfig);
  const setup = createSetupReport(logger);
  const token = watchToken({ ...settings, apiVersion: portal.hubspot.apiVersion }, logger, setup.tokenVerified);
  await token.begin();
  const hubspot = createHubSpot({
    accessToken: settings.accessToken,
    apiUrl: settings.apiUrl,
    appId: settings.appId,
    portalId: settings.portalId,
    portal,
    pace: workerPace(portal.hubspot),
    admit: () => token.admit(),
    onCall: (end) => {
      meter.onCall(end);
      tracing?.onCall(end);
    },
    onLimit: (refusal) => {
      const { policyName, retryAfterMs } = refusal;
      meter.onLimit(refusal);
      const event = policyName === 'DAILY' ? 'hubspot.dailyLimit' : 'hubspot.limit';
      logger.warn({ event, policyName, retryAfterMs }, "one of HubSpot's limits is used up");
    },
  });
  const { connectionOptions, namespace, payloadKeys } = temporalConnection();
  const connection = await NativeConnection.connect(connectionOptions);
  const temporal = temporalClient({ connection, namespace }, payloadKeys, tracing?.clientInterceptors);
  const activities = createActivities({
    hubspot,
    portal,
    temporal,
    taskQueue,
    casesOf: visibleCasesOf(temporal, settings.portalId),
    sealSecret: settings.accessToken,
    digestUrl: settings.digestUrl,
    encrypts: payloadKeys?.encryptWith !== undefined,
  });
  const workers = await createWorkers({
    connection,
    namespace,
    taskQueue,
    activities,
    workflows: workflowCode(settings.workflowBundle),
    hubspotRate: activitiesPerSecond(portal.hubspot),
    buildId: settings.buildId,
    cachedWorkflows: settings.cachedWorkflows,
    payloadKeys,
    tracing,
  });
  const watch = watchTemporal(temporal, logger);
  const { buildId } = settings;
  const build = buildId === undefined ? undefined : watchOwnBuild({ temporal, taskQueue }, buildId, logger);
  const health =
    settings.healthPort === undefined
      ? undefined
      : await serveHealth(settings.healthPort, { workers, token, temporal: watch, build });
  logger.info({ event: 'worker.ready', taskQueue, namespace, buildId }, 'worker ready');
  void watch.problem();
  void build?.();
  setup.begin(() => checkSetup(settings, portal, { temporal, namespace }));
  try {
    await runVerified(workers, token);
  } finally {
    health?.close();
    hubspot.close();
    await connection.close();
    await tracing?.stop();
  }
  logger.info({ event: 'worker.stopped' }, 'worker stopped');
}

/** The checks of `at-risk doctor` that a worker can make. */
async function checkSetup(
  { accessToken, apiUrl, portalId, appId, taskQueue }: WorkerSettings,
  portal: PortalConfig,
  { temporal, namespace }: { readonly temporal: Client; readonly namespace: string },
): Promise<readonly Checked[]> {
  const { apiVersion } = portal.hubspot;
  const inspector = createInspector({ accessToken, apiUrl, apiVersion, pace: bulkPace(portal.hubspot) });
  try {
    const ofHubSpot = await checkHubSpot({ portal, portalId, appId, inspector, now: Date.now });
    return [...ofHubSpot, ...(await checkTemporal({ temporal, namespace, portalId, taskQueue, sop: portal.sop }))];
  } finally {
    inspector.close();
  }
}

main().catch((error: unknown) => {
  const logger = createLogger('worker', 'info');
  const said = error instanceof SettingsError || error instanceof HubSpotError ? error.message : undefined;
  logger.fatal({ event: 'worker.failed', ...(said === undefined && { err: error }) }, said ?? 'worker failed');
  // What did not end in time is still running, and would keep the process.
  process.exit(1);
});
