import type { IntakeBatch } from '../activities';
import { activities } from './case';

/** One HTTP request of HubSpot, kept until the cases that it is about have been told. */
export async function intake(batch: IntakeBatch): Promise<string> {
  const { signalled, started, notAtRisk } = await activities.deliverNews.executeWithOptions(
    { summary: `tell the cases of ${String(batch.events.length)} events` },
    [batch],
  );
  return `${String(signalled)} running cases told, ${String(started)} started, ${String(notAtRisk)} tickets are not At-Risk`;
}
