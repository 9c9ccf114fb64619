import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../dev/process/run-command';
import type { CaseSnapshot } from '../src/activities';
import { sopSettingsSchema } from '../src/sop/vocabulary/settings';
import { readHistory, recordedNames } from '../test/replay/histories';
import { historyFromJson } from '../test/replay/proto-json';
import { builtPrograms } from '../test/support/build';
import type { BenchOptions } from './bench';
import type { Found } from './figure';
import { builtProgram } from './program';

/** What is asked of one core. */
const WANTED_A_SECOND = 50_000;
const WITHIN_MS = 300_000;

/** The SOP's decision, over the snapshots in the recorded histories; by the time that a processor worked on it, which others do not slow down much. */
export async function benchDecide({ quick, progress }: BenchOptions): Promise<Found> {
  const snapshots = recordedSnapshots();
  const [repetitions, ms] = quick ? [3, 1_000] : [7, 3_000];
  progress(`${String(snapshots.length)} snapshots, ${String(repetitions)} times ${String(ms / 1_000)} s`);
  const measured = await decisionsASecond(snapshots, repetitions, ms);
  const figure = {
    name: 'decide',
    what: `decisions over ${String(snapshots.length)} snapshots of recorded cases`,
    unit: 'a second of one core',
    measured,
    floor: { what: 'what is asked', values: measured.map(() => WANTED_A_SECOND) },
    goal: { atLeast: 1 },
  };
  return { figures: [figure], growths: [] };
}

async function decisionsASecond(
  snapshots: readonly CaseSnapshot[],
  repetitions: number,
  ms: number,
): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'at-risk-bench-'));
  try {
    const file = join(folder, 'snapshots.json');
    await writeFile(file, JSON.stringify(snapshots));
    const args = [await builtProgram('decide-loop'), await builtPrograms(), file, String(repetitions), String(ms)];
    const { stdout } = await runCommand(process.execPath, args, WITHIN_MS);
    return stdout.trim().split('\n').map(Number);
  } finally {
    await rm(folder, { recursive: true });
  }
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
