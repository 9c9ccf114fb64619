import type { RequirementCode } from '../decision/decision';
import type { ComingDate } from '../overview/overview';
import { WAITS, attentionWords } from '../overview/words';
import { dayOf, later, showDate, type Instant } from '../vocabulary/dates';
import type { TicketId } from '../vocabulary/ids';
import type { SopSettings } from '../vocabulary/settings';
import { addBusinessDays, isBusinessDay, officeOf } from './office-days';

/** What Temporal's list shows of a running case. */
export interface RunningCase {
  readonly ticketId: TicketId;
  readonly waitingFor: readonly RequirementCode[];
  readonly attention: string | undefined;
  /** Absent where the case has not read its ticket yet. */
  readonly overview: Noted | undefined;
  readonly startedAt: Instant;
}

interface Noted {
  /** Absent where the portal file wants no names in Temporal. */
  readonly client?: string | undefined;
  /** Since when the case is in its phase. */
  readonly since: Instant;
  readonly next?: ComingDate | undefined;
}

/** A paragraph of the message: a title, and a line for each ticket. */
export interface DigestSection {
  readonly title: string;
  /** The first of them. */
  readonly tickets: readonly DigestLine[];
  /** How many more there are. */
  readonly more: number;
}

export interface DigestLine {
  readonly ticketId: TicketId;
  readonly client?: string;
  /** What needs attention, which day comes, or what is missing: a few words. */
  readonly about: string;
}

/** What leaders read in the morning; never empty. */
export type Digest = readonly DigestSection[];

/** In milliseconds. */
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Undefined where there is nothing to say, or nobody to read it: on a day that is no business day. */
export function digestOf(cases: readonly RunningCase[], settings: SopSettings, now: Instant): Digest | undefined {
  const office = officeOf(settings);
  if (!isBusinessDay(dayOf(now, settings.timeZone), office)) return undefined;
  const { stuckAfterDays } = settings.reminders.digest;
  const isStuck = (each: RunningCase): boolean =>
    waitsForPeople(each) && now >= addBusinessDays(sinceOf(each), stuckAfterDays, office);
  const needing = cases.filter(({ attention }) => attention !== undefined);
  const others = cases.filter(({ attention }) => attention === undefined);
  const soon = others.filter((each) => dueOf(each) <= later(now, WEEK_MS)).sort((a, b) => dueOf(a) - dueOf(b));
  const coming = (kind: ComingDate['kind']) => soon.filter(({ overview }) => overview?.next?.kind === kind);
  const stuck = others.filter(isStuck).sort((a, b) => sinceOf(a) - sinceOf(b));
  const sections = [
    ...section('Needs attention', needing, ({ attention = '' }) => attentionWords(attention)),
    ...section('Cancelled within 7 days', coming('cancellation'), dayInWords),
    ...section('Monitoring ends within 7 days', coming('monitoringEnds'), dayInWords),
    ...section('No progress', stuck, ({ waitingFor }) => waitingFor.map((code) => WAITS[code].words).join(', ')),
  ];
  return sections.length === 0 ? undefined : sections;
}

/** A day that comes by itself, or a newer ticket on which the work goes on: nobody has to do anything here. */
const NOT_FOR_PEOPLE: readonly RequirementCode[] = ['monitoringPeriod', 'cancellationDay', 'newerTicket'];

function waitsForPeople({ waitingFor }: RunningCase): boolean {
  return waitingFor.length > 0 && !waitingFor.some((code) => NOT_FOR_PEOPLE.includes(code));
}

function sinceOf({ overview, startedAt }: RunningCase): Instant {
  return overview?.since ?? startedAt;
}

function dueOf({ overview }: RunningCase): number {
  return overview?.next?.at ?? Infinity;
}

function dayInWords({ overview }: RunningCase): string {
  return overview?.next ? showDate(overview.next.day) : '';
}

/** A chat is no list: whoever needs all of them opens the page of the service. */
const MOST_LISTED = 20;

function section(
  title: string,
  cases: readonly RunningCase[],
  about: (each: RunningCase) => string,
): readonly DigestSection[] {
  if (cases.length === 0) return [];
  const tickets = cases.slice(0, MOST_LISTED).map((each): DigestLine => {
    const client = each.overview?.client;
    return { ticketId: each.ticketId, ...(client !== undefined && { client }), about: about(each) };
  });
  return [{ title: `${title} (${String(cases.length)})`, tickets, more: cases.length - tickets.length }];
}
