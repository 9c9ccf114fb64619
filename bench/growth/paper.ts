/** Of what a portal consists, as far as the calls of audit and sweep depend on it. */
export interface Mix {
  readonly tickets: number;
  readonly cases: number;
  /** Companies that are monitored, in cancellation or cancelled. */
  readonly companies: number;
}

/** Sizes of HubSpot's batches and of the audit's pages. */
const RECORDS = 100;
const WITH_HISTORY = 50;
const TICKETS = 200;
const CASES = 100;
const COMPANIES = 100;
const ASSOCIATIONS = 1_000;
/** Cases whose associations one sweep compares. */
const COMPARED_IN_A_SWEEP = 20_000;

/**
 * What docs/performance.md says on paper of one audit. Read together, tickets cost batches of their histories and of their companies',
 * of their notes, invoices and tasks, and one call for each kind of association.
 */
export function auditCallsOnPaper({ tickets, cases, companies }: Mix): number {
  const associations = 8;
  const read = (count: number): number =>
    2 * Math.ceil(count / WITH_HISTORY) + 2 * Math.ceil(count / RECORDS) + associations;
  const ofTickets = pages(tickets, TICKETS, (count) => 1 + read(count));
  const ofCases = pages(cases, CASES, () => 1);
  const ofCompanies = pages(companies, COMPANIES, (count) => 3 + read(count) + Math.ceil(count / WITH_HISTORY));
  return ofTickets + ofCases + ofCompanies;
}

/** And of one sweep when nothing changed: a search for each type of record, and four kinds of associations. */
export function sweepCallsOnPaper({ cases }: Pick<Mix, 'cases'>): number {
  return 4 + 4 * Math.ceil(Math.min(cases, COMPARED_IN_A_SWEEP) / ASSOCIATIONS);
}

function pages(count: number, size: number, callsOf: (count: number) => number): number {
  const whole = Math.floor(count / size) * callsOf(size);
  return count % size === 0 ? whole : whole + callsOf(count % size);
}
