/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const OLDEST_UNRECONCILED = 'at_risk_oldest_unreconciled_change_seconds';

/** The service's metrics in Prometheus's format; one that is not known is left out. */
export function metrics(oldestUnreconciledMs: number | undefined): string {
  if (oldestUnreconciledMs === undefined) return '\n';
  return [
    `# HELP ${OLDEST_UNRECONCILED} Greatest age of a change in HubSpot for which no case was notified.`,
    `# TYPE ${OLDEST_UNRECONCILED} gauge`,
    `${OLDEST_UNRECONCILED} ${String(Math.round(oldestUnreconciledMs / 1000))}`,
    '',
  ].join('\n');
}
