import { sleep } from '@temporalio/workflow';

/** HubSpot's copies catch up within seconds; after this many looks a workflow goes on with what it sees. */
const LOOKS = 3;
const PAUSE_MS = 3_000;

/** Reads until the picture is as new as the signals that told of it: HubSpot may answer from a copy that lags behind. */
export async function readFresh<Picture>(
  read: () => Promise<Picture>,
  isFresh: (picture: Picture) => boolean,
): Promise<Picture> {
  for (let look = 1; ; look += 1) {
    const picture = await read();
    if (look === LOOKS || isFresh(picture)) return picture;
    await sleep(PAUSE_MS, { summary: 'HubSpot still shows an older state' });
  }
}
