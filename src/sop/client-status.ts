import { attention, type Attention } from './attention';
import type { Instant } from './dates';
import type { Write } from './decision';
import { driftOf, type Drift } from './drift';
import type { ClientStatus, CompanyFacts } from './facts';
import type { RuleId } from './rules';
import type { DriftPolicy } from './settings';
import { standing, type Timeline } from './timeline';

/** The status that a rule asks for, and since when it does. */
export interface WantedStatus {
  readonly status: ClientStatus;
  readonly rules: readonly RuleId[];
  /** A status that somebody set later than this contradicts the rule and is left alone (X1). */
  readonly since: Instant;
  /** The last status that the case gives: once given, it is no longer the case's business what becomes of it (X3). */
  readonly final?: boolean;
  /** The status that the SOP itself gives before this one, so that a person who set it ran ahead, not against. */
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
      const found = standing(company.clientStatus)?.value;
      if (found === wanted.status || isGiven(company.clientStatus, wanted)) return { writes: [] };
      if (company.unknownStatus) return { writes: [], attention: attention.unknownClientStatus() };
      const ranAhead = found !== undefined && found === wanted.follows;
      const { status, rules, since } = wanted;
      const drift = ranAhead
        ? undefined
        : driftOf(company.clientStatus, { field: 'clientStatus', value: status, since }, policy);
      const set: Write = { kind: 'setClientStatus', rules, companyId: company.id, status };
      return drift === undefined ? { writes: [set] } : stepOfDrift(drift, set);
    }
  }
}

/** X1: what others set afterwards is left alone and asked about, unless the portal's owner wants it otherwise. */
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

/** By the newest status of this service: one that it took back since is to be given again. */
function isGiven(clientStatus: Timeline<ClientStatus>, { status, since, final }: WantedStatus): boolean {
  const newest = clientStatus.find(({ by }) => by.kind === 'service');
  return final === true && newest?.value === status && newest.at >= since;
}
