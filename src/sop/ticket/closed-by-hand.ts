import { attention, type Attention } from '../decision/attention';
import type { Requirement, Write } from '../decision/decision';
import { describeActor, type Drift } from '../decision/drift';
import type { RuledChange } from '../decision/ticket-update';
import type { CaseFacts, TicketFacts } from '../vocabulary/facts';
import { parseReference, referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import type { CurrentValue } from '../vocabulary/timeline';

/** What the SOP does about a ticket that was closed manually too early. */
export interface HandClosing {
  readonly changes: readonly RuledChange[];
  readonly notes: readonly Write[];
  readonly attention?: Attention;
  readonly drift?: Drift;
}

/**
 * I4: reopened once (a setting), with one note that lists what is missing; closed again, it is left and reported, so that
 * this service never fights another automation. The notes on the ticket count the reopenings, so the count survives a loss of
 * all data. The note comes first: a reopening that failed is then retried, and not counted twice.
 */
export function onClosedByHand(
  facts: CaseFacts,
  closing: CurrentValue<'closed'>,
  missing: { readonly invoice: readonly Requirement[]; readonly evidence: readonly Requirement[] },
  settings: SopSettings,
): HandClosing {
  const all = [...missing.evidence, ...missing.invoice].map(({ sentence }) => sentence);
  if (all.length === 0) return { changes: [], notes: [] };
  const reopens = missing.invoice.length > 0 || settings.reopenIncomplete;
  const reference = referenceText({ kind: 'reopening', closedAt: closing.since });
  const notified = (facts.evidence?.serviceNotes ?? []).filter(
    (note) => parseReference(note.reference).kind === 'reopening',
  );
  const alreadyNotified = notified.some((note) => note.reference === reference);
  if (reopens && (alreadyNotified || notified.length < settings.reopenings)) {
    const note = reopeningNote(facts.ticket, closing, reference, all);
    return { changes: [{ rule: 'I4', change: { stage: 'open' } }], notes: alreadyNotified ? [] : [note] };
  }
  const report = missing.invoice.length > 0 ? attention.closedUnderInvoice : attention.closedIncomplete;
  const { since: at, by } = closing;
  const drift: Drift = { field: 'ticketStage', from: 'open', found: 'closed', wanted: 'open', by, at, policy: 'ask' };
  return { changes: [], notes: [], attention: report(all, { by, at }), drift };
}

interface Report {
  readonly attention?: Attention | undefined;
  readonly drift?: Drift | undefined;
}

/** X1: of two causes the newer one is said; of the older one there is a note already. */
export function isReportedSince(hand: Report | undefined, other: Report): boolean {
  if (hand?.attention === undefined || hand.drift === undefined) return false;
  return other.attention === undefined || (other.drift !== undefined && hand.drift.at > other.drift.at);
}

function reopeningNote(
  ticket: TicketFacts,
  closing: CurrentValue<'closed'>,
  reference: string,
  missing: readonly string[],
): Write {
  const { by } = closing;
  const closed = by.kind === 'service' ? 'before it was merged with another one' : `manually by ${describeActor(by)}`;
  return {
    kind: 'addNote',
    purpose: 'record',
    rules: ['I4'],
    ticketId: ticket.id,
    reference,
    paragraphs: [
      `This ticket was closed ${closed} and has been reopened: according to the SOP it cannot be closed yet. Still missing:`,
      ...missing.map((sentence) => `- ${sentence}`),
      'It closes automatically as soon as nothing is missing. If it is closed manually again, it stays closed and is reported.',
    ],
  };
}
