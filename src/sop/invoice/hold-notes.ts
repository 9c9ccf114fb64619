import type { Instant } from '../vocabulary/dates';
import type { CaseFacts, InvoiceDetermination } from '../vocabulary/facts';
import type { UserId } from '../vocabulary/ids';
import { parseReference, referenceText, type Reference } from '../vocabulary/reference';
import { owedCode, owedOfCode, type Owed } from './owed';

/**
 * I1, I3, X3: what this service remembers of a hold in HubSpot itself, as notes on the ticket: what held it, what an approval
 * covered, and who released it. The reference at the end of each note encodes the same, for this service to read back.
 */

/** I1: what held the ticket when the note was written. */
interface HeldNote {
  readonly createdAt: Instant;
  readonly owed: Owed;
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
  /** How many notes of a hold there are, including one that was released. */
  readonly count: number;
  /** Only those since Finance last released the ticket. */
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

/** What a merge brought from another ticket holds this one too, but approves and releases nothing (X1). */
export function holdNotes({ ticket, evidence }: CaseFacts): HoldNotes {
  const notes = [...(evidence?.serviceNotes ?? [])]
    .sort((a, b) => b.createdAt - a.createdAt)
    .map(({ reference, createdAt, edited }) => ({
      reference: parseReference(reference),
      createdAt,
      proves: edited !== true && createdAt > (ticket.mergedAt ?? 0),
    }));
  const held = notes.flatMap(({ reference, createdAt }) => {
    const owed = reference.kind === 'hold' ? owedOfCode(reference.state) : undefined;
    return owed === undefined ? [] : [{ createdAt, owed }];
  });
  const proving = notes.filter(({ proves }) => proves);
  const freed = proving.flatMap(({ reference, createdAt }) =>
    reference.kind === 'holdFreed' ? [{ clearedAt: reference.clearedAt, createdAt }] : [],
  );
  const freedNoteAt = Math.max(0, ...freed.map(({ createdAt }) => createdAt));
  const freedAt = freed.length === 0 ? undefined : (Math.max(...freed.map(({ clearedAt }) => clearedAt)) as Instant);
  return {
    count: held.length,
    held: held.filter(({ createdAt }) => createdAt > freedNoteAt),
    stands: proving.flatMap(({ reference }) => standsNote(reference) ?? []),
    ...(freedAt !== undefined && { freedAt }),
  };
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
