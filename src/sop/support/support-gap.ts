import { brokenBounds, describeObstacle, obstacleTo, type ChangeAfterClosing } from '../after-closing/change';
import { showBounds, type DateBounds } from '../evidence/date-bounds';
import { showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { ClientStatus } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { personText } from '../vocabulary/person';
import type { SopSettings } from '../vocabulary/settings';
import type { AtRiskCandidate, Requester, SupportForm } from './support-facts';

/** C3: why a request cannot be applied, in words that the person who made it can act on. */
export interface Gap {
  /** Becomes part of a note's reference, so it must not change. */
  readonly code: GapCode;
  readonly sentence: string;
}

export type GapCode =
  | 'change'
  | 'date'
  | 'dateBounds'
  | 'contradiction'
  | 'explanation'
  | 'requester'
  | 'noTicket'
  | 'severalTickets'
  | 'severalCompanies'
  | 'otherClient'
  | 'ticketOpen'
  | 'notCancelled'
  | 'overtaken'
  | 'clientStatus'
  | 'carriedOut';

export const gap = {
  change: (): Gap => ({
    code: 'change',
    sentence: 'choose the Requested Change: change the RCM Cancellation Date, or rescind the cancellation',
  }),
  date: (): Gap => ({ code: 'date', sentence: 'enter the Requested RCM Cancellation Date' }),
  dateBounds: (date: CalendarDate, bounds: DateBounds): Gap => ({
    code: 'dateBounds',
    sentence: `correct the Requested RCM Cancellation Date ${showDate(date)}: it must lie ${showBounds(bounds)}`,
  }),
  contradiction: (date: CalendarDate): Gap => ({
    code: 'contradiction',
    sentence: `say which is meant: a rescission has no date, but the Requested RCM Cancellation Date is ${showDate(date)}; clear the date, or choose the other Requested Change`,
  }),
  explanation: (): Gap => ({
    code: 'explanation',
    sentence: 'fill in the Change Explanation; it becomes the note on the At-Risk ticket',
  }),
  requester: (requester: Requester, settings: SopSettings): Gap => ({
    code: 'requester',
    sentence: `have the request confirmed by ${whoMayAsk(settings)}, with a sentence of their own in the Change Explanation: ${
      requester.kind === 'unknown'
        ? 'HubSpot does not show who made the request'
        : `${personText(requester.userId)}, who filled in the form last, may not ask for such a change`
    }`,
  }),
  noTicket: (): Gap => ({
    code: 'noTicket',
    sentence:
      'associate the At-Risk ticket with this support ticket: neither this ticket nor its company leads to an At-Risk ticket',
  }),
  severalTickets: (ids: readonly TicketId[]): Gap => ({
    code: 'severalTickets',
    sentence: `associate the right At-Risk ticket with this support ticket; it could be any of ${ids.join(', ')}`,
  }),
  severalCompanies: (): Gap => ({
    code: 'severalCompanies',
    sentence:
      "make the client's company the primary one of this support ticket, or associate the At-Risk ticket: this ticket has several companies, and none of them is the primary one",
  }),
  otherClient: (id: TicketId): Gap => ({
    code: 'otherClient',
    sentence: `say which client is meant: At-Risk ticket ${id} belongs to another company than this support ticket; remove the association that is wrong`,
  }),
  ticketOpen: (id: TicketId): Gap => ({
    code: 'ticketOpen',
    sentence: `nothing needs to be asked for: ${describeObstacle('open', `At-Risk ticket ${id}`)} and close this one`,
  }),
  notCancelled: (id: TicketId): Gap => ({
    code: 'notCancelled',
    sentence: `${describeObstacle('notCancelled', `At-Risk ticket ${id}`)}; associate the ticket that is meant, or close this one`,
  }),
  overtaken: (id: TicketId, how: string): Gap => ({
    code: 'overtaken',
    sentence: `At-Risk ticket ${id} was changed ${how} after this request was made, and the newest request counts; if this request still holds, say so in the Change Explanation, otherwise close this ticket`,
  }),
  clientStatus: (id: TicketId, status: ClientStatus): Gap => ({
    code: 'clientStatus',
    sentence: `find out why the Client Status is still "${status}": the cancellation was rescinded on At-Risk ticket ${id}, but the company does not show it; that ticket's notes and newer At-Risk tickets of the client may say why`,
  }),
  carriedOut: (): Gap => ({
    code: 'carriedOut',
    sentence: 'this request was already applied; for another change create a new support ticket, and close this one',
  }),
} as const satisfies Record<GapCode, (...args: never[]) => Gap>;

/** What the form lacks. Applying the request enters the date, so the bounds of N4 count from today. */
export function gapsOfForm(form: SupportForm, settings: SopSettings, now: Instant): readonly Gap[] {
  const { change, date, explained } = form;
  return [
    ...(change === undefined ? [gap.change()] : []),
    ...(change === 'date' ? gapsOfDate(date, settings, now) : []),
    ...(change === 'rescission' && date !== undefined ? [gap.contradiction(date)] : []),
    ...(explained ? [] : [gap.explanation()]),
  ];
}

function gapsOfDate(date: CalendarDate | undefined, settings: SopSettings, now: Instant): readonly Gap[] {
  if (date === undefined) return [gap.date()];
  const broken = brokenBounds(date, settings, now);
  return broken ? [gap.dateBounds(date, broken)] : [];
}

/** C3: only people of certain teams may ask (a setting). Nobody is judged before the form is filled in. */
export function gapsOfRequester(requester: Requester | undefined, settings: SopSettings): readonly Gap[] {
  return requester === undefined || mayAsk(requester, settings) ? [] : [gap.requester(requester, settings)];
}

function mayAsk(requester: Requester, { requesterTeams, requesterUserIds }: SopSettings): boolean {
  if (requester.kind === 'unknown') return false;
  return requesterUserIds.includes(requester.userId) || requester.teams.some((team) => requesterTeams.includes(team));
}

/** For notes: `somebody of team Client Success`. */
function whoMayAsk({ requesterTeams, requesterUserIds }: SopSettings): string {
  const teams = requesterTeams.map((team) => `team ${team}`);
  const users = requesterUserIds.map(personText);
  return `a member of ${[...teams, ...users].join(' or ') || 'no team (the portal file names nobody who may ask)'}`;
}

/** C1–C3: of a form that does not say what it wants, a change of the date is assumed. */
export function gapsOfTicket(
  change: ChangeAfterClosing | undefined,
  candidate: AtRiskCandidate,
  settings: SopSettings,
): readonly Gap[] {
  const { id } = candidate.ticket;
  switch (obstacleTo(change?.kind ?? 'date', candidate, settings)) {
    case undefined:
      return [];
    case 'open':
      return [gap.ticketOpen(id)];
    case 'notCancelled':
      return [gap.notCancelled(id)];
  }
}
