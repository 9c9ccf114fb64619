import { latest, type Instant } from '../vocabulary/dates';
import type { CaseFacts, InvoiceDetermination } from '../vocabulary/facts';
import type { UserId } from '../vocabulary/ids';
import { parseReference, referenceText, type Reference } from '../vocabulary/reference';
import { owedCode, owedOfCode, type Owed } from './owed';

/**
 * I1, I3, X3: what this service remembers of a hold in HubSpot itself, as notes on the ticket: what held it, what an approval
 * covered, and who released it. The reference at the end of each note encodes the same, for this service to read back.
 */

/** I1: what held the ticket when the note was written. */
export interface HeldNote {
  readonly reference: string;
  readonly createdAt: Instant;
  readonly owed: Owed;
  /** The case has seen it, or written it, and it is not on the ticket any more. */
  readonly deleted: boolean;
}

/** I3: what the approval of an instant covered, and whose it was. */
export interface StandsNote {
  readonly approvedAt: Instant;
  readonly by: UserId;
  readonly determination: InvoiceDetermination;
  readonly owed: Owed;
}

/** All such notes on a ticket, the newest first. */
export interface HoldNotes {
  /** The ordinal of the next note of a hold. */
  readonly nextOrdinal: number;
  /** Only those since Finance last freed the ticket. */
  readonly held: readonly HeldNote[];
  readonly stands: readonly StandsNote[];
  /** When a person of Finance last cleared Outstanding Invoice, by its history. */
  readonly freedAt?: Instant;
}

/** `ordinal` distinguishes two holds of the same ticket for the same reason. */
export function heldReference(ordinal: number, owed: Owed): string {
  return referenceText({ kind: 'hold', ordinal, state: owedCode(owed) });
}

export function freedReference(clearedAt: Instant, by: UserId): string {
  return referenceText({ kind: 'holdFreed', clearedAt, by });
}

export function standsReference({ approvedAt, by, determination, owed }: StandsNote): string {
  const state = `${owedCode(owed)}_d${determination === 'Paid in full' ? 'p' : 's'}`;
  return referenceText({ kind: 'approvalStands', approvedAt, by, state });
}

/** What a merge brought of another ticket holds this one too, but approves nothing and frees nothing (X1). */
export function holdNotes({ ticket, evidence, rememberedNotes = [] }: CaseFacts): HoldNotes {
  const there = evidence?.serviceNotes ?? [];
  const deleted = rememberedNotes.filter(({ reference }) => there.every((note) => note.reference !== reference));
  const notes = [...there, ...deleted]
    .map((note) => ({
      text: note.reference,
      reference: parseReference(note.reference),
      createdAt: note.createdAt,
      deleted: deleted.includes(note),
      proves: note.edited !== true && note.createdAt > (ticket.mergedAt ?? 0),
    }))
    .sort((a, b) => b.createdAt - a.createdAt || ordinalOf(b.reference) - ordinalOf(a.reference));
  const held = notes.flatMap(({ text, reference, createdAt, deleted }): readonly HeldNote[] => {
    const owed = reference.kind === 'hold' ? owedOfCode(reference.state) : undefined;
    return owed === undefined ? [] : [{ reference: text, createdAt, owed, deleted }];
  });
  const proving = notes.filter(({ proves }) => proves);
  const freed = proving.flatMap(({ reference, createdAt }) =>
    reference.kind === 'holdFreed' ? [{ clearedAt: reference.clearedAt, createdAt }] : [],
  );
  const freedNoteAt = Math.max(0, ...freed.map(({ createdAt }) => createdAt));
  const freedAt = freed.length === 0 ? undefined : latest(...freed.map(({ clearedAt }) => clearedAt));
  return {
    nextOrdinal: Math.max(-1, ...notes.map(({ reference }) => ordinalOf(reference))) + 1,
    held: held.filter(({ createdAt }) => createdAt > freedNoteAt),
    stands: proving.flatMap(({ reference }) => standsNote(reference) ?? []),
    ...(freedAt !== undefined && { freedAt }),
  };
}

/** Of two notes that were written in the same millisecond the later one has the higher ordinal. */
function ordinalOf(reference: Reference): number {
  return reference.kind === 'hold' ? reference.ordinal : -1;
}

/** I3: the note of an approval that was accepted before; undefined of one that is yet to be judged. */
export function standsNoteOf({ stands }: HoldNotes, approvedAt: Instant): StandsNote | undefined {
  return stands.find((note) => note.approvedAt === approvedAt);
}

function standsNote(reference: Reference): StandsNote | undefined {
  if (reference.kind !== 'approvalStands') return undefined;
  const { approvedAt, by, state } = reference;
  const [, code = '', determination] = /^(.+)_d([ps])$/.exec(state) ?? [];
  const owed = owedOfCode(code);
  if (owed === undefined) return undefined;
  return { approvedAt, by, determination: determination === 'p' ? 'Paid in full' : 'Sent to collections', owed };
}
