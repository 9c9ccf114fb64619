import fc from 'fast-check';
import type { z } from 'zod';
import { caseInputSchema } from '../../../src/contract/case';
import { approveClosingSchema, changeDateSchema, rescindSchema } from '../../../src/contract/commands';
import { caseEventSchema, requestWaitsSchema } from '../../../src/contract/signals';
import { supportRequestInputSchema } from '../../../src/contract/support';
import { objectionToReason } from '../../../src/sop/after-closing/command';
import { FILLERS, hostileText } from '../hostile-text';
import { isDayOfCalendar, isDigits, isRecord } from '../oracle';
import { bytesOf, crash, target } from '../target';

type Fields = Readonly<Record<string, unknown>>;

interface Kind {
  readonly name: string;
  readonly schema: z.ZodType;
  /** Whether the contract's page lets this through. */
  readonly fits: (given: Fields) => boolean;
  readonly others: boolean;
}

const optional = (value: unknown, fits: (value: unknown) => boolean): boolean => value === undefined || fits(value);
const isUser = (value: unknown): boolean => isDigits(value, 20);
/** A character outside of the basic plane is one letter to a reader, and two to JavaScript. */
const isText = (value: unknown, least: number, most: number): boolean => {
  const letters = typeof value === 'string' ? Array.from(value.trim()).length : -1;
  return letters >= least && letters <= most;
};
const isDay = (value: unknown): boolean => typeof value === 'string' && isDayOfCalendar(value);
const isAt = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isReason = (value: unknown): boolean => isText(value, 3, 2000);

const KINDS: readonly Kind[] = [
  {
    name: 'approveClosing',
    schema: approveClosingSchema(),
    others: false,
    fits: ({ determination, by, from }) =>
      ['Paid in full', 'Sent to collections'].includes(String(determination)) &&
      typeof determination === 'string' &&
      isUser(by) &&
      optional(from, (value) => isText(value, 1, 200)),
  },
  {
    name: 'rescind',
    schema: rescindSchema(),
    others: false,
    fits: ({ reason, by }) => isReason(reason) && isUser(by),
  },
  {
    name: 'changeDate',
    schema: changeDateSchema(),
    others: false,
    fits: ({ reason, by, date }) => isReason(reason) && isDay(date) && isUser(by),
  },
  { name: 'requestWaits', schema: requestWaitsSchema(), others: false, fits: ({ requestId }) => isUser(requestId) },
  {
    name: 'event',
    schema: caseEventSchema(),
    others: true,
    fits: ({ eventIds, occurredAt, by, ticketAt, deleted }) =>
      isAt(occurredAt) &&
      optional(eventIds, (ids) => Array.isArray(ids) && ids.every((id) => typeof id === 'string')) &&
      optional(by, isUser) &&
      optional(ticketAt, isAt) &&
      optional(deleted, (value) => typeof value === 'boolean'),
  },
  {
    name: 'case',
    schema: caseInputSchema(),
    others: true,
    fits: ({ portalId, ticketId }) => isDigits(portalId, 12) && isUser(ticketId),
  },
  {
    name: 'supportRequest',
    schema: supportRequestInputSchema(),
    others: true,
    fits: ({ portalId, ticketId }) => isDigits(portalId, 12) && isUser(ticketId),
  },
];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  approveClosing: ['determination', 'by', 'from'],
  rescind: ['reason', 'by'],
  changeDate: ['reason', 'by', 'date'],
  requestWaits: ['requestId'],
  event: ['eventIds', 'occurredAt', 'by', 'ticketAt', 'deleted'],
  case: ['portalId', 'ticketId'],
  supportRequest: ['portalId', 'ticketId'],
};

const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  determination: ['Paid in full', 'Sent to collections'],
  by: ['21', '5001'],
  from: ['at-risk approve'],
  reason: ['The client stays.', 'お客様の依頼です'],
  date: ['2027-05-01', '2028-02-29'],
  requestId: ['901'],
  eventIds: [[], ['1', '2']],
  occurredAt: [0, 1_767_225_600_000],
  ticketAt: [1_767_225_600_000],
  deleted: [true, false],
  portalId: ['4242001'],
  ticketId: ['101'],
};

const VOCABULARY = ['a', ' ', '\n', '21', 'Paid in full', '2027-05-01', '٣', '-', '__proto__', 'casey@example.com'];
const anything = fc.oneof(
  hostileText(VOCABULARY),
  fc.constantFrom(...FILLERS).map((filler) => filler.repeat(5)),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    '',
    '2027-02-29',
    '0',
    '1'.repeat(21),
    [],
    ['x'],
    {},
    { by: '21' },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Given {
  readonly kind: Kind;
  readonly json: string;
}

const given: fc.Arbitrary<Given> = fc.constantFrom(...KINDS).chain((kind) => {
  const fields = (FIELDS[kind.name] ?? []).map((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...(GOOD[name] ?? [])) }, { weight: 1, arbitrary: anything }),
      fc.integer({ min: 0, max: 9 }),
    ),
  );
  const more = fc.option(fc.tuple(fc.constantFrom('decided', '__proto__', 'constructor', 'x'), fc.jsonValue()), {
    freq: 12,
  });
  const whole = fc.tuple(fc.tuple(...fields), more).map(([some, extra]) => {
    const present = some.filter(([, , missing]) => missing > 0).map(([name, value]) => [name, value] as const);
    const entries = extra === null ? present : [...present, extra];
    return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`;
  });
  const json = fc.oneof(
    { weight: 20, arbitrary: whole },
    { weight: 1, arbitrary: anything.map((value) => JSON.stringify(value)) },
  );
  return json.map((text) => ({ kind, json: text }));
});

/** A payload of Temporal is JSON; the updates and signals of a case check it with the contract's schemas. */
export const commands = target({
  name: 'commands',
  inputs: given,
  size: ({ json }: Given) => bytesOf(json),
  read: ({ kind, json }) => {
    const parsed = kind.schema.safeParse(JSON.parse(json));
    const reason = isRecord(parsed.data) ? parsed.data['reason'] : undefined;
    return {
      taken: parsed.success,
      explains: typeof reason === 'string' && objectionToReason({ reason }) === undefined,
    };
  },
  fault: ({ kind, json }, outcome) => {
    if (outcome.kind === 'failed') return crash(outcome);
    const value: unknown = JSON.parse(json);
    const names = isRecord(value) ? Object.keys(value) : [];
    const known = FIELDS[kind.name] ?? [];
    const isOnly = kind.others || names.every((name) => known.includes(name));
    const wanted = isRecord(value) && isOnly && kind.fits(value);
    if (outcome.result.taken !== wanted) return `${kind.name} taken: ${String(outcome.result.taken)}`;
    const reason = isRecord(value) && typeof value['reason'] === 'string' ? value['reason'] : '';
    return outcome.result.explains && !/\p{L}/u.test(reason.normalize('NFKC'))
      ? 'a reason without a letter'
      : undefined;
  },
});
