import type { Decision, Write } from '../decision/decision';
import { closingOf } from '../ticket/closing';
import { dayOf, showDate, type Instant } from '../vocabulary/dates';
import { SETTLED, type CaseFacts, type ServiceNote } from '../vocabulary/facts';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { causeOf, isSameCause, type CauseOfNote } from './note-cause';
import { mayEdit, newestOwn, noteWrites, notesOf, readNotes, unsettled, type ReadNote } from './one-note';
import { whySettled } from './settled-text';

/**
 * X1: what the decision says on the ticket, as one note for one cause: written once, brought up to date when the cause changes, and
 * settled when it is gone. A note that a person has edited is theirs: that it is settled stands in a note next to it.
 */
export function withOneNoteForACause(
  decision: Decision,
  facts: CaseFacts,
  settings: Pick<SopSettings, 'timeZone'>,
  now: Instant,
): Decision {
  const notes = facts.evidence && readNotes(facts.evidence.serviceNotes);
  const writes = decision.writes.flatMap((write): readonly Write[] =>
    write.kind === 'addNote' ? noteWrites(write, notes) : [write],
  );
  const gone = settled(decision, facts, notes ?? []).map(({ note, why }) =>
    settle(facts, note, `Settled on ${showDate(dayOf(now, settings.timeZone))}: ${why}`),
  );
  return { ...decision, writes: [...writes, ...gone] };
}

interface Settled {
  readonly note: ServiceNote;
  readonly why: string;
}

/** Notes whose cause is gone, and older ones that say the same as a newer one. */
function settled(decision: Decision, facts: CaseFacts, notes: readonly ReadNote[]): readonly Settled[] {
  const { ticket } = facts;
  // X1: what is still true of a ticket with an unknown value, or in another pipeline, cannot be judged.
  if (!ticket.inAtRiskPipeline || ticket.unknownValues.length > 0) return [];
  const asking = unsettled(notes);
  if (asking.length === 0) return [];
  const wanted = wantedBy(decision);
  return asking.flatMap(({ note, cause }) => {
    const isThere = wanted.some((each) => isSameCause(each, cause)) || isStillThere(cause, decision, facts);
    const newest = newestOwn(notesOf(notes, cause));
    const isOld = newest !== undefined && newest.createdAt >= note.createdAt && newest.id !== note.id;
    if (isOld) return mayEdit(note) ? [{ note, why: 'A newer note on this ticket says more.' }] : [];
    return isThere ? [] : [{ note, why: whySettled(cause.cause, decision, facts, note.createdAt) }];
  });
}

/** What the decision asks a person about, whether it is said now or not. */
function wantedBy({ attention, others = [], writes }: Decision): readonly CauseOfNote[] {
  const references = [
    ...[attention, ...others].map((each) => each?.noteReference),
    ...writes.map((write) => (write.kind === 'addNote' ? write.reference : undefined)),
  ];
  return references.flatMap((reference) => (reference === undefined ? [] : (causeOf(reference) ?? [])));
}

/** Causes that are no attention of a decision: an approval that was undone (I3), and a ticket that was opened again (I4, X2). */
function isStillThere({ cause }: CauseOfNote, { waitingFor, writes, end }: Decision, facts: CaseFacts): boolean {
  if (end !== undefined) return false;
  switch (cause) {
    case 'approval':
      // Without the company it is not known whether an invoice still holds the ticket.
      return facts.company === undefined || waitingFor.some(({ code }) => code === 'financeApproval');
    case 'reopening': {
      const stages = writes.flatMap((write) => (write.kind === 'updateTicket' ? (write.change.stage ?? []) : []));
      // Also after a closing that crossed with another answer, where this decision leaves it at that.
      const { kind } = closingOf(facts.ticket);
      const staysClosed = stages.length === 0 && kind !== 'open' && kind !== 'byHand';
      return stages.at(-1) !== 'closed' && !staysClosed;
    }
    default:
      return false;
  }
}

function settle({ ticket }: CaseFacts, note: ServiceNote, sentence: string): Write {
  const said = { purpose: 'message', rules: ['X1'], ticketId: ticket.id, version: SETTLED } as const;
  const { id, reference } = note;
  if (mayEdit(note)) return { kind: 'updateNote', ...said, noteId: note.id, reference, paragraphs: [sentence] };
  const cause = causeOf(reference)?.cause ?? '';
  const follower = id === undefined ? reference : referenceText({ kind: 'settled', cause, noteId: id });
  return { kind: 'addNote', ...said, reference: follower, paragraphs: [sentence, ABOUT] };
}

const ABOUT = 'This is about an earlier note of this service, which was edited and is therefore left as it is.';
