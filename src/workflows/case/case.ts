import { condition, proxyActivities } from '@temporalio/workflow';
import type { Activities, CaseSnapshot } from '../../activities';
import type { Ground } from '../../activities/grounds';
import type { CaseInput, CaseView, HoldMemory, Seen } from '../../contract/case';
import type { Absence } from '../../sop/decision/absence';
import type { Decision, Write } from '../../sop/decision/decision';
import { describeWrite } from '../../sop/decision/describe';
import { instantAt, type Instant } from '../../sop/vocabulary/dates';
import type { Completes } from '../../sop/vocabulary/facts';
import type { CompanyId, TicketId } from '../../sop/vocabulary/ids';
import { BULK_ACTIVITIES, HUBSPOT_ACTIVITIES, TEMPORAL_ACTIVITIES } from '../activity-options';
import type { Urgency } from '../urgency';
import type { Inbox } from './inbox';
import type { Notified } from './notified';
import type { Display } from './show';
import type { CaseTimeline } from './timeline';

type ToTemporal = Pick<
  Activities,
  'announceTicket' | 'awaitClosing' | 'beginCase' | 'beginCases' | 'recheckRequests' | 'signalRunningCases'
>;

export const activities = proxyActivities<Omit<Activities, keyof ToTemporal>>(HUBSPOT_ACTIVITIES);
export const toTemporal = proxyActivities<ToTemporal>(TEMPORAL_ACTIVITIES);
/** For work on a whole portal. */
export const bulk = proxyActivities<Omit<Activities, keyof ToTemporal>>(BULK_ACTIVITIES);

/**
 * S5: what the other cases of the company know this ticket to complete. `none`: it supersedes nothing; `no`: they were not
 * signaled yet.
 */
export type Announced = Completes | 'none' | 'no';

/** The state of a case's run. HubSpot holds what decides it, but for a hold whose notes were deleted (I1). */
export interface Case {
  readonly input: CaseInput;
  readonly inbox: Inbox;
  readonly timeline: CaseTimeline;
  readonly display: Display;
  /** What people were notified of once; HubSpot knows it all, but asking costs calls. */
  readonly notified: Notified;
  /** How new HubSpot's records were when they were last read: anything older comes from a stale replica. */
  seen?: Seen | undefined;
  /** X1: whether the ticket may be gone. */
  absence?: Absence | undefined;
  /** Commands that wrote, or are about to: a snapshot read before them is no longer a reason for a write. */
  commands: number;
  turnsBegun: number;
  turnsDone: number;
  /** The company that was last seen on the ticket. */
  companyId?: CompanyId | undefined;
  /** Proves to the activities that it was on the ticket. */
  companySeal?: string | undefined;
  /** I1: the notes of a hold that were seen on the ticket, or written: whoever deletes them does not delete the hold. */
  holdMemory?: HoldMemory | undefined;
  announced: Announced;
  /** S5: a turn ended after some of its writes, of which the cases of the client's other tickets were not signaled. */
  brokeOff: boolean;
  /** N9: companies that the ticket was on before, whose other cases are still to be woken. */
  readonly former: Set<CompanyId>;
  /** No other case of the company was found to signal. */
  alone?: boolean;
  /** C3: support requests that wait until the ticket is closed. */
  readonly requests: Set<TicketId>;
  snapshot?: CaseSnapshot;
  /** Since when HubSpot rejects a change, or does not match the portal file. */
  parkedSince?: Instant | undefined;
  decision?: Decision;
  decidedAt?: Instant;
}

/** `ground`: why it is wanted, which the activity checks. */
export async function carryOut(atRisk: Case, write: Write, urgency: Urgency, ground: Ground): Promise<void> {
  const reference = notifiedOnceAs(write);
  if (reference !== undefined && atRisk.notified.has(reference)) return;
  const text = describeWrite(write);
  const summary = `${write.rules.join(', ')}: ${text}`;
  await activities.perform.executeWithOptions({ summary, ...urgency.write }, [write, ground]);
  if (reference !== undefined) atRisk.notified.add(reference);
  if (write.kind === 'updateTicket' && write.change.stage === 'closed') await recheckRequests(atRisk);
  atRisk.timeline.tell(text, write.rules);
}

/** I1: the record of a hold has to be on the ticket, so one that was deleted is written again. */
const RECORD_OF_HOLD = 'I1-held-';
/** What is remembered of a hold, and of an approval. */
const REMEMBERED = [RECORD_OF_HOLD, 'I1-freed-', 'I3-stands-'];

/** Whether the write changes what a case remembers of a hold. */
export function isRemembered(write: Write): boolean {
  return write.kind === 'addNote' && REMEMBERED.some((prefix) => write.reference.startsWith(prefix));
}

/** For a note, and for a task that asks for something: a person who deletes it is not asked again (X1). */
function notifiedOnceAs(write: Write): string | undefined {
  if (write.kind === 'addNote') return write.reference.startsWith(RECORD_OF_HOLD) ? undefined : write.reference;
  if (write.kind !== 'createTasks') return undefined;
  const asks = write.rules.includes('C4') || write.rules.includes('X1');
  return asks ? write.tasks[0]?.reference : undefined;
}

/** C3: requests that found the ticket open check again once it is closed. */
export async function recheckRequests({ input, requests }: Case): Promise<void> {
  if (requests.size === 0) return;
  const summary = 'C3: support requests that waited for the closing check again';
  await toTemporal.recheckRequests.executeWithOptions({ summary }, [input.portalId, [...requests]]);
  requests.clear();
}

/** Waits for a turn that begins after now and sees what was written at `writtenAt`, and answers with its result. */
export async function checkAgain(atRisk: Case, writtenAt?: Instant): Promise<CaseView> {
  const turn = atRisk.turnsBegun + 1;
  atRisk.inbox.wake(writtenAt);
  await condition(() => atRisk.turnsDone >= turn);
  return view(atRisk);
}

export function view({ input, decidedAt, snapshot, decision, timeline }: Case): CaseView {
  return {
    portalId: input.portalId,
    ticketId: input.ticketId,
    ...(decidedAt !== undefined && { decidedAt }),
    ...(snapshot && { reading: snapshot.reading }),
    ...(decision && { decision }),
    timeline: timeline.entries,
  };
}

/** The workflow's clock. */
export function now(): Instant {
  return instantAt(Date.now());
}
