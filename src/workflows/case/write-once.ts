import type { Write } from '../../sop/decision/decision';
import { causeOfTasks, purposeOfNote, purposeOfTasks } from '../../sop/decision/purpose';

/** I1: whether the write changes what a case remembers of a hold, and of an approval. */
export function isRemembered(write: Write): boolean {
  if (write.kind !== 'addNote') return false;
  const purpose = purposeOfNote(write);
  return purpose === 'hold' || purpose === 'release';
}

/** For a note, and for a task that asks for something: a person who deletes it is not asked again (X1). */
export function notifiedOnceAs(write: Write): string | undefined {
  // I1: the proof of a hold has to be on the ticket, so one that was deleted is written again.
  if (write.kind === 'addNote') return purposeOfNote(write) === 'hold' ? undefined : write.reference;
  // One that was brought up to date was said, too; only it is brought up to date as often as it takes.
  if (write.kind === 'updateNote') return write.reference;
  if (write.kind !== 'createTasks') return undefined;
  switch (purposeOfTasks(write)) {
    case 'explanation':
    case 'attention':
      return write.tasks[0]?.reference;
    case 'reminder':
      return causeOfTasks(write);
    case 'checklist':
    case 'undo':
      return undefined;
  }
}
