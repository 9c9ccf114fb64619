import type { Write } from '../decision/decision';
import { describeWrite } from '../decision/describe';
import type { SupportWrite } from '../support/support-decision';
import type { Instant } from '../vocabulary/dates';
import type { ClientStatus, TicketFacts } from '../vocabulary/facts';
import type { CompanyId, TicketId } from '../vocabulary/ids';
import type { RuleId } from '../vocabulary/rules';
import type { Actor, Change, Timeline } from '../vocabulary/timeline';
import { COMPARED_FIELDS, type ComparedField } from './agreed';
import type { Kept } from './kept';

/**
 * How what the service would have written compares with what others did. `serviceOnly`: notes, tasks and closed requests, which nobody
 * else writes in this form.
 */
export const VERDICTS = ['same', 'earlier', 'later', 'never', 'differently', 'notAskedFor', 'serviceOnly'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One wanted write, or one change by others, or both beside each other. */
export interface Comparison {
  readonly ticketId: TicketId;
  readonly companyId?: CompanyId | undefined;
  readonly verdict: Verdict;
  /** `notes and tasks` where no value was to be set. */
  readonly field: ComparedField | 'notesAndTasks';
  readonly wanted?: { readonly at: Instant; readonly value: string; readonly rules: readonly RuleId[] } | undefined;
  readonly done?: { readonly at: Instant; readonly value: string; readonly by: Actor } | undefined;
}

/** What a report knows of one At-Risk ticket. */
export interface ObservedTicket {
  readonly ticketId: TicketId;
  readonly companyId?: CompanyId | undefined;
  /** Since when its case observes: what was done before is nobody's to compare. */
  readonly since: Instant;
  /** By the case itself, and by support requests about it. */
  readonly kept: readonly Kept<Write | SupportWrite>[];
  /** Changes by others that the SOP asked for too, and when the case saw that first. */
  readonly agreed: readonly { readonly field: ComparedField; readonly doneAt: Instant; readonly at: Instant }[];
  /** HubSpot's histories; absent where the ticket is gone. */
  readonly ticket?: TicketFacts | undefined;
  readonly clientStatus?: Timeline<ClientStatus> | undefined;
}

/** Fields that only the SOP sets: a change by others that it does not ask for is worth a question. People set all others. */
const ONLY_BY_THE_SOP: readonly ComparedField[] = ['clientStatus', 'stage'];

interface WantedValue {
  readonly at: Instant;
  readonly value: string;
  readonly rules: readonly RuleId[];
}

interface DoneValue {
  readonly at: Instant;
  readonly value: string;
  readonly by: Actor;
}

/** @param toleranceMs how far apart two changes count as the same */
export function compareTicket(observed: ObservedTicket, toleranceMs: number): readonly Comparison[] {
  const { ticketId, companyId } = observed;
  const of = { ticketId, companyId };
  return [
    ...COMPARED_FIELDS.flatMap((field) =>
      compareField(field, observed, toleranceMs).map((line) => ({ ...of, field, ...line })),
    ),
    ...textsOf(observed).map((wanted) => ({ ...of, field: 'notesAndTasks', verdict: 'serviceOnly', wanted }) as const),
  ].sort((a, b) => atOf(a) - atOf(b));
}

function atOf({ wanted, done }: Comparison): Instant | 0 {
  return wanted?.at ?? done?.at ?? 0;
}

type Line = Pick<Comparison, 'verdict' | 'wanted' | 'done'>;

function compareField(field: ComparedField, observed: ObservedTicket, toleranceMs: number): readonly Line[] {
  const wanted = wantedValues(field, observed);
  const left = [...doneValues(field, observed)];
  const take = (fits: (done: DoneValue) => boolean): DoneValue | undefined => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  // The same value is searched first, for all of them: a later step done early is no other way to do this one.
  const same = wanted.map((want, index) => {
    const before = wanted[index - 1]?.at ?? observed.since;
    return take((done) => done.value === want.value && done.at >= before - toleranceMs);
  });
  const lines = wanted.map((want, index): Line => {
    const done = same[index];
    if (done !== undefined) return { verdict: timeVerdict(want.at, done.at, toleranceMs), wanted: want, done };
    const until = wanted[index + 1]?.at ?? Infinity;
    const other = take(({ at }) => at >= want.at - toleranceMs && at < until);
    return other === undefined
      ? { verdict: 'never', wanted: want }
      : { verdict: 'differently', wanted: want, done: other };
  });
  return [...lines, ...left.flatMap((done) => ofOthers(field, done, observed, toleranceMs))];
}

function timeVerdict(wantedAt: Instant, doneAt: Instant, toleranceMs: number): Verdict {
  if (Math.abs(doneAt - wantedAt) <= toleranceMs) return 'same';
  return doneAt < wantedAt ? 'earlier' : 'later';
}

/** A change that the service did not want: it was there already when the SOP asked for it, or the SOP does not ask for it. */
function ofOthers(
  field: ComparedField,
  done: DoneValue,
  { agreed }: ObservedTicket,
  toleranceMs: number,
): readonly Line[] {
  const found = agreed.find((each) => each.field === field && each.doneAt === done.at);
  if (found !== undefined) return [{ verdict: found.at - done.at <= toleranceMs ? 'same' : 'earlier', done }];
  return ONLY_BY_THE_SOP.includes(field) ? [{ verdict: 'notAskedFor', done }] : [];
}

function wantedValues(field: ComparedField, { kept, ticketId }: ObservedTicket): readonly WantedValue[] {
  return kept.flatMap(({ at, write }) => {
    if (write.kind === 'setClientStatus' && field === 'clientStatus')
      return [{ at, value: write.status, rules: write.rules }];
    if (write.kind !== 'updateTicket' || write.ticketId !== ticketId || field === 'clientStatus') return [];
    const value = write.change[field];
    return value === undefined ? [] : [{ at, value: value ?? '', rules: write.rules }];
  });
}

/** What others did since the case observes, the oldest first; a merge or the like is nobody's act. */
function doneValues(field: ComparedField, { ticket, clientStatus, since }: ObservedTicket): readonly DoneValue[] {
  const all: Timeline<string> = (field === 'clientStatus' ? clientStatus : ticket?.[field]) ?? [];
  // A ticket's first stage is its creation.
  const timeline = field === 'stage' ? all.slice(0, -1) : all;
  const byOthers = timeline.filter(({ by, brought }) => by.kind !== 'service' && brought === undefined);
  return byOthers
    .filter(({ at }) => at >= since)
    .map(({ at, value, by }: Change<string>) => ({ at, value: value ?? '', by }))
    .reverse();
}

function textsOf({ kept }: ObservedTicket): readonly WantedValue[] {
  return kept.flatMap(({ at, write }) => {
    switch (write.kind) {
      case 'setClientStatus':
      case 'updateTicket':
      // Nobody else writes it, and no rule asks for it.
      case 'showOnTicket':
      case 'clearCaseTicket':
        return [];
      case 'explainChange':
        return [{ at, value: 'note that explains the change', rules: write.rules }];
      case 'closeRequest':
        return [{ at, value: `support ticket ${write.requestId} closed`, rules: write.rules }];
      default:
        return [{ at, value: describeWrite(write), rules: write.rules }];
    }
  });
}

/** How many of each. */
export function countVerdicts(comparisons: readonly Comparison[]): Readonly<Record<Verdict, number>> {
  const count = (verdict: Verdict): number => comparisons.filter((each) => each.verdict === verdict).length;
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>;
}
