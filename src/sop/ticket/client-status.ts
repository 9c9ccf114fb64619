import { attention, type Attention } from '../decision/attention';
import type { Write } from '../decision/decision';
import { driftOf, type Drift } from '../decision/drift';
import type { Instant } from '../vocabulary/dates';
import type { ClientStatus, CompanyFacts, FactsOfClient, TicketFacts, YesNo } from '../vocabulary/facts';
import type { RuleId } from '../vocabulary/rules';
import type { DriftPolicy } from '../vocabulary/settings';
import { currentValue, type Timeline } from '../vocabulary/timeline';

/** The status that a rule asks for, and since when it does. */
export interface WantedStatus {
  readonly status: ClientStatus;
  readonly rules: readonly RuleId[];
  /** A status that someone set later than this contradicts the rule and is left alone (X1). */
  readonly since: Instant;
  /** The last status that the case sets: after that, changes of the status are none of its concern (X3). */
  readonly final?: boolean;
  /** The SOP's status before this one: a person who set the SOP's next status early has not caused drift. */
  readonly follows?: ClientStatus;
}

export interface StatusStep {
  readonly writes: readonly Write[];
  readonly attention?: Attention;
  readonly drift?: Drift;
}

/** What must be written so that the company shows the wanted Client Status: nothing if it already does (X3). */
export function stepToStatus(company: CompanyFacts, wanted: WantedStatus, policy: DriftPolicy = 'ask'): StatusStep {
  switch (company.kind) {
    case 'none':
      return { writes: [], attention: attention.noCompany() };
    case 'several':
      return { writes: [], attention: attention.severalCompanies(company.count) };
    case 'one': {
      const found = currentValue(company.clientStatus)?.value;
      if (found === wanted.status || isGiven(company.clientStatus, wanted)) return { writes: [] };
      if (company.unknownStatus) return { writes: [], attention: attention.unknownClientStatus() };
      const setEarly = found !== undefined && found === wanted.follows;
      const { status, rules, since } = wanted;
      const drift = setEarly
        ? undefined
        : driftOf(company.clientStatus, { field: 'clientStatus', value: status, since }, policy);
      const set: Write = { kind: 'setClientStatus', rules, companyId: company.id, status };
      return drift === undefined ? { writes: [set] } : stepOfDrift(drift, set);
    }
  }
}

/**
 * The last of the statuses, through those before it: one that the company does not show yet is set on the way, so that its
 * history has all of them.
 */
export function stepThrough(
  company: CompanyFacts,
  wanted: readonly WantedStatus[],
  policy: DriftPolicy = 'ask',
): StatusStep {
  const last = wanted.at(-1);
  if (last === undefined) return { writes: [] };
  const step = stepToStatus(company, last, policy);
  if (step.writes.length === 0 || step.drift !== undefined) return step;
  const before = wanted.slice(0, -1).flatMap((each) => stepToStatus(company, each, policy).writes);
  return { ...step, writes: [...before, ...step.writes] };
}

/** In milliseconds: a write decided before the answer changed can still reach HubSpot this much later. */
const UNDER_WAY_MS = 5 * 60 * 1000;

/** The answer for which the SOP sets a Client Status. */
const ANSWER_OF: Readonly<Partial<Record<ClientStatus, YesNo>>> = {
  Active: 'Yes',
  'Monitor for 30 days': 'Yes',
  'Cancellation in Progress': 'No',
  Cancelled: 'No',
};

/**
 * X2: takes back the status that this service set for an answer of this ticket that has changed since: the client is again
 * what it was before the first answer. What others set since stays (X1), and so does what another ticket set.
 * Without a company that was read there is nothing to take back.
 */
export function stepBack(company: CompanyFacts | undefined, ticket: TicketFacts): readonly Write[] {
  if (company?.kind !== 'one') return [];
  const [given] = company.clientStatus;
  if (given?.value == null || given.by.kind !== 'service') return [];
  const answer = ANSWER_OF[given.value];
  if (answer === undefined || answer === currentValue(ticket.customerSaved)?.value) return [];
  if (!restsOn(ticket, answer, given.at)) return [];
  const firstAnswered = ticket.customerSaved.at(-1)?.at ?? given.at;
  // What this service set before was for another ticket's answer, and that ticket sets it again.
  const before = company.clientStatus.find(
    ({ value, at, by }) => by.kind !== 'service' || (at < firstAnswered && ANSWER_OF[value ?? 'At-Risk'] === undefined),
  );
  const status = before?.value ?? 'At-Risk';
  return status === given.value ? [] : [{ kind: 'setClientStatus', rules: ['X2'], companyId: company.id, status }];
}

/** Whether this ticket had the answer when the status was set, or a moment before. */
function restsOn({ customerSaved }: TicketFacts, answer: YesNo, givenAt: Instant): boolean {
  const index = customerSaved.findIndex(({ value, at }) => value === answer && at <= givenAt);
  const replaced = index > 0 ? customerSaved[index - 1] : undefined;
  return index >= 0 && (replaced === undefined || givenAt <= replaced.at + UNDER_WAY_MS);
}

/** C2: before the Yes at `savedAt` this service had given the client a status of a cancellation, for the last No of this ticket. */
export function wasCancelledBefore({ ticket, company }: FactsOfClient, savedAt: Instant): boolean {
  const refused = ticket.customerSaved.find(({ at, value }) => at < savedAt && value !== null);
  if (company.kind !== 'one' || refused?.value !== 'No') return false;
  return company.clientStatus.some(
    ({ value, at, by }) =>
      by.kind === 'service' && value !== null && ANSWER_OF[value] === 'No' && at >= refused.at && at < savedAt,
  );
}

/** X1: a later change by others is left alone and a person is asked, unless a setting says otherwise. */
function stepOfDrift(drift: Drift, set: Extract<Write, { kind: 'setClientStatus' }>): StatusStep {
  switch (drift.policy) {
    case 'accept':
      return { writes: [], drift };
    case 'repair':
      return { writes: [{ ...set, rules: ['X1', ...set.rules] }], drift };
    case 'ask':
      return { writes: [], drift, attention: attention.clientStatusChanged(drift, set.status) };
  }
}

/** Counts by the newest status of this service: one that it has taken back since is to be set again. */
function isGiven(clientStatus: Timeline<ClientStatus>, { status, since, final }: WantedStatus): boolean {
  const newest = clientStatus.find(({ by }) => by.kind === 'service');
  return final === true && newest?.value === status && newest.at >= since;
}
