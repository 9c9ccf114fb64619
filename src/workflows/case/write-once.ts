import type { Write } from '../../sop/decision/decision';

/** I1: the record of a hold has to be on the ticket, so one that was deleted is written again. */
const RECORD_OF_HOLD = 'I1-held-';
/** What is remembered of a hold, and of an approval. */
const REMEMBERED = [RECORD_OF_HOLD, 'I1-freed-', 'I3-stands-'];

/** Whether the write changes what a case remembers of a hold. */
export function isRemembered(write: Write): boolean {
  return write.kind === 'addNote' && REMEMBERED.some((prefix) => write.reference.startsWith(prefix));
}

/** For a note, and for a task that asks for something: a person who deletes it is not asked again (X1). */
export function notifiedOnceAs(write: Write): string | undefined {
  if (write.kind === 'addNote') return write.reference.startsWith(RECORD_OF_HOLD) ? undefined : write.reference;
  if (write.kind !== 'createTasks') return undefined;
  const asks = write.rules.includes('C4') || write.rules.includes('X1');
  return asks ? write.tasks[0]?.reference : undefined;
}
