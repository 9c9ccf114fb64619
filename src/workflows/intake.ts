import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities, IntakeBatch } from '../activities';
import { ACTIVITY_OPTIONS } from './activity-options';
import { PARKED_LOOK_MS, parkingAttention } from './parking';

const { deliverNews } = proxyActivities<Activities>(ACTIVITY_OPTIONS);

/** One HTTP request of HubSpot, kept until the cases that it is about have been told. */
export async function intake(batch: IntakeBatch): Promise<string> {
  for (;;) {
    try {
      const { signalled, started, notAtRisk } = await deliverNews.executeWithOptions(
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
