import { concernsCases } from '../../src/hubspot/webhooks/relevance';
import { parseWebhook, type HubSpotEvent, type WebhookBatch } from '../../src/hubspot/webhooks/webhooks';
import { APP_ID, PORTAL, portalWith } from './build';

const COMMON = {
  eventId: 11,
  subscriptionId: 21,
  portalId: 4242001,
  appId: 777001,
  occurredAt: 1_768_903_200_000,
  attemptNumber: 0,
  changeSource: 'CRM_UI',
  sourceId: 'userId:5001',
};

function parse(...events: readonly unknown[]): WebhookBatch {
  return parseWebhook(Buffer.from(JSON.stringify(events)), { appId: APP_ID, portal: PORTAL });
}

function one(event: Readonly<Record<string, unknown>>): HubSpotEvent | undefined {
  const batch = parse({ ...COMMON, ...event });
  return batch.ok ? batch.events[0] : undefined;
}

describe('an event of HubSpot', () => {
  it.each([
    ['classic', { subscriptionType: 'ticket.propertyChange' }],
    ['generic', { subscriptionType: 'object.propertyChange', objectTypeId: '0-5' }],
  ])('says in its %s form who changed which property of which record, and when', (_form, type) => {
    expect(one({ ...type, objectId: 101, propertyName: 'customer_saved', propertyValue: 'No' })).toEqual({
      eventId: '11',
      portalId: '4242001',
      objectType: 'ticket',
      objectId: '101',
      change: 'property',
      property: 'customer_saved',
      value: 'No',
      occurredAt: 1_768_903_200_000,
      byUserId: '5001',
      own: false,
    });
  });

  it.each([
    ['ticket.creation', undefined, 'ticket', 'created'],
    ['ticket.deletion', undefined, 'ticket', 'deleted'],
    ['company.restore', undefined, 'company', 'restored'],
    ['object.creation', '0-46', 'note', 'created'],
    ['object.creation', '0-27', 'task', 'created'],
    ['object.creation', '0-53', 'invoice', 'created'],
    ['object.creation', '0-49', 'email', 'created'],
    ['contact.creation', undefined, 'other', 'created'],
    ['object.deletion', '2-1234567', 'other', 'deleted'],
  ])('%s of %s is about a %s that was %s', (subscriptionType, objectTypeId, objectType, change) => {
    expect(one({ subscriptionType, objectTypeId, objectId: 5 })).toMatchObject({ objectType, change, objectId: '5' });
  });

  it.each([
    ['its answer, as Yes or No', 'customer_saved', 'true', 'Yes'],
    ['its pipeline', 'hs_pipeline', '800100', '800100'],
    ['its stage', 'hs_pipeline_stage', '800102', '800102'],
    ['not an answer that nobody knows', 'customer_saved', 'Perhaps', undefined],
    ['not its subject', 'subject', 'Practice of Dr. Who', undefined],
    ['not a text in place of an id', 'hs_pipeline', 'a text, somehow', undefined],
  ])('of a ticket passes on %s', (_what, propertyName, propertyValue, value) => {
    const event = one({ subscriptionType: 'ticket.propertyChange', objectId: 1, propertyName, propertyValue });

    expect(event).toMatchObject({ property: propertyName });
    expect(event?.value).toBe(value);
  });

  it('of a note never passes on what the note says', () => {
    const event = one({
      subscriptionType: 'object.propertyChange',
      objectTypeId: '0-46',
      objectId: 1,
      propertyName: 'hs_note_body',
      propertyValue: '<p>Private</p>',
    });

    expect(JSON.stringify(event)).not.toContain('Private');
  });

  it("is our own when our app made the change, and nobody else's", () => {
    const event = { subscriptionType: 'ticket.creation', objectId: 1, changeSource: 'INTEGRATION' };

    expect(one({ ...event, sourceId: APP_ID })?.own).toBe(true);
    expect(one({ ...event, sourceId: Number(APP_ID) })?.own).toBe(true);
    expect(one({ ...event, sourceId: '42' })?.own).toBe(false);
    expect(one({ ...event, changeSource: 'CRM_UI', sourceId: APP_ID })?.own).toBe(false);
  });

  it.each([
    [
      'classic',
      { subscriptionType: 'ticket.associationChange', associationType: 'TICKET_TO_COMPANY' },
      'ticket',
      'company',
    ],
    [
      'generic',
      { subscriptionType: 'object.associationChange', fromObjectTypeId: '0-46', toObjectTypeId: '0-5' },
      'note',
      'ticket',
    ],
    [
      'unknown',
      { subscriptionType: 'ticket.associationChange', associationType: 'TICKET_TO_CONTACT' },
      'ticket',
      'other',
    ],
  ])('says in its %s form which records were joined', (_form, type, fromType, toType) => {
    expect(one({ ...type, fromObjectId: 1, toObjectId: 2, associationRemoved: false })).toMatchObject({
      objectType: fromType,
      objectId: '1',
      change: 'association',
      association: { fromType, fromId: '1', toType, toId: '2', removed: false },
    });
  });

  it('of a merge is one for each record that ended, with the remaining one', () => {
    const merge = {
      ...COMMON,
      subscriptionType: 'ticket.merge',
      objectId: 1,
      primaryObjectId: 1,
      mergedObjectIds: [2, 3],
    };
    const ids = (batch: WebhookBatch) =>
      batch.ok ? batch.events.map(({ objectId, mergedInto }) => [objectId, mergedInto]) : [];

    expect(ids(parse(merge))).toEqual([
      ['2', '1'],
      ['3', '1'],
    ]);
    expect(ids(parse({ ...merge, newObjectId: 9 }))).toEqual([
      ['1', '9'],
      ['2', '9'],
      ['3', '9'],
    ]);
  });
});

