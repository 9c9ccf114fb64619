import type { Write } from '../decision/decision';
import { dayOf, shiftDate, showDate, type CalendarDate, type Instant, type TimeZone } from '../vocabulary/dates';
import type { CompanyId, TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';

/** N9: the kinds of work that people log on a company in HubSpot; of a task, its completion is the work. */
export const WORK_KINDS = ['note', 'call', 'email', 'meeting', 'task'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Something that was logged on a company. Its content stays in HubSpot. */
export interface LoggedWork {
  readonly companyId: CompanyId;
  readonly kind: WorkKind;
  /** When the work was done, which may be before it was logged. */
  readonly doneAt: Instant;
}

/** The At-Risk ticket by which a client was cancelled. */
export interface CancelledClient {
  readonly companyId: CompanyId;
  readonly ticketId: TicketId;
  readonly date: CalendarDate;
}

/** N9: what was logged on one client on one day after the date. */
export interface WorkAfter extends CancelledClient {
  readonly counts: Readonly<Partial<Record<WorkKind, number>>>;
}

/** The day that a search started at `instant` covers: the previous one, which is over in every zone. */
export function dayToReport(instant: Instant, zone: TimeZone): CalendarDate {
  return shiftDate(dayOf(instant, zone), { days: -1 });
}

/** N9: the date itself is the last day of work, so work counts from the day after it. */
export function workAfterDate(
  client: CancelledClient,
  logged: readonly LoggedWork[],
  zone: TimeZone,
): WorkAfter | undefined {
  const late = logged.filter(
    ({ companyId, doneAt }) => companyId === client.companyId && dayOf(doneAt, zone) > client.date,
  );
  if (late.length === 0) return undefined;
  const counts = WORK_KINDS.map((kind) => [kind, late.filter((work) => work.kind === kind).length] as const);
  return { ...client, counts: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
}

const WORDS: Readonly<Record<WorkKind, readonly [one: string, many: string]>> = {
  note: ['note', 'notes'],
  call: ['call', 'calls'],
  email: ['e-mail', 'e-mails'],
  meeting: ['meeting', 'meetings'],
  task: ['completed task', 'completed tasks'],
};

/** The kind in the plural, as a report names it. */
export function kindInWords(kind: WorkKind): string {
  return WORDS[kind][1];
}

/** N9: one note for each client and day, however much was logged. It names no person and repeats nothing that was logged. */
export function workNote(
  { ticketId, date, counts }: WorkAfter,
  day: CalendarDate,
): Extract<Write, { kind: 'addNote' }> {
  const found = WORK_KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [`${String(count)} ${WORDS[kind][count === 1 ? 0 : 1]}`];
  });
  return {
    kind: 'addNote',
    purpose: 'record',
    rules: ['N9'],
    ticketId,
    reference: referenceText({ kind: 'workAfter', day }),
    paragraphs: [
      `On ${showDate(day)} work was logged on this client's company record: ${found.join(', ')}.`,
      `The RCM Cancellation Date was ${showDate(date)}. The SOP allows no work of any kind on the account after that date.`,
      'What to do (Client Success): make sure that nobody works on this account any more.',
    ],
  };
}
