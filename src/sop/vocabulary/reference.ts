import { calendarDateSchema, instantSchema, type CalendarDate, type Instant } from './dates';
import {
  companyIdSchema,
  noteIdSchema,
  taskIdSchema,
  ticketIdSchema,
  userIdSchema,
  type CompanyId,
  type NoteId,
  type TaskId,
  type TicketId,
  type UserId,
} from './ids';

/**
 * The service's schema in HubSpot: each note and each task that it writes ends with a line `Reference: …`, by which it
 * recognizes after a loss of all data what it has written (X3). All references are made and read here. What is in HubSpot stays
 * there for years, so a text that was ever written keeps its meaning. A reference alone proves nothing: anyone can type one
 * (`src/hubspot/records/service-record.ts` says which records are the service's own).
 */
export type KnownReference =
  /** X1: a note that asks a person for help; once for each cause and occurrence: an instant, or a record's id. */
  | { readonly kind: 'attention'; readonly code: string; readonly occurrence?: string | undefined }
  /** X1: a note that says that a cause is settled, next to a note of it that a person has edited. */
  | { readonly kind: 'settled'; readonly cause: string; readonly noteId: NoteId }
  /** X1: the task next to such a note. */
  | { readonly kind: 'attentionTask'; readonly code: string; readonly occurrence?: string | undefined }
  /**
   * X1: a task that reminds someone; once for each `cause` (an instant, or the ordinal of a hold). `state` changes with the task's
   * text, so that a task whose text is no longer right is noticed without its text being read.
   */
  | {
      readonly kind: 'reminder';
      readonly of: Reminded;
      readonly ticketId: TicketId;
      readonly cause: number;
      readonly state: string;
    }
  /** X1: a note on no record, which says that the digest of a day was posted. */
  | { readonly kind: 'digest'; readonly day: CalendarDate }
  /** X1: a note, and a task, on the company of a ticket that was deleted. */
  | { readonly kind: 'abandoned'; readonly at: Instant }
  /** X1: a note on what was set back. */
  | { readonly kind: 'repaired'; readonly field: string; readonly at: Instant }
  /** I4: a note on a ticket that was opened again. X2: the same, because its answer was corrected. */
  | { readonly kind: 'reopening'; readonly closedAt: Instant }
  | { readonly kind: 'corrected'; readonly closedAt: Instant }
  /** I3: the record of an approval through this service, and of one that was refused or undone. */
  | { readonly kind: 'approval'; readonly by: UserId; readonly at: Instant }
  | { readonly kind: 'approvalRefused'; readonly by: UserId; readonly at: Instant }
  | { readonly kind: 'approvalUndone'; readonly approvedAt: Instant }
  /** I1, I3: what held the ticket, who freed it, and what an approval stood for; `state` is read in `src/sop/invoice/owed.ts`. */
  | { readonly kind: 'hold'; readonly ordinal: number; readonly state: string }
  | { readonly kind: 'holdFreed'; readonly clearedAt: Instant; readonly by: UserId }
  | { readonly kind: 'approvalStands'; readonly approvedAt: Instant; readonly by: UserId; readonly state: string }
  /** S5: a note on what a newer ticket took over. */
  | { readonly kind: 'superseded'; readonly by: TicketId; readonly completes: string }
  /** N9: a task of the deactivation checklist, and one that undoes it; notes on tasks that were made again, or undone. */
  | { readonly kind: 'undoTask'; readonly ticketId: TicketId; readonly taskId: TaskId }
  | { readonly kind: 'tasksAgain'; readonly changedAt: Instant }
  | { readonly kind: 'tasksUndone'; readonly until: Instant }
  /** N9: a note on a company that the ticket was about before. */
  | { readonly kind: 'formerCompany'; readonly from: CompanyId; readonly to: CompanyId }
  /** N9: a task of the deactivation checklist; a note on those that were left; a note on work after the date. */
  | { readonly kind: 'checklistTask'; readonly ticketId: TicketId; readonly key: string }
  | { readonly kind: 'tasksLeft'; readonly createdAt: Instant }
  | { readonly kind: 'workAfter'; readonly day: CalendarDate }
  /** C3: answers on a support ticket. */
  | { readonly kind: 'requestDone' }
  | { readonly kind: 'requestIncomplete'; readonly gaps: readonly string[] }
  /** C4: the explanation of a support ticket's change, or of a command's; the task that asks for one. */
  | { readonly kind: 'explanation'; readonly requestId: TicketId }
  | { readonly kind: 'command'; readonly command: 'rescind' | 'date'; readonly at: Instant }
  | { readonly kind: 'explanationTask'; readonly ticketId: TicketId; readonly changedAt: Instant };

