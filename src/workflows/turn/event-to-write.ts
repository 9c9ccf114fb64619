import { metricMeter } from '@temporalio/workflow';
import { EVENT_TO_WRITE_METRIC } from '../../contract/names';
import { EPOCH } from '../../sop/vocabulary/dates';
import { now } from '../clock';
import type { Received } from './freshness';

/** For metrics, which no history holds: how long ago the oldest event happened that led to the change made now. */
export function measureEventToWrite(received: readonly Received[]): void {
  const times = received.flatMap(({ event }) => {
    const isOfHubSpot = event.eventIds.length > 0 || event.swept !== undefined;
    return isOfHubSpot && event.occurredAt > EPOCH ? [event.occurredAt] : [];
  });
  if (times.length === 0) return;
  const help = 'From an event in HubSpot to the first change that follows from it.';
  const seconds = Math.max(0, now() - Math.min(...times)) / 1_000;
  metricMeter.createHistogram(EVENT_TO_WRITE_METRIC, 'float', 's', help).record(seconds);
}
