import type { Instant } from '../../sop/vocabulary/dates';

/** The names under which what is printed has instants, or lists of them. */
const NAMES = [
  'at',
  'changedAt',
  'completedAt',
  'countsFrom',
  'createdAt',
  'decidedAt',
  'dueAt',
  'endedAt',
  'madeAt',
  'mergedAt',
  'notesByPeople',
  'reconciledAt',
  'seen',
  'shown',
  'since',
  'startedAt',
  'startedBy',
  'waitingSince',
  'wanted',
  'wordsAt',
] as const;

type Name = (typeof NAMES)[number];

/** What has no names of its own; ids, days and instants are branded texts and numbers. */
type Plain = string | number | boolean | bigint | symbol | null | undefined;

/** What a list, or a list of lists, holds in the end. */
type Held<Value> = Value extends readonly (infer Each)[] ? Held<Each> : Value;

/** The names under which a type holds what `Kind` is, at any depth. */
type NamesOf<Value, Kind> = Value extends Plain
  ? never
  : Value extends readonly (infer Each)[]
    ? NamesOf<Each, Kind>
    : {
        [Key in keyof Value]-?:
          (Extract<Held<Value[Key]>, Kind> extends never ? never : Key) | NamesOf<Value[Key], Kind>;
      }[keyof Value];

/** Accepts what holds instants under known names only, so that none is printed as a bare number. */
export type KnownTimes<Value> = NamesOf<Value, Instant> extends Name ? unknown : never;

/** The same value with every instant as ISO 8601 in UTC. */
export function withIsoTimes(value: unknown): unknown {
  return converted(value, false);
}

const TIMES: ReadonlySet<string> = new Set(NAMES);

function converted(value: unknown, isTime: boolean): unknown {
  if (typeof value === 'number') return isTime ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return value.map((each: unknown) => converted(each, isTime));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, converted(each, TIMES.has(name))]));
}
