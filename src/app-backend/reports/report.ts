import type { ReportsAnswer, Share } from '../../../hubspot-app/src/app/backend/answers';
import { ACTORS, ACTOR_WORDS, WAITS, attentionWords } from '../../sop/overview/words';
import { dayOf, later, type Instant, type TimeZone } from '../../sop/vocabulary/dates';
import type { ListedCase } from '../../temporal/listed-case';
import type { CaseList } from '../cases/case-list';
import { actorsOf } from '../cases/find';
import { iso } from '../cases/shown';
import { isWithin, type Period } from './period';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What leaders ask: how many clients stay, how long it takes, and what is in the way. Of the cases that Temporal still keeps. */
export function reportOf({ cases, asOf }: CaseList, period: Period, timeZone: TimeZone): ReportsAnswer {
  const answered = cases.filter(({ overview }) => isWithin(period, overview?.answer?.at));
  const ended = cases.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    timeZone,
    asOf: iso(asOf),
    from: period.from,
    to: period.to,
    knownSince: ended.length === 0 ? null : iso(ended.reduce((a, b) => (b < a ? b : a))),
    saveRate: share(answered, isSaved),
    saveRateByMonth: byMonth(answered, timeZone),
    stillSaved: ([30, 90, 180] as const).map((afterDays) => ({
      afterDays,
      ...stillSaved(answered, cases, afterDays, asOf),
    })),
    daysToClose: daysToClose(cases.filter(({ overview }) => isWithin(period, overview?.closedAt))),
    blockedBy: blockedBy(cases),
    openByCause: openByCause(cases),
  };
}

function isSaved({ overview }: ListedCase): boolean {
  return overview?.answer?.value === 'Yes';
}

function share(of: readonly ListedCase[], counts: (each: ListedCase) => boolean): Share {
  const count = of.filter(counts).length;
  return { of: of.length, count, rate: of.length === 0 ? null : count / of.length };
}

function byMonth(answered: readonly ListedCase[], zone: TimeZone): ReportsAnswer['saveRateByMonth'] {
  const months = new Map<string, ListedCase[]>();
  for (const each of answered) {
    const at = each.overview?.answer?.at;
    if (at === undefined) continue;
    const month = dayOf(at, zone).slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), each]);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, of]) => ({ month, ...share(of, isSaved) }));
}

/** S5: a client who is at risk again gets a new ticket, so a newer ticket of the same company says that it was not for long. */
function stillSaved(
  answered: readonly ListedCase[],
  all: readonly ListedCase[],
  afterDays: number,
  now: Instant,
): Share {
  const openings = openingsOf(all);
  const until = ({ overview }: ListedCase): Instant => later(overview?.answer?.at ?? now, afterDays * DAY_MS);
  const old = answered.filter((each) => isSaved(each) && each.companyId !== undefined && until(each) <= now);
  return share(old, (each) => {
    const since = each.overview?.answer?.at ?? now;
    const others = openings.get(each.companyId ?? '') ?? [];
    return !others.some(({ ticketId, at }) => ticketId !== each.ticketId && at > since && at <= until(each));
  });
}

function openingsOf(
  all: readonly ListedCase[],
): ReadonlyMap<string, readonly { readonly ticketId: string; readonly at: Instant }[]> {
  const openings = new Map<string, { readonly ticketId: string; readonly at: Instant }[]>();
  for (const { companyId, ticketId, overview } of all) {
    if (companyId === undefined || overview === undefined) continue;
    const known = openings.get(companyId) ?? [];
    known.push({ ticketId, at: overview.openedAt });
    openings.set(companyId, known);
  }
  return openings;
}

function daysToClose(closed: readonly ListedCase[]): ReportsAnswer['daysToClose'] {
  const days = (of: readonly ListedCase[]): readonly number[] =>
    of.flatMap(({ overview }) => {
      const { openedAt, closedAt } = overview ?? {};
      return openedAt === undefined || closedAt === undefined ? [] : [(closedAt - openedAt) / DAY_MS];
    });
  const all = days(closed);
  return {
    count: all.length,
    median: quantile(all, 0.5),
    p90: quantile(all, 0.9),
    saved: quantile(days(closed.filter(isSaved)), 0.5),
    notSaved: quantile(days(closed.filter((each) => !isSaved(each))), 0.5),
  };
}

/** The smallest value that so many are not above, with one decimal; null of nothing. */
function quantile(values: readonly number[], part: number): number | null {
  const ordered = [...values].sort((a, b) => a - b);
  const value = ordered[Math.max(0, Math.ceil(ordered.length * part) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}

function blockedBy(cases: readonly ListedCase[]): ReportsAnswer['blockedBy'] {
  const open = cases.filter(({ status }) => status === 'open').map(actorsOf);
  return ACTORS.map((who) => ({
    who,
    words: ACTOR_WORDS[who],
    count: open.filter((actors) => actors.includes(who)).length,
  }));
}

function openByCause(cases: readonly ListedCase[]): ReportsAnswer['openByCause'] {
  const causes = new Map<string, { readonly words: string; readonly count: number }>();
  const add = (code: string, words: string): void => {
    causes.set(code, { words, count: (causes.get(code)?.count ?? 0) + 1 });
  };
  for (const { status, waitingFor, attention } of cases) {
    if (status !== 'open') continue;
    for (const code of waitingFor) add(code, WAITS[code].words);
    if (attention !== undefined) add(attention, attentionWords(attention));
  }
  return [...causes].map(([code, cause]) => ({ code, ...cause })).sort((a, b) => b.count - a.count);
}
