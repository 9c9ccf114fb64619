import { readingsOf, type Reading } from './answer';
import { DAY, HOUR } from './calendar';
import { closedAt, isDue, newerIs, newerTickets, objectionToCancellation, type Knowledge } from './cancellation';
import { entriesOf, last, valueIn } from './history';
import { isOldImport, ticketsOfClient, wasMerged, type Company, type Ticket, type View } from './view';

type Saved = Extract<Reading, { kind: 'saved' }>;

/** S1, S2, S5, N7, N8, X1: what speaks against this Client Status. */
export function objectionsToStatus(company: Company, status: string, view: View, known: Knowledge): readonly string[] {
  const all = ticketsOfClient(view, company.id);
  const overwritten = objectionToOverwriting(company, all, status, known);
  if (overwritten !== undefined) return [overwritten];
  // What is said against it is said of the newest ticket first.
  const tickets = [...all].reverse().filter((ticket) => !isOldImport(ticket));
  const objections = tickets.map((ticket) => objectionFrom(ticket, company, status, view, known));
  if (objections.includes(undefined)) return [];
  if (isPutBack(company, status)) return [];
  const said = objections.flatMap((objection) => objection ?? []);
  // The ticket that comes nearest to asking for it says best what is wrong.
  const nearest = said.find((objection) => !FAR_OFF.test(objection)) ?? said[0];
  return [nearest ?? `X1: sets ${status}, though no ticket of the client asks for it`];
}

const FAR_OFF = /^(N1: the client is not lost|S1: Monitor|S2: Active, although)/;

function objectionFrom(
  ticket: Ticket,
  company: Company,
  status: string,
  view: View,
  known: Knowledge,
): string | undefined {
  switch (status) {
    case 'Monitor for 30 days':
      return objectionToMonitoring(ticket);
    case 'Active':
      return objectionToActive(ticket, company, view, known);
    case 'Cancellation in Progress':
    case 'Cancelled':
      return objectionToEnding(ticket, company, status, view, known);
    default:
      return `X1: no rule gives the Client Status ${status}`;
  }

  function objectionToMonitoring(of: Ticket): string | undefined {
    return savedReadings(of, known).length > 0
      ? undefined
      : 'S1: Monitor for 30 days, although the client is not saved';
  }
}

function savedReadings(ticket: Ticket, { choices }: Knowledge): readonly Saved[] {
  return readingsOf(ticket, choices).filter((reading) => reading.kind === 'saved');
}

/** C2: also a ticket that an invoice holds open is rescinded, once its client's work was ending. */
export function wasEnding({ record }: Company, since: number): boolean {
  return entriesOf(record, 'client_status').some(
    ({ by, value, at }) => by === 'service' && at < since && ['Cancellation in Progress', 'Cancelled'].includes(value),
  );
}

/** S2, S5: 30 days after the answer, less the hour that a night may be shorter. */
function objectionToActive(ticket: Ticket, company: Company, view: View, known: Knowledge): string | undefined {
  const { choices, now } = known;
  const saved = savedReadings(ticket, known);
  if (saved.length === 0) return 'S2: Active, although the client is not saved';
  const isOver = ({ since, rescinds }: Saved): boolean =>
    ((rescinds || wasEnding(company, since)) && choices.rescindedClient === 'active') ||
    now - since >= choices.monitoringDays * DAY - HOUR;
  if (!saved.some(isOver)) return 'S2: Active before the 30 days are over';
  const newer = newerTickets(ticket, company.id, view).map((other) => newerIs(other, choices));
  if (newer.some((kind) => kind === 'unanswered' || kind === 'lost'))
    return 'S5: Active, although the client is at risk again';
  return newer.includes('saved') ? 'S5: Active by the older of two tickets' : undefined;
}

function objectionToEnding(
  ticket: Ticket,
  company: Company,
  status: 'Cancellation in Progress' | 'Cancelled',
  view: View,
  known: Knowledge,
): string | undefined {
  // N5, C1: an approval that is taken back after the closing holds up the end of all work, and not the way back from it.
  const approvedAt = status === 'Cancellation in Progress' ? closedAt(ticket) : undefined;
  const objection = objectionToCancellation(ticket, view, known, approvedAt);
  if (objection !== undefined) return `${objection}: ${status}`;
  const { choices, now } = known;
  if (newerTickets(ticket, company.id, view).some((other) => newerIs(other, choices) === 'saved'))
    return `S5: ${status}, although a newer ticket says that the client is saved`;
  if (status === 'Cancellation in Progress') return undefined;
  return isDue(ticket, choices, now) ? undefined : 'N8: Cancelled before the RCM Cancellation Date';
}

/** N7, N8: what the history shows right now, whatever the write rests on. */
export function objectionToSkipping(company: Company, status: string): string | undefined {
  if (status !== 'Cancelled') return undefined;
  const before = entriesOf(company.record, 'client_status').map(({ value }) => value);
  // X2: one that somebody had set may be put back.
  return before.includes('Cancellation in Progress') || before.includes('Cancelled')
    ? undefined
    : 'N7: Cancelled, without Cancellation in Progress before it';
}

/** X2, N9: the status that was there before this service gave its own, where that is taken back. */
function isPutBack({ record }: Company, status: string): boolean {
  const statuses = entriesOf(record, 'client_status');
  const foreign = last(statuses.filter(({ by }) => by !== 'service'));
  if (last(statuses)?.by !== 'service') return false;
  // After a merge its history is that of two, and the newest entries are the merge's.
  if (wasMerged(record) && statuses.some(({ by, value }) => by !== 'service' && value === status)) return true;
  return foreign?.value === status || statuses.at(-2)?.value === status;
}

const RAN_AHEAD: Readonly<Record<string, string>> = {
  'Monitor for 30 days': 'Active',
  'Cancellation in Progress': 'Cancelled',
};

/** X1: a status that a person set after everything else stays. What creation or a merge brought is nobody's objection. */
function objectionToOverwriting(
  company: Company,
  tickets: readonly Ticket[],
  status: string,
  { memory }: Knowledge,
): string | undefined {
  const { record } = company;
  const newest = last(entriesOf(record, 'client_status'));
  if (newest === undefined || newest.by === 'service' || newest.by === 'merge' || wasMerged(record)) return undefined;
  // Within its first minute an import, a form or a workflow is still creating the record.
  if (newest.at <= Date.parse(record.createdAt) + 60_000 || newest.at < memory.groundsAt) return undefined;
  // The service itself changes these only where somebody asks it to.
  const commanded = tickets.flatMap((ticket) =>
    ['customer_saved', 'rcm_cancellation_date'].flatMap((name) => entriesOf(ticket.record, name)),
  );
  if (commanded.some(({ at }) => at > newest.at)) return undefined;
  if (RAN_AHEAD[newest.value] === status) return undefined;
  return `X1: overwrites the Client Status ${valueIn(record, 'client_status')} that somebody set after everything else`;
}
