import { sleep } from '@temporalio/workflow';

/** HubSpot's replicas catch up within seconds; after this many reads a workflow continues with a read that it knows to be stale. */
const READS = 3;
const PAUSE_MS = 3_000;

export interface FreshRead<Snapshot> {
  readonly snapshot: Snapshot;
  /** Whether it is as new as the signals reported. */
  readonly isFresh: boolean;
}

/** Reads until the snapshot is as new as the signals reported: HubSpot may answer from a stale replica. */
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