/** X1: who is reminded: the ticket's owner, a leader, or Finance. */
export const REMINDED = ['owner', 'leader', 'finance'] as const;
export type Reminded = (typeof REMINDED)[number];

/** `other`: by another version of this service, or typed by someone. */
export type Reference = KnownReference | { readonly kind: 'other'; readonly text: string };

export function referenceText(reference: KnownReference): string {
  switch (reference.kind) {
    case 'attention':
      return `X1-${occurrenceText(reference)}`;
    case 'settled':
      return `X1-settled-${reference.cause}-${reference.noteId}`;
    case 'abandoned':
      return `X1-deleted-${String(reference.at)}`;
    case 'attentionTask':
      return `X1-task-${occurrenceText(reference)}`;
    case 'reminder':
      return `${identityOfReminder(reference)}-${reference.state}`;
    case 'digest':
      return `X1-digest-${reference.day}`;
    case 'repaired':
      return `X1-repaired-${reference.field}-${String(reference.at)}`;
    case 'reopening':
      return `I4-${String(reference.closedAt)}`;
    case 'corrected':
      return `X2-reopened-${String(reference.closedAt)}`;
    case 'approval':
      return `I3-by-${reference.by}-${String(reference.at)}`;
    case 'approvalRefused':
      return `I3-refused-${reference.by}-${String(reference.at)}`;
    case 'hold':
      return `I1-held-${String(reference.ordinal)}-${reference.state}`;
    case 'holdFreed':
      return `I1-freed-${String(reference.clearedAt)}-${reference.by}`;
    case 'approvalStands':
      return `I3-stands-${String(reference.approvedAt)}-${reference.by}-${reference.state}`;
    case 'approvalUndone':
      return `I3-undone-${String(reference.approvedAt)}`;
    case 'checklistTask':
      return `N9-${reference.ticketId}-${reference.key}`;
    case 'superseded':
      return `S5-${reference.by}-${reference.completes}`;
    case 'undoTask':
      return `N9-undo-${reference.ticketId}-${reference.taskId}`;
    case 'tasksAgain':
      return `N9-again-${String(reference.changedAt)}`;
    case 'tasksUndone':
      return `N9-undo-${String(reference.until)}`;
    case 'formerCompany':
      return `N9-company-${reference.from}-${reference.to}`;
    case 'tasksLeft':
      return `N9-left-${String(reference.createdAt)}`;
    case 'workAfter':
      return `N9-work-${reference.day}`;
    case 'requestDone':
      return 'C3-done';
    case 'requestIncomplete':
      return `C3-${reference.gaps.join('-')}`;
    case 'explanation':
      return `C4-${reference.requestId}`;
    case 'command':
      return `C4-${reference.command}-${String(reference.at)}`;
    case 'explanationTask':
      return `C4-explain-${reference.ticketId}-${String(reference.changedAt)}`;
  }
}

type Reminder = Extract<KnownReference, { kind: 'reminder' }>;

/** As `identityOf`, of a reminder whose text need not be known. */
export function identityOfReminder({ of, ticketId, cause }: Pick<Reminder, 'of' | 'ticketId' | 'cause'>): string {
  return `X1-remind-${of}-${ticketId}-${String(cause)}`;
}

