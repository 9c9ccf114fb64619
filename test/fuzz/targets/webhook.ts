import fc from 'fast-check';
import { parseWebhook, type HubSpotEvent, type WebhookBatch } from '../../../src/hubspot/webhooks/webhooks';
import { APP_ID, PORTAL } from '../../hubspot/build';
import { hostileText } from '../hostile-text';
import { isDigits, isId, isRecord } from '../oracle';
import { crash, target } from '../target';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''];
const TYPES = [
  ...['ticket.propertyChange', 'ticket.creation', 'ticket.deletion', 'ticket.merge', 'ticket.associationChange'],
  ...['company.restore', 'object.propertyChange', 'object.associationChange', 'contact.privacyDeletion', ...NAMES],
];
const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  eventId: [11, '11', 'x', null],
  portalId: [4242001, '4242001'],
  occurredAt: [1_768_903_200_000, 0],
  subscriptionType: TYPES,
  changeSource: ['CRM_UI', 'INTEGRATION', ...NAMES],
  sourceId: ['userId:5001', APP_ID, 777001, ...NAMES],
  objectId: [101, '101'],
  objectTypeId: ['0-5', '0-2', '0-46', ...NAMES],
  propertyName: ['customer_saved', 'hs_pipeline_stage', 'hs_pipeline', 'anything', ...NAMES],
  propertyValue: ['Yes', 'No', '800101', 'A text of a person', true, 5, ...NAMES],
  primaryObjectId: [101],
  mergedObjectIds: [[102], [101, 102, 103]],
  newObjectId: [104, null],
  fromObjectId: [101],
  toObjectId: [201],
  associationType: ['TICKET_TO_COMPANY', 'NOTE_TO_TICKET', ...NAMES],
  associationRemoved: [true, false],
};

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 1.5, 1e300, '1'.repeat(21), '', ' 1', [], {}, [1], true, '٣', '0x1'),
  fc.jsonValue({ maxDepth: 1 }),
);

const event = fc
  .tuple(
    ...Object.entries(FIELDS).map(([name, values]) =>
      fc.tuple(
        fc.constant(name),
        fc.oneof({ weight: 25, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: odd }),
        fc.integer({ min: 0, max: 25 }),
      ),
    ),
  )
  .map((fields) =>
    Object.fromEntries(fields.filter(([, , missing]) => missing > 0).map(([name, value]) => [name, value] as const)),
  );

const VOCABULARY = [
  '[',
  ']',
  '{',
  '}',
  '{"',
  '":',
  ',',
  '"',
  '1',
  'null',
  '\\u0000',
  '\\',
  '"eventId":1',
  '"__proto__":',
  ' ',
  '[{}]',
];

const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  {
    weight: 120,
    arbitrary: fc
      .array(fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: odd }), { maxLength: 4 })
      .map((events) => Buffer.from(JSON.stringify(events))),
  },
  {
    weight: 1,
    arbitrary: fc.array(event, { minLength: 20, maxLength: 100 }).map((all) => Buffer.from(JSON.stringify(all))),
  },
  { weight: 30, arbitrary: hostileText(VOCABULARY).map((text) => Buffer.from(text)) },
  { weight: 20, arbitrary: fc.uint8Array({ maxLength: 200 }) },
);

export const webhook = target<Uint8Array, WebhookBatch>({
  name: 'webhook',
  inputs: body,
  size: ({ byteLength }) => byteLength,
  read: (bytes) => parseWebhook(bytes, { appId: APP_ID, portal: PORTAL }),
  fault: (bytes, outcome) => {
    if (outcome.kind === 'failed') return crash(outcome);
    const given = eventsIn(bytes);
    const batch = outcome.result;
    if (given === undefined || !batch.ok)
      return (given === undefined) === !batch.ok ? undefined : 'another body than JSON';
    const wrong = batch.events.find((each) => !given.some((raw) => mayCome(each, raw)));
    if (wrong !== undefined) return `an event of nothing: ${JSON.stringify(wrong)}`;
    const lost = given.filter(isComplete).length > 0 && batch.events.length === 0;
    return lost ? 'a complete event is lost' : undefined;
  },
});

/** An array of HubSpot's, if the bytes are one. */
function eventsIn(bytes: Uint8Array): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether HubSpot could have meant this by it. */
function mayCome(read: HubSpotEvent, raw: unknown): boolean {
  if (!isRecord(raw) || !hasCommon(raw)) return false;
  const ids = [raw['objectId'], raw['primaryObjectId'], raw['fromObjectId'], raw['mergedObjectIds']].flat();
  const isOf = ids.some((id) => isId(id) && String(id) === read.objectId);
  const isOption = read.value === undefined || ['Yes', 'No'].includes(read.value) || isStage(read.property);
  return (
    isOf &&
    isDigits(read.objectId, 20) &&
    String(raw['portalId']) === read.portalId &&
    raw['occurredAt'] === read.occurredAt &&
    isOption &&
    typeof read.objectType === 'string'
  );
}

function isStage(property: string | undefined): boolean {
  return property === 'hs_pipeline' || property === 'hs_pipeline_stage';
}

function hasCommon(raw: Readonly<Record<string, unknown>>): boolean {
  const { portalId, occurredAt, subscriptionType } = raw;
  return (
    isId(portalId) &&
    Number.isSafeInteger(occurredAt) &&
    Number(occurredAt) >= 0 &&
    typeof subscriptionType === 'string'
  );
}

/** A change of a property, the plainest event, with all that HubSpot documents. */
function isComplete(raw: unknown): boolean {
  return (
    isRecord(raw) &&
    hasCommon(raw) &&
    raw['subscriptionType'] === 'ticket.propertyChange' &&
    isId(raw['objectId']) &&
    typeof raw['propertyName'] === 'string' &&
    raw['propertyName'].length > 0 &&
    raw['propertyName'].length < 100
  );
}
