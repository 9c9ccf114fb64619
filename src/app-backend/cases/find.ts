import { z } from 'zod';
import { PHASES } from '../../sop/decision/decision';
import { ACTORS, WAITS, isAttentionCode, settledBy, type ActorKind } from '../../sop/overview/words';
import type { ListedCase } from '../../temporal/listed-case';

const OUTCOMES = ['active', 'cancelled', 'superseded', 'merged', 'leftAlone', 'gone'] as const;
const WAIT_CODES = Object.keys(WAITS) as (keyof typeof WAITS)[];
const SORTS = ['attention', 'client', 'owner', 'phase', 'since', 'next'] as const;

/** Cases of one page, at most. */
const PAGE = 100;

const filterFields = {
  status: z.enum(['open', 'ended', 'all']).default('open'),
  phase: z.enum(PHASES).optional(),
  waitingFor: z.enum(WAIT_CODES).optional(),
  who: z.enum(ACTORS).optional(),
  attention: z.string().max(100).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  search: z.string().max(200).optional(),
  sort: z.enum(SORTS).default('attention'),
  order: z.enum(['asc', 'desc']).default('asc'),
};

/** What a list is asked for without paging. */
export const filterSchema = z.object(filterFields);

export const casesQuerySchema = z.object({
  ...filterFields,
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= PAGE)
    .default(PAGE),
  cursor: z.string().max(500).transform(placeOf).optional(),
});

export type Filter = Readonly<z.output<typeof filterSchema>>;
type CasesQuery = Readonly<z.output<typeof casesQuerySchema>>;

export interface FoundPage {
  readonly cases: readonly ListedCase[];
  readonly total: number;
  readonly cursor: string | null;
}

/** The cases that fit, in the order that is asked for. */
export function findCases(all: readonly ListedCase[], filter: Filter): readonly ListedCase[] {
  return sorted(
    all.filter((each) => fits(each, filter)),
    filter,
  ).map(({ listed }) => listed);
}

/**
 * A page of them. A cursor names the place in the order, not a number of cases, so that a page repeats and loses nothing when cases
 * come and go meanwhile.
 */
export function findPage(all: readonly ListedCase[], query: CasesQuery): FoundPage {
  const found = sorted(
    all.filter((each) => fits(each, query)),
    query,
  );
  const after = query.cursor;
  const behind = after === undefined ? found : found.filter((each) => compare(each, after, query.order) > 0);
  const page = behind.slice(0, query.limit);
  const last = page.at(-1);
  const isLast = last === undefined || behind.length <= page.length;
  return { cases: page.map(({ listed }) => listed), total: found.length, cursor: isLast ? null : cursorOf(last) };
}

/** Who must act before a case goes on, each once. */
export function actorsOf({ waitingFor, attention }: ListedCase): readonly ActorKind[] {
  const needed = attention !== undefined && isAttentionCode(attention) ? [settledBy(attention)] : [];
  return [...new Set([...waitingFor.map((code) => WAITS[code].who), ...needed])];
}

function fits(listed: ListedCase, { status, phase, waitingFor, who, attention, outcome, search }: Filter): boolean {
  const { overview, ticketId, companyId } = listed;
  const isOpen = listed.status === 'open';
  const wanted = search?.trim().toLowerCase() ?? '';
  return (
    (status === 'all' || isOpen === (status === 'open')) &&
    (phase === undefined || listed.phase === phase) &&
    (waitingFor === undefined || listed.waitingFor.includes(waitingFor)) &&
    (who === undefined || actorsOf(listed).includes(who)) &&
    (attention === undefined ||
      (attention === 'any' ? listed.attention !== undefined : listed.attention === attention)) &&
    (outcome === undefined || overview?.outcome === outcome) &&
    (wanted === '' || [overview?.client?.toLowerCase() ?? '', ticketId, companyId ?? ''].some(has(wanted)))
  );
}

/** A part of the name, or all of an id. */
function has(wanted: string): (text: string) => boolean {
  return (text) => (/^\d+$/.test(text) ? text === wanted : text.includes(wanted));
}

/** A place in an order: what it is sorted by, then the ticket's id, so that no two cases have the same. */
type Place = readonly (number | string)[];

interface Placed {
  readonly place: Place;
  readonly listed: ListedCase;
}

function sorted(found: readonly ListedCase[], { sort, order }: Filter): readonly Placed[] {
  return found
    .map((listed): Placed => ({ listed, place: [...KEYS[sort](listed), Number(listed.ticketId)] }))
    .sort((a, b) => compare(a, b, order));
}

/** What is not known comes last. */
const LAST = Number.MAX_SAFE_INTEGER;
const LAST_WORD = '\uffff';

const KEYS: Readonly<Record<Filter['sort'], (listed: ListedCase) => Place>> = {
  attention: ({ attention, overview }) => [attention === undefined ? 1 : 0, overview?.since ?? LAST],
  client: ({ overview }) => [overview?.client?.toLowerCase() ?? LAST_WORD],
  owner: ({ overview }) => [overview?.owner?.toLowerCase() ?? LAST_WORD],
  phase: ({ phase, overview }) => [phase === undefined ? LAST : PHASES.indexOf(phase), overview?.since ?? LAST],
  since: ({ overview }) => [overview?.since ?? LAST],
  next: ({ overview }) => [overview?.next?.at ?? LAST],
};

function compare(a: Pick<Placed, 'place'>, b: Pick<Placed, 'place'>, order: Filter['order']): number {
  const sign = order === 'asc' ? 1 : -1;
  for (const [index, one] of a.place.entries()) {
    const other = b.place[index] ?? 0;
    if (one !== other) return (one < other ? -1 : 1) * sign;
  }
  return 0;
}

function cursorOf({ place }: Placed): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

const placeSchema = z
  .array(z.union([z.number(), z.string()]))
  .min(2)
  .max(4);

function placeOf(cursor: string, context: z.core.$RefinementCtx): Pick<Placed, 'place'> {
  try {
    return { place: placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())) };
  } catch {
    context.issues.push({ code: 'custom', input: cursor, message: 'is no cursor' });
    return z.NEVER;
  }
}
