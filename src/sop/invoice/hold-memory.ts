import type { Write } from '../decision/decision';
import { later, latest, type Instant } from '../vocabulary/dates';
import type { CaseFacts, ServiceNote } from '../vocabulary/facts';
import { parseReference, type KnownReference } from '../vocabulary/reference';

/** The newest of these notes are remembered: a hold has two or three. */
const MAX_REMEMBERED = 50;

const OF_HOLD: readonly KnownReference['kind'][] = ['hold', 'holdFreed', 'approvalStands'];

/** Whether the reference is that of a note which remembers a hold, or an approval (`hold-notes.ts`). */
function isOfHold(reference: string): boolean {
  const { kind } = parseReference(reference);
  return OF_HOLD.some((each) => each === kind);
}

/**
 * I1: the notes of a hold that the case remembers once `writes` are applied, so that somebody who deletes the notes does not
 * delete the hold. What HubSpot shows of a note counts more than what was remembered of it.
 */
export function notesToRemember(
  { evidence, rememberedNotes = [] }: CaseFacts,
  writes: readonly Write[],
  now: Instant,
): readonly ServiceNote[] {
  const seen = (evidence?.serviceNotes ?? [])
    .filter(({ reference }) => isOfHold(reference))
    .map(({ reference, createdAt, edited }) => ({ reference, createdAt, ...(edited === true && { edited }) }));
  const known = [...rememberedNotes, ...seen];
  // HubSpot's clock may be ahead of Temporal's; what is written now comes after what is there.
  const writtenAt = latest(now, ...known.map(({ createdAt }) => later(createdAt, 1)));
  const written = writes.flatMap((write) =>
    write.kind === 'addNote' && isOfHold(write.reference) ? [{ reference: write.reference, createdAt: writtenAt }] : [],
  );
  const byReference = new Map([...known, ...written].map((note) => [note.reference, note]));
  return [...byReference.values()].sort((a, b) => b.createdAt - a.createdAt).slice(0, MAX_REMEMBERED);
}
