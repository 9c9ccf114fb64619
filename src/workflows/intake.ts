import { proxyActivities } from '@temporalio/workflow';
import type { Activities, IntakeBatch } from '../activities';
import { ACTIVITY_OPTIONS } from './activity-options';

const { deliverNews } = proxyActivities<Activities>(ACTIVITY_OPTIONS);

/** One HTTP request of HubSpot, kept until the cases that it is about have been told. */
export async function intake(batch: IntakeBatch): Promise<string> {
  const { signalled, started, notAtRisk } = await deliverNews.executeWithOptions(
    { summary: `tell the cases of ${String(batch.events.length)} events` },
    [batch],
  );
  return `${String(signalled)} running cases told, ${String(started)} started, ${String(notAtRisk)} tickets are not At-Risk`;
}
