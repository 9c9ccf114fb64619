import type { Decision, RequirementCode, TicketChange, Write } from '../decision/decision';
import { describeActor } from '../decision/drift';
import { ticketUpdate } from '../decision/ticket-update';
import { invoiceEnteredWithin } from '../invoice/invoice';
import type { Answer } from '../ticket/answer';
import { closingOf, correctsAt, type Correction } from '../ticket/closing';
import type { Instant } from '../vocabulary/dates';
import type { CaseFacts, TicketFacts } from '../vocabulary/facts';
import { referenceText } from '../vocabulary/reference';
import { currentValue } from '../vocabulary/timeline';

export type Reopening = 'mistake' | 'correction' | 'invoice';

/**
 * X2: why this service must reopen the ticket: it closed the ticket by mistake, or within `correctionMinutes` of a Yes the
 * answer became No, or an outstanding invoice was entered. Undefined where the ticket stays as it is.
 */
export function reopeningOf(
  facts: CaseFacts,
  answer: Answer,
  settings: Correction,
  now: Instant,
): Reopening | undefined {
  const { ticket } = facts;
  const closing = closingOf(ticket);
  if (closing.kind === 'open') return undefined;
  if (closing.kind === 'mistaken') return 'mistake';
  if (answer.kind === 'notSaved' && correctsAt(ticket, closing.since, settings) === answer.since) return 'correction';
  const entered = answer.kind === 'saved' && invoiceEnteredWithin(facts, answer.since, settings.correctionMinutes, now);
  return closing.kind === 'saved' && entered ? 'invoice' : undefined;
}

/** X2: a closed ticket that this service reopens is decided on as if it were already open. */
export function asOpen<Facts extends CaseFacts>(facts: Facts): Facts {
  const { stage } = facts.ticket;
  const since = currentValue(stage)?.since ?? facts.ticket.createdAt;
  const opened = { value: 'open', at: since, by: { kind: 'service' } } as const;
  return { ...facts, ticket: { ...facts.ticket, stage: [opened, ...stage] } };
}

/**
 * X2: the decision on the reopened ticket, with the reopening and a note that says why. If the decision would close the ticket
 * at once, it stays closed instead.
 */
export function withReopening(onOpened: Decision, ticket: TicketFacts, why: Reopening): Decision {
  const update = onOpened.writes.find((write) => write.kind === 'updateTicket');
  const left = onOpened.writes.filter((write) => write !== update);
  const { stage, ...change } = update?.change ?? {};
  if (stage === 'closed') return { ...onOpened, writes: [...left, ...updateOf(ticket, update?.rules, change)] };
  const { phase, waitingFor, attention, others, wakeUp, drift } = onOpened;
  return {
    phase,
    waitingFor,
    writes: [
      reopeningNote(ticket, onOpened, why),
      ...left,
      ...updateOf(ticket, [...(update?.rules ?? []), 'X2'], { ...change, stage: 'open' }),
    ],
    ...(attention && { attention }),
    ...(others && { others }),
    ...(wakeUp && { wakeUp }),
    ...(drift && { drift }),
  };
}

function updateOf(ticket: TicketFacts, rules: Write['rules'] = [], change: TicketChange): readonly Write[] {
  if (Object.keys(change).length === 0) return [];
  return ticketUpdate(
    ticket.id,
    rules.map((rule) => ({ rule, change })),
  );
}

function byWhom({ customerSaved: [newest] }: TicketFacts, why: Reopening): string {
  return why === 'correction' && newest !== undefined ? ` It was changed by ${describeActor(newest.by)}.` : '';
}

const REASONS: Readonly<Record<Reopening, string>> = {
  mistake: 'This ticket was changed at the same moment as the At-Risk service closed it.',
  correction: 'Customer Saved was changed to No shortly after this ticket had been closed as saved.',
  invoice: 'An outstanding invoice was entered shortly after this ticket had been closed as saved.',
};

/** What only time brings is not for a person to add; while evidence is gathered the client's invoices are not read. */
const BY_TIME: readonly RequirementCode[] = ['monitoringPeriod', 'cancellationDay'];
const OF_INVOICES: readonly RequirementCode[] = ['invoiceDetermination', 'financeApproval'];

function reopeningNote(ticket: TicketFacts, { phase, waitingFor }: Decision, why: Reopening): Write {
  const left = phase === 'collecting' ? [...BY_TIME, ...OF_INVOICES] : BY_TIME;
  const missing = waitingFor.filter(({ code }) => !left.includes(code));
  const closing = closingOf(ticket);
  return {
    kind: 'addNote',
    purpose: 'record',
    rules: ['X2'],
    ticketId: ticket.id,
    reference: referenceText({
      kind: 'corrected',
      closedAt: closing.kind === 'open' ? ticket.createdAt : closing.since,
    }),
    paragraphs: [
      `${REASONS[why]}${byWhom(ticket, why)} The ticket was reopened.`,
      ...(missing.length > 0 ? ['What is needed now:', ...missing.map(({ sentence }) => `- ${sentence}`)] : []),
      'It closes automatically as soon as nothing is missing.',
    ],
  };
}