/** What makes two tasks the same one, whatever else their references say: each cause has one task. */
export function identityOf(text: string): string {
  const reference = parseReference(text);
  switch (reference.kind) {
    case 'reminder':
      return identityOfReminder(reference);
    case 'explanationTask':
      // A merge brings the tasks of the other ticket; what they ask for is a change at that instant.
      return `C4-explain-${String(reference.changedAt)}`;
    default:
      return text;
  }
}

function occurrenceText({
  code,
  occurrence,
}: {
  readonly code: string;
  readonly occurrence?: string | undefined;
}): string {
  return occurrence === undefined ? code : `${code}-${occurrence}`;
}

/** What a reference is about. */
export function parseReference(text: string): Reference {
  // Not by `slice`: snapshots in old histories have tasks without a reference.
  const [rule = ''] = RULE.exec(text) ?? [];
  for (const [pattern, read] of READERS[rule] ?? []) {
    const parts = pattern.exec(text);
    if (parts !== null)
      return read(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '', parts[4] ?? '') ?? { kind: 'other', text };
  }
  return { kind: 'other', text };
}

const RULE = /^[A-Z]\d/;

function dayReader(kind: 'digest' | 'workAfter'): Reader {
  return (text) => {
    const day = calendarDateSchema.safeParse(text);
    return day.success ? { kind, day: day.data } : undefined;
  };
}

type Reader = (first: string, second: string, third: string, fourth: string) => KnownReference | undefined;