describe('a batch of events', () => {
  const good = { ...COMMON, subscriptionType: 'ticket.creation', objectId: 1 };

  it('loses none of its good events to bad ones, which are named by place and field', () => {
    const batch = parse(
      good,
      { ...good, objectId: 'secret', occurredAt: 'now' },
      'text',
      { ...good, subscriptionType: 'ticket.propertyChange' },
      { ...good, eventId: 12 },
    );

    expect(batch).toMatchObject({
      ok: true,
      events: [{ eventId: '11' }, { eventId: '12' }],
      rejected: [
        { index: 1, fields: ['occurredAt', 'objectId'] },
        { index: 2, fields: ['(event)'] },
        { index: 3, fields: ['propertyName'] },
      ],
    });
    expect(JSON.stringify(batch)).not.toContain('secret');
  });

  it('may hold unknown subscriptions, and fields that are new', () => {
    expect(
      parse({ subscriptionType: 'conversation.newMessage', messageId: 'x' }, { ...good, brandNew: { a: 1 } }),
    ).toMatchObject({
      ok: true,
      ignored: 1,
      rejected: [],
      events: [{ eventId: '11' }],
    });
  });

  it('accepts ids as texts too, of any length that HubSpot uses', () => {
    expect(
      one({ subscriptionType: 'ticket.creation', eventId: '9007199254740993', objectId: '30000000001' }),
    ).toMatchObject({
      eventId: '9007199254740993',
      objectId: '30000000001',
    });
  });

  it.each([
    ['no JSON', Buffer.from('[{'), 'the body is not JSON in UTF-8'],
    ['nothing', Buffer.alloc(0), 'the body is not JSON in UTF-8'],
    ['not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 'the body is not JSON in UTF-8'],
    ['no array', Buffer.from('{"events":[]}'), 'the body is not an array of events'],
  ])('that is %s is a problem as a whole', (_what, body, problem) => {
    expect(parseWebhook(body, { appId: APP_ID, portal: PORTAL })).toEqual({ ok: false, problem });
  });

  it('may be empty, or have any number of events', () => {
    expect(parse()).toMatchObject({ ok: true, events: [] });
    const many = parse(...Array<unknown>(2_500).fill(good));
    expect(many).toMatchObject({ ok: true, rejected: [] });
    expect(many.ok && many.events).toHaveLength(2_500);
  });

  it('takes an association of which HubSpot does not say whether it was added or removed', () => {
    const joined = {
      ...COMMON,
      subscriptionType: 'object.associationChange',
      fromObjectTypeId: '0-46',
      fromObjectId: 1,
    };

    expect(parse({ ...joined, toObjectTypeId: '0-5', toObjectId: 2 })).toMatchObject({
      ok: true,
      rejected: [],
      events: [{ change: 'association', association: { fromType: 'note', toType: 'ticket', toId: '2' } }],
    });
  });

  it.each([
    ['an event id that is none', { eventId: 'a1b2-c3' }],
    ['no event id', { eventId: undefined }],
    ['a source that is no text', { changeSource: { a: 1 }, sourceId: ['x'] }],
    ['a source of a thousand characters', { sourceId: 'x'.repeat(1_000) }],
    ['no object type', { objectTypeId: null }],
  ])('takes an event with %s: whose it is and when it was is all that a case needs', (_what, odd) => {
    expect(parse({ ...good, ...odd })).toMatchObject({ ok: true, rejected: [], events: [{ objectId: '1' }] });
  });

  it('takes a value of any kind', () => {
    const change = { ...good, subscriptionType: 'ticket.propertyChange', propertyName: 'customer_saved' };

    expect(parse({ ...change, propertyValue: ['No'] })).toMatchObject({ ok: true, rejected: [], events: [{}] });
  });
});

describe('an event concerns cases', () => {
  const base: HubSpotEvent = {
    eventId: '1',
    portalId: '4242001',
    objectType: 'ticket',
    objectId: '1',
    change: 'property',
    occurredAt: 1,
    own: false,
  };
  const joined = (fromType: HubSpotEvent['objectType'], toType: HubSpotEvent['objectType']): Partial<HubSpotEvent> => ({
    change: 'association',
    objectType: fromType,
    association: { fromType, fromId: '1', toType, toId: '2', removed: false },
  });

  it.each<[string, Partial<HubSpotEvent>, boolean]>([
    ['a property that a case reads', { property: 'customer_saved' }, true],
    ["a ticket's stage", { property: 'hs_pipeline_stage' }, true],
    ["a ticket's subject", { property: 'subject' }, false],
    ["a support ticket's explanation (C3)", { property: 'change_explanation' }, true],
    ['an echo of our own write', { property: 'customer_saved', own: true }, false],
    ['a new ticket', { change: 'created' }, true],
    ['a deleted ticket', { change: 'deleted' }, true],
    ["a company's Client Status", { objectType: 'company', property: 'client_status' }, true],
    ["a company's telephone", { objectType: 'company', property: 'phone' }, false],
    ["a note's text", { objectType: 'note', property: 'hs_note_body' }, true],
    ["an invoice's balance", { objectType: 'invoice', property: 'hs_balance_due' }, true],
    ['a task', { objectType: 'task', change: 'created' }, false],
    ['another object', { objectType: 'other', change: 'created' }, false],
    ['a note on a ticket', joined('note', 'ticket'), true],
    ['a company of a ticket', joined('ticket', 'company'), true],
    ['a ticket of a ticket (C3)', joined('ticket', 'ticket'), true],
    ['a contact of a ticket', joined('ticket', 'other'), false],
    ['an invoice of a company', joined('company', 'invoice'), true],
    ['a note on a company', joined('note', 'company'), false],
  ])('when it is %s: %p is %p', (_what, change, concerned) => {
    expect(concernsCases({ ...base, ...change }, PORTAL)).toBe(concerned);
  });

  it("by the portal's own property names", () => {
    const portal = portalWith('ticket: { properties: { customerSaved: kept } }');

    expect(concernsCases({ ...base, property: 'kept' }, portal)).toBe(true);
    expect(concernsCases({ ...base, property: 'customer_saved' }, portal)).toBe(false);
  });
});
