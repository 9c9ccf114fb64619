import type { CrmRecord } from '../../../emulator/model/types';
import { authorOf, entriesOf, last, valueIn } from './history';

/** A note's or a task's text as a person reads it, line by line. */
export function linesOf(html: string): readonly string[] {
  return html
    .replaceAll(/<(br|\/p|\/div|\/li|\/h\d)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function bodyOf(record: CrmRecord): string {
  return valueIn(record, 'hs_note_body') || valueIn(record, 'hs_task_body');
}

/** Notes and tasks of the service end with a line by which a person can tell one from the other. */
export function referenceOf(record: CrmRecord): string | undefined {
  return /^Reference: (\S+)(?: \([a-z0-9]+\))?$/.exec(linesOf(bodyOf(record)).at(-1) ?? '')?.[1];
}

/** Whether this service's app made the record. */
export function isOfService({ histories }: CrmRecord): boolean {
  const first = histories['hs_timestamp']?.at(-1) ?? histories['hs_note_body']?.at(-1);
  return first !== undefined && authorOf(first) === 'service';
}

export function createdAt({ createdAt: created }: CrmRecord): number {
  return Date.parse(created);
}

/** X1: when the service last said something by a note or a task: when it made it, or brought it up to date. */
export function saidAt(record: CrmRecord): number {
  const edits = entriesOf(record, 'hs_note_body').filter(({ by }) => by === 'service');
  return Math.max(createdAt(record), ...edits.map(({ at }) => at));
}

/** X1: whether the note says that nothing is to be done about it any more. */
export function isSettled(note: CrmRecord): boolean {
  return linesOf(bodyOf(note))[0]?.startsWith('Settled on ') === true;
}

/** Whether somebody else wrote the text that a note of the service has now. */
export function isEdited(note: CrmRecord): boolean {
  return last(entriesOf(note, 'hs_note_body'))?.by !== 'service';
}

/** C4: with some words of its own; an upload, a `.` or `n/a` say nothing. */
export function hasOwnWords(note: CrmRecord): boolean {
  const text = linesOf(bodyOf(note)).join(' ').trim();
  return /\p{L}{2,}/u.test(text) && !/^n\s*\/\s*a\.?$/i.test(text);
}

export function isCompleted(task: CrmRecord): boolean {
  return valueIn(task, 'hs_task_status') === 'COMPLETED';
}
