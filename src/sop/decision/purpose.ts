import { identityOf, parseReference } from '../vocabulary/reference';
import type { NotePurpose, TaskPurpose, Write } from './decision';

type Note = Extract<Write, { kind: 'addNote' }>;
type NewTasks = Extract<Write, { kind: 'createTasks' }>;
type TaskWrite = NewTasks | Extract<Write, { kind: 'callOffTasks' }>;

/** What a note is for. Histories from before it was recorded show it by the note's reference and rules. */
export function purposeOfNote({ purpose, reference, rules }: Note): NotePurpose {
  if (purpose !== undefined) return purpose;
  if (reference.startsWith('I1-held-')) return 'hold';
  if (reference.startsWith('I1-freed-') || reference.startsWith('I3-stands-')) return 'release';
  return rules.includes('X1') ? 'message' : 'record';
}

/** What tasks are for; in older histories, as for notes. */
export function purposeOfTasks(write: TaskWrite): TaskPurpose {
  const { purpose, rules } = write;
  if (purpose !== undefined) return purpose;
  if (rules.includes('C4')) return 'explanation';
  if (rules.includes('X1')) return 'attention';
  return write.kind === 'createTasks' && write.tasks.some(undoesATask) ? 'undo' : 'checklist';
}

function undoesATask({ reference }: NewTasks['tasks'][number]): boolean {
  return parseReference(reference).kind === 'undoTask';
}

/** What new tasks that ask for something are known by: once for each cause, whatever their text says. */
export function causeOfTasks({ tasks }: NewTasks): string | undefined {
  return tasks[0] && identityOf(tasks[0].reference);
}

/** X1: whether a write only shows what is decided. No rule rests on it, and nobody waits for it. */
export function isOnlyShown({ kind }: Pick<Write, 'kind'>): boolean {
  return kind === 'showOnTicket' || kind === 'clearCaseTicket';
}
