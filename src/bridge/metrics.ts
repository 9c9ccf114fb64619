/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const OLDEST_UNRECONCILED = 'at_risk_oldest_unreconciled_change_seconds';

/** The service's numbers as Prometheus takes them; one that nobody knows is left out. */
export function metrics(oldestUnreconciledMs: number | undefined): string {
  if (oldestUnreconciledMs === undefined) return '\n';
  return [
    `# HELP ${OLDEST_UNRECONCILED} How old a change in HubSpot can be of which no case has been told.`,
    `# TYPE ${OLDEST_UNRECONCILED} gauge`,
    `${OLDEST_UNRECONCILED} ${String(Math.round(oldestUnreconciledMs / 1000))}`,
    '',
  ].join('\n');
}
