import type { TracedService, Tracing, TracingSettings } from './tracing/tracing';

/** Loads OpenTelemetry only where something is traced. */
export async function startTracing(
  service: string,
  { traces, portalId, buildId }: ProcessSettings,
): Promise<Tracing | undefined> {
  if (traces === undefined) return undefined;
  const { otlpExporter, startSdk } = await import('./tracing/sdk.js');
  return startSdk({ service, portalId, version: buildId }, otlpExporter(traces));
}

interface ProcessSettings extends Pick<TracedService, 'portalId'> {
  /** Undefined: nothing is traced. */
  readonly traces: TracingSettings | undefined;
  readonly buildId?: string | undefined;
}
