import type { Write } from '../decision/decision';
import { SETTLED, type CaseFacts, type ServiceNote } from '../vocabulary/facts';
import type { NoteId } from '../vocabulary/ids';
import { parseReference } from '../vocabulary/reference';
import { causeOf, causeOfReference, isSameCause, versionOf, type CauseOfNote } from './note-cause';

type AddNote = Extract<Write, { kind: 'addNote' }>;
type UpdateNote = Extract<Write, { kind: 'updateNote' }>;

/** What becomes of a note that is wanted. */
export type NoteWrite = AddNote | UpdateNote;

/** A note of this service with what its reference says. */
export interface ReadNote {
  readonly note: ServiceNote;
  /** Undefined for a note that is not kept up to date. */
  readonly cause: CauseOfNote | undefined;
  /** The note that this one says is settled. */
  readonly settles: NoteId | undefined;
}

/** Each reference is read once, however often its note is asked for. */
export function readNotes(notes: readonly ServiceNote[]): readonly ReadNote[] {
  return notes.map((note) => {
    const reference = parseReference(note.reference);
    const settles = reference.kind === 'settled' ? reference.noteId : undefined;
    return { note, cause: causeOfReference(reference), settles };
  });
}

/**
 * X1: one note for one cause. The service's own note of the cause is brought up to date, also where it was settled before; where a
 * person has edited it, another occurrence gets a note of its own. Nothing where the note says it already. A note of no such
 * cause is written as it is.
 * @param notes the service's notes on the ticket; undefined where they were not read, which writing it then does
 */
export function noteWrites(wanted: AddNote, notes: readonly ReadNote[] | undefined): readonly NoteWrite[] {
  const cause = causeOf(wanted.reference);
  if (cause === undefined) return [wanted];
  const note = { ...wanted, version: versionOf(wanted.paragraphs) };
  const ofCause = notesOf(notes ?? [], cause);
  const own = newestOwn(ofCause);
  const isSaid = ofCause.some((each) => each.reference === note.reference && !mayEdit(each));
  if (isSaid) return [];
  if (own === undefined) return [note];
  if (own.reference === note.reference && own.version === note.version) return [];
  const { ticketId, rules, purpose = 'record', reference, version, paragraphs } = note;
  return [{ kind: 'updateNote', purpose, rules, ticketId, noteId: own.id, reference, version, paragraphs }];
}

/**
 * Whether a ticket has notes that are kept up to date, once the writes are applied; undefined where its notes were not read, and
 * nothing is written.
 */
export function hasNotesAfter({ evidence }: CaseFacts, writes: readonly Write[]): boolean | undefined {
  const isOfCause = ({ reference }: { readonly reference: string }): boolean => causeOf(reference) !== undefined;
  if (writes.some((write) => write.kind === 'addNote' && isOfCause(write))) return true;
  return evidence?.serviceNotes.some(isOfCause);
}

/** The service's notes of one cause, the newest last. */
export function notesOf(notes: readonly ReadNote[], cause: CauseOfNote): readonly ServiceNote[] {
  return notes
    .filter((each) => isSameCause(cause, each.cause))
    .map(({ note }) => note)
    .sort((a, b) => a.createdAt - b.createdAt);
}

/** A note that this service may edit: nobody else has. */
export type OwnNote = ServiceNote & { readonly id: NoteId };

export function newestOwn(notes: readonly ServiceNote[]): OwnNote | undefined {
  return notes.findLast(mayEdit);
}

export function mayEdit(note: ServiceNote): note is OwnNote {
  return note.id !== undefined && note.edited !== true;
}

/** Notes that still ask for something: neither settled nor followed by a note that says so. */
export function unsettled(notes: readonly ReadNote[]): readonly AskingNote[] {
  const followed = notes.flatMap(({ settles }) => settles ?? []);
  return notes.flatMap(({ note, cause }) => {
    const { id, version } = note;
    return cause === undefined || version === SETTLED || id === undefined || followed.includes(id)
      ? []
      : [{ note, cause }];
  });
}

export interface AskingNote {
  readonly note: ServiceNote;
  readonly cause: CauseOfNote;
}
