import { sleep } from '@temporalio/workflow';
import type { IntakeBatch } from '../activities';
import { activities } from './case';
import { PARKED_LOOK_MS, parkingAttention } from './parking';

/** One HTTP request of HubSpot, kept until the cases that it is about have been told. */
export async function intake(batch: IntakeBatch): Promise<string> {
  for (;;) {
    try {
      const { signalled, started, notAtRisk } = await activities.deliverNews.executeWithOptions(
        { summary: `tell the cases of ${String(batch.events.length)} events` },
        [batch],
      );
      return `${String(signalled)} running cases told, ${String(started)} started, ${String(notAtRisk)} tickets are not At-Risk`;
    } catch (error) {
      // X1: HubSpot refuses to say whose news it is: it is kept until a person has helped.
      const { code } = parkingAttention(error);
      await sleep(PARKED_LOOK_MS, { summary: `X1: ${code}: look whether HubSpot accepts it by now` });
    }
  }
}
