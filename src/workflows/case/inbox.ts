import { condition, log, patched, setHandler, type SignalDefinition, sleep } from '@temporalio/workflow';
import {
  EVIDENCE_SIGNALS,
  SIGNALS,
  TICKET_SIGNALS,
  caseEventSchema,
  type CaseEvent,
  type SignalName,
} from '../../contract/signals';
import type { Absence } from '../../sop/decision/absence';
import type { WakeUp } from '../../sop/decision/decision';
import { EPOCH, instantAt, type Instant } from '../../sop/vocabulary/dates';
import type { CaseFacts } from '../../sop/vocabulary/facts';
import { lastChanged } from '../../sop/vocabulary/timeline';
import { URGENCY, type Urgency } from '../urgency';

/** One save in HubSpot arrives as several webhooks; they are read as one. */
const COALESCE_MS = 2_000;

/** HubSpot stamps an event and the record that it changed within this. */
const SAME_CHANGE_MS = 1_000;

/** If a replica still lags this long after a signal came, the signal is taken to be about something else. */
const TICKET_CATCH_UP_MS = 10 * 60_000;
/** A note that was deleted, or associated with the ticket later, never shows the instant of its event. */
const EVIDENCE_CATCH_UP_MS = 60_000;

export interface Received {
  readonly signal: SignalName;
  readonly event: CaseEvent;
  /** When the workflow received it. */
  readonly at: Instant;
}

/** What one turn is about. */
interface Taken {
  readonly received: readonly Received[];
  /** How soon people want to see what the turn finds. */
  readonly urgency: Urgency;
}

/** The signals that came since HubSpot was last read. A signal carries no decision, so they need no order. */
export class Inbox {
  private received: Received[] = [];
  /** What the next read must show too, without waking the case for it. */
  private expected: readonly Received[] = [];
  private wakes = 0;

  /** Whether what a signal reports was already read, so that it need not wake the case. Before the first read nothing was. */
  hasSeen: (event: CaseEvent) => boolean = () => false;

  constructor(private readonly onEvent: (received: Received) => void) {
    for (const signal of Object.keys(SIGNALS) as SignalName[]) {
      setHandler(SIGNALS[signal] as SignalDefinition<[unknown]>, (event) => {
        this.accept(signal, event);
      });
    }
  }

  get hasEvents(): boolean {
    return this.received.length > 0 || this.wakes > 0;
  }

  private get urgency(): Urgency {
    if (this.wakes > 0) return URGENCY.command;
    return this.received.length > 0 ? URGENCY.event : URGENCY.none;
  }

  /**
   * Wakes the case without a signal: a person asked for a check, or a command was applied at `writtenAt`. The bridge drops our
   * own echoes, so the next read must be at least as new as the write.
   */
  wake(writtenAt?: Instant): void {
    this.wakes += 1;
    if (writtenAt === undefined) return;
    this.keep([{ signal: 'saved', event: { eventIds: [], occurredAt: writtenAt }, at: writtenAt }]);
  }

  /** The next read must be as new as these. */
  keep(received: readonly Received[]): void {
    this.expected = [...this.expected, ...received];
  }

  /** Waits for an event, or for the next check. */
  async eventOrUntil(wakeUp: WakeUp | undefined, now: Instant): Promise<void> {
    const hasEvents = (): boolean => this.hasEvents;
    if (wakeUp === undefined) await condition(hasEvents);
    else if (wakeUp.at > now) await condition(hasEvents, wakeUp.at - now, { summary: wakeUp.reason });
  }

  /** Everything received, after a moment for what belongs to the same change; what arrives in that moment counts as well. */
  async take(): Promise<Taken> {
    if (this.received.length > 0) await sleep(COALESCE_MS, { summary: 'gather changes made together' });
    const taken = { received: [...this.received, ...this.expected], urgency: this.urgency };
    this.received = [];
    this.expected = [];
    this.wakes = 0;
    return taken;
  }

