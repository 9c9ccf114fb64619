import { Runtime } from '@temporalio/worker';
import type { WorkerSettings } from '../config/env';

/**
 * Serves Temporal's metrics of this worker, and the audit's, for Prometheus at `/metrics`. To be called before anything connects
 * to Temporal; without a port nothing is served.
 */
export function exportMetrics({ metricsHost, metricsPort }: Pick<WorkerSettings, 'metricsHost' | 'metricsPort'>): void {
  if (metricsPort === undefined) return;
  const host = metricsHost.includes(':') ? `[${metricsHost}]` : metricsHost;
  const bindAddress = `${host}:${String(metricsPort)}`;
  Runtime.install({ telemetryOptions: { metrics: { prometheus: { bindAddress } } } });
}
