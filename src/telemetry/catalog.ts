import { EVENT_TO_WRITE_METRIC } from '../contract/names';

/** One of the service's own metrics; `docs/operations.md` says the same in a table, and a test compares both with what is exported. */
export interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  /** Each has a bounded set of values: never an id, a name or a text. */
  readonly labels: readonly string[];
  readonly help: string;
}

/** Of the bridge, as the last answer of Temporal shows them; every bridge of a portal exports the same. */
export const TEMPORAL_METRICS = {
  up: gauge('at_risk_temporal_up', 'Whether Temporal answered: 1 or 0. The other gauges are absent while it does not.'),
  cases: gauge('at_risk_cases', 'Open cases.', 'phase'),
  oldest: gauge('at_risk_oldest_case_seconds', 'How long the oldest open case has been in its phase.', 'phase'),
  waiting: gauge('at_risk_cases_waiting', 'Open cases that wait for this; a case may wait for several.', 'requirement'),
  attention: gauge('at_risk_cases_attention', 'Open cases that need a person, by the code.', 'code'),
  paused: gauge('at_risk_cases_paused', 'Cases that an operator paused in Temporal.'),
  overdue: gauge('at_risk_cases_overdue', 'Cases that should have read HubSpot more than 15 minutes ago.'),
  stuck: gauge('at_risk_stuck_workflows', 'Running workflows whose tasks fail one after the other.', 'kind'),
  failed: gauge('at_risk_failed_workflows', 'Workflows that failed or timed out within the last day.', 'kind'),
  intakes: gauge('at_risk_intakes_waiting', 'Webhooks that were taken more than 15 minutes ago and not delivered.'),
  unreconciled: gauge(
    'at_risk_oldest_unreconciled_change_seconds',
    'Greatest age of a change in HubSpot for which no case was notified.',
  ),
  sweepRecords: gauge('at_risk_sweep_records', 'What the last sweep found and did.', 'what'),
  sweepNotRead: gauge('at_risk_sweep_not_read', 'Whether HubSpot refused these records to the last sweep.', 'type'),
  auditFindings: gauge('at_risk_audit_findings', 'What the last audit found; notRead: it could not read it.', 'kind'),
  auditAge: gauge('at_risk_audit_age_seconds', 'How long ago the last audit ended.'),
} as const satisfies Record<string, Metric>;

/** Of each bridge, since it started. */
export const WEBHOOK_METRICS = {
  webhooks: counter('at_risk_webhooks_total', 'Webhooks by how they were answered.', 'outcome'),
  events: counter('at_risk_webhook_events_total', 'Events in webhooks that were read.', 'result'),
} as const satisfies Record<string, Metric>;

/** Of each worker, since it started. */
export const WORKER_METRICS = {
  calls: counter('at_risk_hubspot_calls_total', 'Calls to HubSpot by how they ended.', 'outcome'),
  callSeconds: histogram('at_risk_hubspot_call_seconds', 'How long HubSpot took to answer.'),
  limits: counter('at_risk_hubspot_limits_total', 'How often a limit of HubSpot was found used up.', 'policy'),
  left: gauge('at_risk_hubspot_calls_left', 'Calls that HubSpot still allows, by its last answer.', 'limit'),
  allowed: gauge('at_risk_hubspot_calls_allowed', 'Calls that HubSpot allows.', 'limit'),
  eventToWrite: histogram(EVENT_TO_WRITE_METRIC, 'From an event in HubSpot to the first change that follows from it.'),
} as const satisfies Record<string, Metric>;

/** All of them. */
export const CATALOG: readonly Metric[] = [TEMPORAL_METRICS, WEBHOOK_METRICS, WORKER_METRICS].flatMap(
  (each): Metric[] => Object.values(each),
);

/** How long a task waits for a worker, in milliseconds. The SDK's own boundaries have nothing between 10 and 100 s, where an alert begins. */
const WAITS_FOR_WORKER = [50, 100, 500, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000] as const;

/** Boundaries in seconds: HubSpot answers in a fraction of one, and in 15 at most; a change follows its event in seconds, or after an outage. */
export const BUCKETS: Readonly<Record<string, readonly number[]>> = {
  [WORKER_METRICS.callSeconds.name]: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15],
  [WORKER_METRICS.eventToWrite.name]: [2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400],
  // Temporal's own, which the SDK knows without `temporal_`.
  workflow_task_schedule_to_start_latency: WAITS_FOR_WORKER,
  activity_schedule_to_start_latency: WAITS_FOR_WORKER,
};

function gauge(name: string, help: string, ...labels: readonly string[]): Metric {
  return { name, type: 'gauge', help, labels };
}

function counter(name: string, help: string, ...labels: readonly string[]): Metric {
  return { name, type: 'counter', help, labels };
}

function histogram(name: string, help: string): Metric {
  return { name, type: 'histogram', help, labels: [] };
}
