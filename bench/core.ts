import { Bench } from 'tinybench';
import type { CaseSnapshot } from '../src/activities';
import { plainTable } from '../src/cli/output/table';
import { parsePortalConfig } from '../src/config/portal';
import { parseWebhook } from '../src/hubspot';
import { decide } from '../src/sop/decide';
import type { Instant } from '../src/sop/vocabulary/dates';
import { sopSettingsSchema } from '../src/sop/vocabulary/settings';
import { readHistory, recordedNames } from '../test/replay/histories';
import { historyFromJson } from '../test/replay/proto-json';
import { APP_ID, webhookEvent } from './webhook-event';

const NOW = Date.UTC(2026, 10, 25) as Instant;

/** The pure parts, on real snapshots: those in the recorded histories. */
export async function benchCore(): Promise<string> {
  const snapshots = recordedSnapshots();
  const body = Buffer.from(JSON.stringify(Array.from({ length: 100 }, (_, index) => webhookEvent(index))));
  const portal = parsePortalConfig('', 'the default portal');
  const bench = new Bench({ time: 2_000, warmupTime: 500 })
    .add(`decide (${String(snapshots.length)} snapshots of recorded cases, one by one)`, () => {
      for (const { reading, settings } of snapshots) decide(reading, settings, NOW);
    })
    .add('parse a webhook of 100 events', () => {
      parseWebhook(body, { appId: APP_ID, portal });
    });
  await bench.run();
  const table = plainTable(['core', 'a second', 'median', '99 of 100']);
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} did not run`);
    const { latency, throughput } = result;
    table.push([name, throughput.mean.toFixed(0), milliseconds(latency.p50), milliseconds(latency.p99)]);
  }
  return table.toString();
}

/** What each `readCase` of the recorded histories gave. */
function recordedSnapshots(): readonly CaseSnapshot[] {
  return recordedNames().flatMap((name) => {
    const events = historyFromJson(readHistory(name)).events ?? [];
    const isReadCase = (scheduled: unknown): boolean =>
      events.some(
        ({ eventId, activityTaskScheduledEventAttributes: activity }) =>
          String(eventId) === String(scheduled) && activity?.activityType?.name === 'readCase',
      );
    return events.flatMap(({ activityTaskCompletedEventAttributes: completed }) => {
      const data = completed?.result?.payloads?.[0]?.data;
      if (data == null || !isReadCase(completed?.scheduledEventId)) return [];
      const snapshot = JSON.parse(Buffer.from(data).toString()) as CaseSnapshot;
      // Recorded before some of the settings were added.
      return [{ ...snapshot, settings: sopSettingsSchema.parse(snapshot.settings) }];
    });
  });
}

function milliseconds(value: number): string {
  return `${value.toFixed(3)} ms`;
}
