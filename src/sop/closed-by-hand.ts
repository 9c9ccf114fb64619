import { attention, type Attention } from './attention';
import type { Requirement, Write } from './decision';
import type { Drift } from './drift';
import type { CaseFacts, TicketFacts } from './facts';
import { parseReference, referenceText } from './reference';
import type { SopSettings } from './settings';
import type { RuledChange } from './ticket-update';
import type { Standing } from './timeline';

/** What the SOP does about a ticket that was closed by hand too early. */
export interface HandClosing {
  readonly changes: readonly RuledChange[];
  readonly notes: readonly Write[];
  readonly attention?: Attention;
  readonly drift?: Drift;
}

/**
 * I4: reopened once (a setting), with one note that lists what is missing; closed again, it is left and reported, so that
 * this service never fights another automation. The notes on the ticket count the reopenings, so a loss of all data does
 * not begin anew. The note comes first: a reopening that failed is then made up for, and not counted twice.
 */
export function onClosedByHand(
  facts: CaseFacts,
  closing: Standing<'closed'>,
  missing: { readonly invoice: readonly Requirement[]; readonly evidence: readonly Requirement[] },
  settings: SopSettings,
): HandClosing {
  const all = [...missing.evidence, ...missing.invoice].map(({ sentence }) => sentence);
  if (all.length === 0) return { changes: [], notes: [] };
  const reopens = missing.invoice.length > 0 || settings.reopenIncomplete;
  const reference = referenceText({ kind: 'reopening', closedAt: closing.since });
  const told = (facts.evidence?.serviceNotes ?? []).filter(
    (note) => parseReference(note.reference).kind === 'reopening',
  );
  const alreadyTold = told.some((note) => note.reference === reference);
  if (reopens && (alreadyTold || told.length < settings.reopenings)) {
    const note = reopeningNote(facts.ticket, closing, reference, all);
    return { changes: [{ rule: 'I4', change: { stage: 'open' } }], notes: alreadyTold ? [] : [note] };
  }
  const report = missing.invoice.length > 0 ? attention.closedUnderInvoice : attention.closedIncomplete;
  const { since: at, by } = closing;
  const drift: Drift = { field: 'ticketStage', from: 'open', found: 'closed', wanted: 'open', by, at, policy: 'ask' };
  return { changes: [], notes: [], attention: report(all, at), drift };
}

function reopeningNote(
  ticket: TicketFacts,
  closing: Standing<'closed'>,
  reference: string,
  missing: readonly string[],
): Write {
  const closed = closing.by.kind === 'service' ? 'before it was merged with another one' : 'by hand';
  return {
    kind: 'addNote',
    rules: ['I4'],
    ticketId: ticket.id,
    reference,
    paragraphs: [
      `This ticket was closed ${closed}, and was opened again: by the SOP it cannot be closed yet. Still missing:`,
      ...missing.map((sentence) => `- ${sentence}`),
      'It closes by itself as soon as nothing is missing. If it is closed by hand again, it is left closed and reported.',
    ],
  };
}