  /** Anyone who may signal a case can send nonsense; it is logged and wakes the case all the same, which is harmless. */
  private accept(signal: SignalName, payload: unknown): void {
    const parsed = caseEventSchema.safeParse(payload);
    if (!parsed.success) log.warn('signal with an unexpected payload', { signal });
    const at = instantAt(Date.now());
    const event: CaseEvent = parsed.success ? notInTheFuture(parsed.data, at) : { eventIds: [], occurredAt: EPOCH };
    const received = { signal, event, at };
    if (this.hasSeen(received.event)) return;
    this.received.push(received);
    this.onEvent(received);
  }
}

/** HubSpot's clock may be ahead of Temporal's by this. In milliseconds. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/** An event in the future would hold the case until HubSpot shows it. */
function notInTheFuture(event: CaseEvent, now: Instant): CaseEvent {
  const latest = now + CLOCKS_DIFFER_MS;
  const isFuture = event.occurredAt > latest || (event.ticketAt ?? 0) > latest;
  return isFuture && patched('events-of-the-future') ? { ...event, occurredAt: EPOCH, ticketAt: undefined } : event;
}

/** An event for the timeline. For the answer it says the new value, as the signal's own name would say the opposite of No. */
export function eventInWords({ signal, event }: Received): string {
  if (signal !== 'saved') return signal;
  return event.answer === undefined ? 'Customer Saved changed' : `Customer Saved = ${event.answer}`;
}

/** Whether a read shows at least what the signals reported: HubSpot may answer from a stale replica. */
export function isAsNewAs(facts: CaseFacts, received: readonly Received[]): boolean {
  return received.every((each) => showsTicketOf(facts, each) && showsEvidenceOf(facts, each));
}

/** The parts of a read that show how new it is. */
interface Age {
  readonly ticket: Pick<CaseFacts['ticket'], 'changedAt'>;
  readonly evidence?: Pick<NonNullable<CaseFacts['evidence']>, 'changedAt'>;
}

/** Whether a change that the read does not show yet is so recent that HubSpot's replicas may still catch up with it. */
export function mayCatchUp(facts: Age, received: readonly Received[], now: Instant): boolean {
  return received.some(
    (each) =>
      (!showsTicketOf(facts, each) && now - each.at < TICKET_CATCH_UP_MS) ||
      (!showsEvidenceOf(facts, each) && now - each.at < EVIDENCE_CATCH_UP_MS),
  );
}

function showsTicketOf({ ticket }: Age, { signal, event }: Received): boolean {
  const ofTicket = TICKET_SIGNALS.includes(signal) || event.swept === 'ticket';
  return ticket.changedAt + SAME_CHANGE_MS >= (ofTicket ? event.occurredAt : (event.ticketAt ?? 0));
}

function showsEvidenceOf({ evidence }: Age, { signal, event }: Received): boolean {
  const ofEvidence = evidence !== undefined && EVIDENCE_SIGNALS.includes(signal);
  return !ofEvidence || evidence.changedAt + SAME_CHANGE_MS >= event.occurredAt;
}

/**
 * Whether a change that the sweep found no longer matters to facts that were read: they show it, mostly because a webhook
 * reported it before, or the SOP did not need that part at all.
 */
export function hasSeen({ ticket, evidence, company }: CaseFacts, { swept, occurredAt }: CaseEvent): boolean {
  switch (swept) {
    case 'ticket':
      return ticket.changedAt >= occurredAt;
    case 'note':
      return evidence === undefined || evidence.changedAt >= occurredAt;
    case 'company':
      if (company === undefined) return true;
      return company.kind === 'one' && (lastChanged(company.clientStatus) ?? 0) >= occurredAt;
    case 'invoice':
      // Those that are paid are not among the facts.
      return company === undefined;
    case undefined:
      return false;
  }
}

/** X1: what the events say of a ticket that may be gone; the newest of its deletion and its restoration counts. */
export function withDeletion(before: Absence | undefined, received: readonly Received[]): Absence | undefined {
  const [newest] = received
    .filter(({ event }) => event.deleted !== undefined)
    .sort((a, b) => b.event.occurredAt - a.event.occurredAt);
  if (newest === undefined) return before;
  return newest.event.deleted === true ? { times: before?.times ?? 0, deletion: 'told' } : undefined;
}
