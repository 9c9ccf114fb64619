import { allHandlersFinished, condition, patched, workflowInfo } from '@temporalio/workflow';
import type { RunningOrEnded, WakeUp } from '../../sop/decision/decision';
import { later } from '../../sop/vocabulary/dates';
import { now } from '../clock';
import { isBuildChanged, wakeOnBuildChange } from '../next-run';
import { traceTurn } from '../tracing/turn-trace';
import type { Received } from './freshness';
import type { Inbox, Shown, Taken } from './inbox';
import { isOutdated } from './parking';
import { readFresh } from './read-fresh';
import type { Urgency } from './urgency';

/** HubSpot shows an older state than its events reported, so nothing may be written. In milliseconds. */
const BEHIND_CHECK_MS = 30_000;

export interface Turn extends Taken {
  /** X1: whether something came after the turn began: its snapshot is then no longer a reason for a write. */
  readonly isOvertaken: () => boolean;
}

/** What differs between the tickets that a workflow follows: an At-Risk ticket, and a support ticket (C3). */
export interface Followed<Snapshot, Outcome> {
  readonly inbox: Inbox;
  /** What the events themselves say: that the ticket was deleted. */
  hear(received: readonly Received[]): void;
  /** A fresh snapshot of HubSpot, with what the SOP says of it. */
  read(urgency: Urgency): Promise<Snapshot>;
  /** Undefined where HubSpot shows no such ticket. */
  shown(snapshot: Snapshot): Shown | undefined;
  /** Shows what the SOP says, and applies it. */
  apply(snapshot: Snapshot, turn: Turn): Promise<RunningOrEnded<Outcome>>;
  /** The turn is over, and nothing has come since: for what can wait until people pause. `wakeUp`: when the next turn is due. */
  rest?(wakeUp: WakeUp | undefined): Promise<void>;
  /** X1: the snapshot is older than HubSpot's events reported: nothing is written before `wakeUp`. */
  hold(snapshot: Snapshot, wakeUp: WakeUp): RunningOrEnded<Outcome>;
  /** X1: an error that a person must resolve in HubSpot; any other is rethrown. */
  park(error: unknown, turn: Turn): RunningOrEnded<Outcome> | Promise<RunningOrEnded<Outcome>>;
  /** Continues in a new run, on the current build of the workers, with what HubSpot does not hold. */
  continueAsNew(): Promise<never>;
}

/** Read, decide, write, wait. HubSpot stays the system of record; this loop only adds the timing. */
export async function followTicket<Snapshot, Outcome>(ticket: Followed<Snapshot, Outcome>): Promise<Outcome> {
  const { inbox } = ticket;
  wakeOnBuildChange();
  for (;;) {
    const taken = await inbox.take();
    const trace = traceTurn(taken.begun);
    const { end, wakeUp } = await trace.span(() => takeTurn(ticket, taken));
    inbox.done();
    // A running command ends with an event; a case that ended or continued as new before that would leave it unanswered.
    const settles = end !== undefined || workflowInfo().continueAsNewSuggested;
    if (settles) await settled(inbox);
    if (inbox.hasEvents) continue;
    if (end !== undefined) return end;
    if (settles) await ticket.continueAsNew();
    await trace.within(() => ticket.rest?.(wakeUp));
    await inbox.eventOrUntil(wakeUp, () => movesOn(inbox));
    if (movesOn(inbox)) await settled(inbox);
    if (movesOn(inbox)) await ticket.continueAsNew();
  }
}

/** To the current build, once nothing is left to take or to be seen: the next run knows of no events. */
function movesOn(inbox: Inbox): boolean {
  return isBuildChanged() && !inbox.hasEvents && !inbox.expectsMore;
}

/** Waits for commands in progress, or for the event with which one ends. */
function settled(inbox: Inbox): Promise<void> {
  return condition(() => inbox.hasEvents || allHandlersFinished());
}

/** X1: after so many turns in a row whose decision no longer held when it was to be applied, HubSpot is given time to settle. */
const OUTDATED_TURNS = 4;

/**
 * One turn: a fresh snapshot with what the SOP says of it, and the changes that it wants.
 * @param outdated turns in a row whose decision no longer held
 */
async function takeTurn<Snapshot, Outcome>(
  ticket: Followed<Snapshot, Outcome>,
  taken: Taken,
  outdated = 0,
): Promise<RunningOrEnded<Outcome>> {
  const { inbox } = ticket;
  const { received, urgency } = taken;
  const turn = { ...taken, isOvertaken: inbox.watch() };
  ticket.hear(received);
  try {
    const { snapshot, isFresh } = await readFresh(
      () => ticket.read(urgency),
      (read) => inbox.isAsNew(ticket.shown(read), received),
    );
    const shown = ticket.shown(snapshot);
    if (!isFresh && inbox.isBehind(shown, received)) {
      inbox.keep(received);
      return ticket.hold(snapshot, behindCheck('X1: HubSpot still shows an older state'));
    }
    inbox.saw(shown);
    return await ticket.apply(snapshot, turn);
  } catch (error) {
    if (!isOutdated(error)) return ticket.park(error, turn);
    if (outdated + 1 < OUTDATED_TURNS || !patched('outdated-in-a-row')) return takeTurn(ticket, taken, outdated + 1);
    inbox.keep(received);
    return { wakeUp: behindCheck('X1: HubSpot changed again whenever a write was to be made') };
  }
}

/** Applies one change after another until the turn is overtaken, and answers with how many were applied. */
export async function applyEach<Change>(
  changes: readonly Change[],
  { isOvertaken }: Turn,
  apply: (change: Change, index: number) => Promise<void>,
): Promise<number> {
  for (const [index, change] of changes.entries()) {
    if (isOvertaken()) return index;
    await apply(change, index);
  }
  return changes.length;
}

function behindCheck(reason: string): WakeUp {
  return { at: later(now(), BEHIND_CHECK_MS), reason };
}

/** X1: when a refusal by HubSpot is checked again, which no webhook reports. */
export function checkForHelp(inMs: number): WakeUp {
  return { at: later(now(), inMs), reason: 'X1: check whether HubSpot accepts it now' };
}
