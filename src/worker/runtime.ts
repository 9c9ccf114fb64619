import type { MetricMeter } from '@temporalio/common';
import { Runtime, type LogLevel, type LogMetadata, type Logger as TemporalLogger } from '@temporalio/worker';
import type { WorkerSettings } from '../config/env';
import type { Logger } from '../config/logging';
import { BUCKETS } from '../telemetry/catalog';

/**
 * What Temporal's SDK logs, in JavaScript and in its native part, goes through the worker's own log and its redaction. Serves Temporal's
 * metrics of this worker, and the service's own, for Prometheus at `/metrics`; without a port nothing is served. Must be called before
 * anything connects to Temporal. Answers with what takes the service's own metrics.
 */
export function installRuntime(
  { metricsHost, metricsPort, logLevel }: Pick<WorkerSettings, 'metricsHost' | 'metricsPort' | 'logLevel'>,
  logger: Logger,
): MetricMeter {
  const host = metricsHost.includes(':') ? `[${metricsHost}]` : metricsHost;
  const core = logLevel === 'trace' || logLevel === 'debug' ? 'DEBUG' : 'WARN';
  const bindAddress = `${host}:${String(metricsPort)}`;
  const histogramBucketOverrides = Object.fromEntries(Object.entries(BUCKETS).map(([name, at]) => [name, [...at]]));
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: {
      logging: { filter: { core, other: 'ERROR' }, forward: {} },
      ...(metricsPort !== undefined && { metrics: { prometheus: { bindAddress, histogramBucketOverrides } } }),
    },
  });
  return Runtime.instance().metricMeter;
}

/** Temporal's fields are kept separate, so that none takes the name of one of ours. */
function temporalLogger(logger: Logger): TemporalLogger {
  const log = (level: LogLevel, message: string, details?: LogMetadata): void => {
    logger[LEVELS[level]]({ event: 'temporal', details }, message);
  };
  const at =
    (level: LogLevel) =>
    (message: string, details?: LogMetadata): void => {
      log(level, message, details);
    };
  return {
    log,
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
