import { Connection } from '@temporalio/client';
import { appRoutes } from '../app-backend/app-routes';
import { createAppBackend } from '../app-backend/entry/backend';
import { appCases } from '../app-backend/temporal';
import { temporalClient } from '../codec/temporal-client';
import { bridgeSettings, temporalConnection } from '../config/env';
import { createLogger, logProcess } from '../config/logging';
import { loadPortalConfig } from '../config/portal';
import { WEBHOOK_PATH } from '../hubspot';
import { serveMetrics } from '../telemetry/serve-metrics';
import { startTracing } from '../telemetry/start-tracing';
import { temporalMetrics } from '../telemetry/temporal-metrics';
import { createWebhookCounters } from '../telemetry/webhook-counters';
import { createBridge } from './bridge';
import { createTakeIn } from './take-in';
import { isTemporalReady } from './temporal';

/** Requests in progress get this long to be answered, in milliseconds; docker-compose.yml waits for 15 s. */
const DRAIN_MS = 10_000;

/** The bridge's composition root. It starts without Temporal too, and answers 503 until that can be reached. */
async function main(): Promise<void> {
  const settings = bridgeSettings();
  const tracing = await startTracing('at-risk-bridge', settings);
  const logger = createLogger('bridge', settings.logLevel, { fields: tracing?.logFields });
  logProcess(logger);
  tracing?.reportTo(logger);
  const portal = loadPortalConfig(settings.portalConfig);
  const { connectionOptions, namespace, payloadKeys } = temporalConnection();
  const connection = Connection.lazy(connectionOptions);
  const client = temporalClient({ connection, namespace }, payloadKeys, tracing?.clientInterceptors);
  const cases = appCases(client, settings.portalId);
  const webhooks = createWebhookCounters();
  const bridge = createBridge({
    settings,
    portal,
    logger,
    takeIn: createTakeIn({ client, taskQueue: settings.taskQueue, portal }),
    app: createAppBackend({ settings, portal, logger, routes: appRoutes(cases, portal) }),
    temporalReady: () => isTemporalReady(connection, namespace),
    traced: tracing?.request,
    onWebhook: (outcome, events) => {
      webhooks.count(outcome, events);
    },
  });
  const ofTemporal = temporalMetrics(client, settings.portalId);
  const { metricsHost: host, metricsPort } = settings;
  const metrics =
    metricsPort === undefined
      ? undefined
      : await serveMetrics({ host, port: metricsPort }, async () => [
          ...webhooks.families(),
          ...(await ofTemporal.families()),
        ]);

  const stop = async (): Promise<void> => {
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    metrics?.close();
    await bridge.close();
    await connection.close();
    await tracing?.stop();
    logger.info({ event: 'bridge.stopped' }, 'bridge stopped');
    // Temporal's client may still be retrying a call that nobody waits for, which would fail on the closed connection.
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());

  cases.lists.begin();
  const url = await bridge.listen({ host: settings.host, port: settings.port });
  const webhookUrl = `${settings.publicUrl ?? url}${WEBHOOK_PATH}`;
  logger.info(
    { event: 'bridge.ready', url, webhooks: webhookUrl, namespace, taskQueue: settings.taskQueue },
    'bridge ready',
  );
}

main().catch((error: unknown) => {
  createLogger('bridge', 'info').fatal({ event: 'bridge.failed', err: error }, 'bridge failed');
  process.exitCode = 1;
});
