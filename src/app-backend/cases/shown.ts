import type {
  CaseRow,
  ClientShown,
  NextDate,
  RequirementCode,
  Who,
  Worded,
} from '../../../hubspot-app/src/app/backend/answers';
import type { OverviewMemo } from '../../contract/overview';
import { OUTCOME_WORDS, PHASE_WORDS, WAITS, attentionWords } from '../../sop/overview/words';
import type { Instant } from '../../sop/vocabulary/dates';
import type { ListedCase } from '../../temporal/listed-case';

/** How everything in an answer names an instant: ISO 8601 in UTC. */
export function iso(at: Instant): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : iso(at);
}

const BECOMES = { cancellation: 'the client becomes Cancelled', monitoringEnds: 'the client becomes Active' } as const;

export function nextDate(next: OverviewMemo['next']): NextDate | null {
  return next === undefined ? null : { kind: next.kind, day: next.day, at: iso(next.at), words: BECOMES[next.kind] };
}

export function clientShown({ companyId, overview }: Pick<ListedCase, 'companyId' | 'overview'>): ClientShown {
  return { companyId: companyId ?? null, name: overview?.client ?? null };
}

export function waits(codes: readonly RequirementCode[]): readonly (Worded<RequirementCode> & { readonly who: Who })[] {
  return codes.map((code) => ({ code, ...WAITS[code] }));
}

export function caseRow(listed: ListedCase): CaseRow {
  const { ticketId, status, observes, phase, waitingFor, attention, overview, endedAt } = listed;
  const outcome = overview?.outcome;
  return {
    ticketId,
    status,
    observes,
    client: clientShown(listed),
    owner: overview?.owner ?? null,
    phase: phase === undefined ? null : { code: phase, words: PHASE_WORDS[phase] },
    since: isoOrNull(overview?.since),
    waitingFor: waits(waitingFor),
    next: status === 'open' ? nextDate(overview?.next) : null,
    attention:
      attention === undefined ? null : { code: attention, words: overview?.attention ?? attentionWords(attention) },
    outcome: outcome === undefined ? null : { code: outcome, words: OUTCOME_WORDS[outcome] },
    endedAt: isoOrNull(endedAt),
  };
}
