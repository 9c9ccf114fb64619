import type { MetricMeter } from '@temporalio/common';
import { CALL_OUTCOMES, type CallEnd, type HubSpotError } from '../hubspot';
import { WORKER_METRICS, type Metric } from '../telemetry/catalog';

/** Counts this worker's calls to HubSpot where Temporal's SDK exports its own metrics. */
export interface HubSpotMeter {
  readonly onCall: (end: CallEnd) => void;
  /** Once each time one of HubSpot's limits is found to be used up. */
  readonly onLimit: (refusal: HubSpotError) => void;
}

/** HubSpot's names of its limits; others are counted together, so that an answer cannot make labels. */
const POLICIES = ['SECONDLY', 'TEN_SECONDLY_ROLLING', 'DAILY'] as const;

export function createHubSpotMeter(meter: MetricMeter): HubSpotMeter {
  const counter = ({ name, help }: Metric) => meter.createCounter(name, undefined, help);
  const gauge = ({ name, help }: Metric) => meter.createGauge(name, 'int', undefined, help);
  const calls = counter(WORKER_METRICS.calls);
  const limits = counter(WORKER_METRICS.limits);
  const seconds = meter.createHistogram(WORKER_METRICS.callSeconds.name, 'float', 's', WORKER_METRICS.callSeconds.help);
  const left = gauge(WORKER_METRICS.left);
  const allowed = gauge(WORKER_METRICS.allowed);
  // With zeros, so that a first occurrence is an increase.
  for (const outcome of CALL_OUTCOMES) calls.add(0, { outcome });
  for (const policy of [...POLICIES, 'other']) limits.add(0, { policy });
  return {
    onCall: ({ outcome, ms, day, tenSeconds }) => {
      calls.add(1, { outcome });
      if (outcome !== 'unanswered') seconds.record(ms / 1_000);
      for (const [limit, said] of Object.entries({ day, tenSeconds })) {
        if (said === undefined) continue;
        left.set(said.left, { limit });
        allowed.set(said.allowed, { limit });
      }
    },
    onLimit: ({ policyName }) => {
      limits.add(1, { policy: POLICIES.find((each) => each === policyName) ?? 'other' });
    },
  };
}
