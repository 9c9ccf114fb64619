import { ActivityFailure, condition, log, patched } from '@temporalio/workflow';
import type { Decision, WakeUp, Write } from '../../sop/decision/decision';
import { isOnlyShown } from '../../sop/decision/purpose';
import { later } from '../../sop/vocabulary/dates';
import { now } from '../clock';
import { Alarm, KEPT_TIMERS } from '../turn/alarm';
import type { Received } from '../turn/freshness';
import type { Inbox } from '../turn/inbox';
import type { Turn } from '../turn/turn';
import { URGENCY } from '../turn/urgency';

/** People fill in a ticket field by field: what it shows is written once they pause this long, in one call. */
const PAUSE_MS = 30_000;
const PAUSE = 'X1: until people pause, then the ticket shows it';

/** The writes of a decision, by when they are made. */
interface Writes {
  readonly atOnce: readonly Write[];
  readonly later: readonly Write[];
}

/**
 * X1: what a ticket only shows waits until people pause. A change that comes by the calendar, or with an adoption of many tickets, is
 * left to the nightly audit, which writes a hundred tickets in one call.
 */
export function writesOf({ writes, end }: Decision, turn: Turn): Writes {
  const atOnce = writes.filter((write) => !isOnlyShown(write));
  if (!isOfPeople(turn) && !writes.some(isNotForAudit)) return { atOnce, later: [] };
  // After its end a case writes nothing.
  return end === undefined ? { atOnce, later: writes.filter(isOnlyShown) } : { atOnce: writes, later: [] };
}

/** `mode: observe`: nothing is written, so nothing has to wait. */
export function keptAtOnce({ writes }: Decision): Writes {
  return { atOnce: writes, later: [] };
}

/** X1: that a person must help, or need not any more, waits for no night; a ticket that left the pipeline the audit does not read. */
function isNotForAudit(write: Write): boolean {
  if (write.kind !== 'showOnTicket') return write.kind === 'clearCaseTicket';
  return write.shown.needsAttention !== undefined || write.shown.phase === null;
}

function isOfPeople({ received, urgency }: Turn): boolean {
  return urgency === URGENCY.command || received.some(isChange);
}

/** Not the signal alone by which cases are started, or made to check. */
function isChange({ signal, event }: Received): boolean {
  return signal !== 'recheck' || event.eventIds.length > 0 || event.swept !== undefined;
}

/** X1: writes that nobody waits for. The next turn decides on them again, so that none is kept for later than that. */
export class ShownLater {
  private writes: readonly (() => Promise<void>)[] = [];
  private readonly pause = new Alarm();

  next(writes: readonly (() => Promise<void>)[]): void {
    this.writes = writes;
  }

  /** Once nothing has come for a while, or the next turn is due. A write that fails delays nothing. */
  async write(inbox: Inbox, wakeUp: WakeUp | undefined): Promise<void> {
    const { writes } = this;
    this.writes = [];
    const isDueSoon = wakeUp !== undefined && wakeUp.at < now() + PAUSE_MS;
    if (writes.length === 0 || isDueSoon) this.pause.off();
    if (writes.length === 0) return;
    if (!isDueSoon && (await this.isInterrupted(inbox))) return;
    try {
      for (const write of writes) await write();
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      log.warn('what the ticket shows could not be written');
    }
  }

  /** A timer that an earlier turn has set is kept, and followed by one for what is left of the pause. */
  private async isInterrupted(inbox: Inbox): Promise<boolean> {
    const until = later(now(), PAUSE_MS);
    const hasEvents = (): boolean => inbox.hasEvents;
    if (!patched(KEPT_TIMERS)) return condition(hasEvents, PAUSE_MS, { summary: PAUSE });
    do await this.pause.wait(this.pause.at ?? until, PAUSE, hasEvents);
    while (!inbox.hasEvents && now() < until);
    return inbox.hasEvents;
  }
}
