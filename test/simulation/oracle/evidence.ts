import type { CrmRecord } from '../../../emulator/model/types';
import { sureReading } from './answer';
import { daysBetween, wallClock, DAY } from './calendar';
import { entriesOf, last, currentRun, valueIn } from './history';
import { bodyOf, isOfService, linesOf } from './note';
import type { SopChoices } from './settings';
import { isLive, openedAt, type Ticket, type View } from './view';

/** The lines of the snippet that must be filled in, by the words that a person knows them by. */
const ETF_LINES = [
  ['contract start date'],
  ['contract end date'],
  ['cancellation notice received'],
  ['etf applies'],
  ['etf amount'],
  ['reviewed by'],
] as const;
const BLANK = /^(tbd|to be determined|pending|n\/?a\?|mm\/dd\/yyyy|\[[^\]]*\]|\{\{[^}]*\}\}|_+|\.+|…|-+)?$/i;

/** N2, N3: what is missing of the evidence on the ticket as it is in this view. */
export function missingEvidence(ticket: Ticket, view: View): readonly string[] {
  const notes = ticket.notes.filter((note) => isLive(note) && !isOfService(note));
  return [
    ...(notes.some((note) => hasNotice(note, ticket, view)) ? [] : ['N2 notice']),
    ...(notes.some(isCompleteEtfNote) ? [] : ['N3 ETF note']),
  ];
}

/** N2: a file that HubSpot has, and that was uploaded for this ticket: not before the client was at risk. */
function hasNotice(note: CrmRecord, ticket: Ticket, { files }: View): boolean {
  const ids = valueIn(note, 'hs_attachment_ids').match(/\d+/g) ?? [];
  return ids.some((id) => {
    const file = files.get(id);
    return file !== undefined && Date.parse(file.createdAt) >= openedAt(ticket) - DAY;
  });
}

function isCompleteEtfNote(note: CrmRecord): boolean {
  const lines = linesOf(bodyOf(note)).map((line) => line.toLowerCase());
  if (!lines.some((line) => line.includes('etf'))) return false;
  const valueOf = (label: string): string | undefined => {
    const line = lines.find((each) => each.replace(/^[\d.)\s•*-]+/, '').startsWith(label));
    return line
      ?.slice(line.indexOf(label) + label.length)
      .replace(/^\s*\([^)]*\)/, '')
      .replace(/^[\s:?–-]+/, '')
      .trim();
  };
  const noFee = /^no\b/.test(valueOf('etf applies') ?? '');
  return ETF_LINES.every(([label]) => {
    const value = valueOf(label);
    if (label === 'etf amount' && noFee) return true;
    return value !== undefined && !BLANK.test(value);
  });
}

/** N4: the date that shows, and since when; undefined if there is none. */
export function dateOf({ record }: Ticket): { readonly day: string; readonly since: number } | undefined {
  const entries = entriesOf(record, 'rcm_cancellation_date');
  const newest = last(entries);
  if (newest === undefined || newest.value === '') return undefined;
  return { day: newest.value, since: currentRun(entries)?.at ?? newest.at };
}

/** N4: whether the date made sense when it was entered: `slackDays` widens the bounds, where a day's border is not to decide. */
export function isPlausible(
  { day, since }: { readonly day: string; readonly since: number },
  choices: SopChoices,
  slackDays: number,
): boolean {
  const days = daysBetween(wallClock(since, choices.timeZone).day, day);
  return days >= -choices.datePastDays - slackDays && days <= choices.dateFutureYears * 365.25 + slackDays;
}

/** N5: Cancellation Approval showed Yes at `at`, and by whom it was set: `person`, or `unclear` where RULES leave open whether that counts. */
export function approvalOf(
  { record }: Ticket,
  at = Infinity,
): 'person' | 'unclear' | 'automation' | 'service' | 'none' {
  const entries = entriesOf(record, 'cancellation_approval').filter((entry) => entry.at <= at);
  const newest = last(entries);
  if (newest?.value !== 'Yes') return 'none';
  const first = currentRun(entries) ?? newest;
  switch (first.by) {
    case 'user':
      return 'person';
    case 'service':
      return 'service';
    case 'import':
      return first.at <= Date.parse(record.createdAt) ? 'automation' : 'unclear';
    case 'automation':
    case 'clone':
    case 'merge':
    case 'calculated':
      return 'automation';
  }
}

/** N5: may what was set at `at` stand for the approval? */
export function mayBeApproved(ticket: Ticket, { cancellationApproval }: SopChoices, at = Infinity): boolean {
  const approval = approvalOf(ticket, at);
  if (cancellationApproval === 'automatic') return true;
  return approval === 'person' || approval === 'unclear';
}

/** N5: there is no doubt that it does. */
export function isApproved(ticket: Ticket, { cancellationApproval }: SopChoices): boolean {
  const approval = approvalOf(ticket);
  return approval === 'person' || (cancellationApproval === 'automatic' && approval !== 'none');
}

/** N1–N5: there is no doubt that all of them stand. */
export function isCancellation(ticket: Ticket, view: View, choices: SopChoices): boolean {
  const date = dateOf(ticket);
  if (sureReading(ticket, choices)?.kind !== 'notSaved' || date === undefined) return false;
  return isPlausible(date, choices, -2) && isApproved(ticket, choices) && missingEvidence(ticket, view).length === 0;
}
