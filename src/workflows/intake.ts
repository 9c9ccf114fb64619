import { condition, setCurrentDetails } from '@temporalio/workflow';
import { z } from 'zod';
import type { IntakeBatch } from '../activities';
import { portalIdSchema } from '../contract/names';
import { inputOf } from '../contract/payloads/input';
import { onDemand } from '../contract/payloads/on-demand';
import { activities, toTemporal } from './activities';
import { isBuildChanged, nextRun, wakeOnBuildChange } from './next-run';
import { PARKED_CHECK_MS, parkingAttention } from './turn/parking';

/** The result of a request: how many workflows were signaled or started, and how many tickets are not ours. */
interface Taken {
  readonly signalled: number;
  readonly started: number;
  readonly notAtRisk: number;
}

/** The bridge has parsed the events; what each of them is about is looked up in HubSpot. */
const batchSchema = onDemand(() =>
  z.object({
    portalId: portalIdSchema,
    events: z.array(z.looseObject({})),
    signaled: z.boolean().optional(),
  }),
);

/** What the bridge could not deliver of one HTTP request of HubSpot, kept until the cases that it is about have been signaled. */
export async function intake(batch: IntakeBatch): Promise<string> {
  inputOf(batchSchema, batch, 'InvalidIntakeInput');
  wakeOnBuildChange();
  if (batch.signaled === true) return inWords(await deliver(batch));
  // X1: a running case is signaled at once, however long the calls to HubSpot have to wait.
  const summary = `signal the running cases of ${String(batch.events.length)} events`;
  const { signalled, rest } = await toTemporal.signalRunningCases.executeWithOptions({ summary }, [batch]);
  if (rest.length === 0) return inWords({ signalled, started: 0, notAtRisk: 0 });
  const others = await deliver({ ...batch, events: batch.events.filter((_event, place) => rest.includes(place)) });
  return inWords({ ...others, signalled: signalled + others.signalled });
}

/** The events that need HubSpot: which tickets they are about, and whether those are At-Risk tickets. */
async function deliver(batch: IntakeBatch): Promise<Taken> {
  for (;;) {
    try {
      const summary = `signal or start the cases of ${String(batch.events.length)} events`;
      return await activities.deliverEvents.executeWithOptions({ summary }, [batch]);
    } catch (error) {
      // HubSpot refuses to say whose events these are: they are kept until a person has helped.
      const { code, sentence } = parkingAttention(error);
      setCurrentDetails(`**Needs attention** (${code}): ${sentence}`);
      const summary = `X1: ${code}: check whether HubSpot accepts it now`;
      await condition(isBuildChanged, PARKED_CHECK_MS, { summary });
      if (isBuildChanged()) return nextRun<typeof intake>(batch);
    }
  }
}

function inWords({ signalled, started, notAtRisk }: Taken): string {
  return `${String(signalled)} running cases signaled, ${String(started)} started, ${String(notAtRisk)} tickets are not At-Risk`;
}
