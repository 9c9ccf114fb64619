import { sleep } from '@temporalio/workflow';

/** HubSpot's copies catch up within seconds; after this many reads a workflow goes on with what it sees, and knows it. */
const READS = 3;
const PAUSE_MS = 3_000;

export interface FreshRead<Snapshot> {
  readonly snapshot: Snapshot;
  /** Whether it is as new as the signals that told of it. */
  readonly isFresh: boolean;
}

/** Reads until the snapshot is as new as the signals that told of it: HubSpot may answer from a copy that lags behind. */
export async function readFresh<Snapshot>(
  read: () => Promise<Snapshot>,
  isAsNew: (snapshot: Snapshot) => boolean,
): Promise<FreshRead<Snapshot>> {
  for (let reads = 1; ; reads += 1) {
    const snapshot = await read();
    const isFresh = isAsNew(snapshot);
    if (reads === READS || isFresh) return { snapshot, isFresh };
    await sleep(PAUSE_MS, { summary: 'HubSpot still shows an older state' });
  }
}