/** By the rule with which the reference begins; the first pattern that fits decides. */
const READERS: Readonly<Record<string, readonly (readonly [RegExp, Reader])[]>> = {
  X1: [
    [/^X1-repaired-([A-Za-z]+)-(\d{1,15})$/, (field, at) => ({ kind: 'repaired', field, at: instant(at) })],
    [/^X1-digest-(\d{4}-\d{2}-\d{2})$/, dayReader('digest')],
    [/^X1-deleted-(\d{1,15})$/, (at) => ({ kind: 'abandoned', at: instant(at) })],
    [
      /^X1-settled-([A-Za-z]+)-(\d{1,20})$/,
      (cause, noteId) => ({ kind: 'settled', cause, noteId: noteIdSchema.parse(noteId) }),
    ],
    [/^X1-task-([A-Za-z]+)$/, (code) => ({ kind: 'attentionTask', code })],
    [/^X1-task-([A-Za-z]+)-(\d{1,20})$/, (code, occurrence) => ({ kind: 'attentionTask', code, occurrence })],
    [
      /^X1-remind-(owner|leader|finance)-(\d{1,20})-(\d{1,15})-([a-z0-9]{1,8})$/,
      (of, ticketId, cause, state) => ({
        kind: 'reminder',
        of: of as Reminded,
        ticketId: ticketIdSchema.parse(ticketId),
        cause: Number(cause),
        state,
      }),
    ],
    [/^X1-([A-Za-z]+)$/, (code) => ({ kind: 'attention', code })],
    [/^X1-([A-Za-z]+)-(\d{1,20})$/, (code, occurrence) => ({ kind: 'attention', code, occurrence })],
  ],
  I4: [[/^I4-(\d{1,15})$/, (closedAt) => ({ kind: 'reopening', closedAt: instant(closedAt) })]],
  X2: [[/^X2-reopened-(\d{1,15})$/, (closedAt) => ({ kind: 'corrected', closedAt: instant(closedAt) })]],
  I3: [
    [/^I3-by-(\d{1,20})-(\d{1,15})$/, (by, at) => ({ kind: 'approval', by: userIdSchema.parse(by), at: instant(at) })],
    [
      /^I3-refused-(\d{1,20})-(\d{1,15})$/,
      (by, at) => ({ kind: 'approvalRefused', by: userIdSchema.parse(by), at: instant(at) }),
    ],
    [/^I3-undone-(\d{1,15})$/, (approvedAt) => ({ kind: 'approvalUndone', approvedAt: instant(approvedAt) })],
    [
      /^I3-stands-(\d{1,15})-(\d{1,20})-(\S+)$/,
      (at, by, state) => ({ kind: 'approvalStands', approvedAt: instant(at), by: userIdSchema.parse(by), state }),
    ],
  ],
  I1: [
    [/^I1-held-(\d{1,6})-(\S+)$/, (ordinal, state) => ({ kind: 'hold', ordinal: Number(ordinal), state })],
    [
      /^I1-freed-(\d{1,15})-(\d{1,20})$/,
      (clearedAt, by) => ({ kind: 'holdFreed', clearedAt: instant(clearedAt), by: userIdSchema.parse(by) }),
    ],
  ],
  S5: [
    [
      /^S5-(\d{1,20})-([A-Za-z]+)$/,
      (by, completes) => ({ kind: 'superseded', by: ticketIdSchema.parse(by), completes }),
    ],
  ],
  N9: [
    [
      /^N9-undo-(\d{1,20})-(\d{1,20})$/,
      (ticketId, taskId) => ({
        kind: 'undoTask',
        ticketId: ticketIdSchema.parse(ticketId),
        taskId: taskIdSchema.parse(taskId),
      }),
    ],
    [/^N9-undo-(\d{1,15})$/, (until) => ({ kind: 'tasksUndone', until: instant(until) })],
    [/^N9-again-(\d{1,15})$/, (changedAt) => ({ kind: 'tasksAgain', changedAt: instant(changedAt) })],
    [
      /^N9-company-(\d{1,20})-(\d{1,20})$/,
      (from, to) => ({ kind: 'formerCompany', from: companyIdSchema.parse(from), to: companyIdSchema.parse(to) }),
    ],
    [/^N9-left-(\d{1,15})$/, (createdAt) => ({ kind: 'tasksLeft', createdAt: instant(createdAt) })],
    [/^N9-work-(\d{4}-\d{2}-\d{2})$/, dayReader('workAfter')],
    [
      /^N9-(\d{1,20})-([a-z][a-z0-9-]*)$/,
      (ticketId, key) => ({ kind: 'checklistTask', ticketId: ticketIdSchema.parse(ticketId), key }),
    ],
  ],
  C3: [
    [/^C3-done$/, () => ({ kind: 'requestDone' })],
    [/^C3-([A-Za-z-]+)$/, (gaps) => ({ kind: 'requestIncomplete', gaps: gaps.split('-') })],
  ],
  C4: [
    [/^C4-(\d{1,20})$/, (requestId) => ({ kind: 'explanation', requestId: ticketIdSchema.parse(requestId) })],
    [/^C4-rescind-(\d{1,15})$/, (at) => ({ kind: 'command', command: 'rescind', at: instant(at) })],
    [/^C4-date-(\d{1,15})$/, (at) => ({ kind: 'command', command: 'date', at: instant(at) })],
    [
      /^C4-explain-(\d{1,20})-(\d{1,15})$/,
      (ticketId, changedAt) => ({
        kind: 'explanationTask',
        ticketId: ticketIdSchema.parse(ticketId),
        changedAt: instant(changedAt),
      }),
    ],
  ],
};

function instant(digits: string): Instant {
  return instantSchema.parse(Number(digits));
}

/** The line at the end of a note or a task. `version`: which text a note that is kept up to date has (`ServiceNote`). */
export function referenceLine(reference: string, version?: string): string {
  return `Reference: ${reference}${version === undefined ? '' : ` (${version})`}`;
}

/** What such a line says. */
export interface WrittenReference {
  readonly reference: string;
  readonly version?: string;
}

/** The last reference in a text, wherever it is: the service's own comes behind whatever it quotes. */
export function lastReference(lines: readonly string[]): WrittenReference | undefined {
  const found = lines.flatMap((line) => [...line.matchAll(REFERENCE)]).at(-1);
  if (found?.[1] === undefined) return undefined;
  const [, reference, version] = found;
  return { reference, ...(version !== undefined && { version }) };
}

const REFERENCE = /(?<!\S)Reference: (\S{1,20000})(?: \(([a-z0-9]{1,12})\))?/g;
