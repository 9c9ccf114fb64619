import type { HubSpotEvent } from '../../src/hubspot';
import { eventsBesides, noticesOfEvents } from '../../src/intake/events';
import type { Notice } from '../../src/intake/notices';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { PORTAL, portalWith } from '../hubspot/build';
import { startWorld, type World } from '../hubspot/world';

const EVENT: HubSpotEvent = {
  eventId: '1',
  portalId: '4242001',
  objectType: 'ticket',
  objectId: '101',
  change: 'property',
  occurredAt: 1_768_903_200_000,
  own: false,
};
const inPipeline = (value: string): HubSpotEvent => ({ ...EVENT, property: 'hs_pipeline', value });

describe('what events say of tickets', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  const eventsOf = (...events: readonly HubSpotEvent[]): Promise<readonly Notice[]> =>
    noticesOfEvents(events, world.hubspot, PORTAL);

  it.each([
    ['the At-Risk one', '800100', true],
    ['that of support tickets, of which the form must be asked (C3)', '800200', undefined],
    ['another one', '800900', false],
  ])('a pipeline that an event names is %s', async (_which, pipeline, inAtRiskPipeline) => {
    expect(await eventsOf(inPipeline(pipeline))).toMatchObject([{ ticketId: '101', inAtRiskPipeline }]);
  });

  it('a change of stage carries its time, so that the case does not mistake an older state for it (X1)', async () => {
    const [event] = await eventsOf({ ...EVENT, property: 'hs_pipeline_stage', value: '800102' });

    expect(event).toMatchObject({ signal: 'recheck', payload: { ticketAt: EVENT.occurredAt } });
  });

  it.each([
    ['deleted', ['deleted'], true],
    ['restored after it was deleted', ['deleted', 'restored'], false],
    ['deleted again', ['restored', 'deleted'], true],
    ['changed', ['property'], undefined],
  ] as const)('says of a ticket that it was %s (X1)', async (_what, changes, deleted) => {
    const events = changes.map((change, index) => ({ ...EVENT, change, occurredAt: EVENT.occurredAt + index }));
    const [event] = await eventsOf(...[...events].reverse());

    expect(event?.payload.deleted).toBe(deleted);
  });

  it('says nothing of a ticket whose note was deleted (X1)', async () => {
    const association = { fromType: 'note', fromId: '7', toType: 'ticket', toId: '101', removed: true } as const;
    const deleted: HubSpotEvent = { ...EVENT, objectType: 'note', objectId: '7', change: 'deleted' };
    const joined: HubSpotEvent = { ...deleted, change: 'association', association };

    for (const { payload } of await eventsOf(joined, deleted)) expect(payload.deleted).toBeUndefined();
  });

  it('a portal without support tickets has At-Risk tickets all the same (C3)', async () => {
    const portal = portalWith('supportRequests: { pipeline: Nowhere }');
    const event = await noticesOfEvents([inPipeline('800200')], world.gateway({ portal }), portal);

    expect(event).toMatchObject([{ inAtRiskPipeline: false }]);
  });

  it('two tickets that are associated both get the event (C3)', async () => {
    const association = { fromType: 'ticket', fromId: '101', toType: 'ticket', toId: '102', removed: false } as const;
    const event = await eventsOf({ ...EVENT, change: 'association', association });

    expect(event.map(({ ticketId, signal }) => [ticketId, signal])).toEqual([
      ['101', 'recheck'],
      ['102', 'recheck'],
    ]);
  });
});

describe('what is left of a request when the running cases of the tickets that it names were signalled', () => {
  const signalled = new Set([ticketIdSchema.parse('101')]);
  const other = { ...EVENT, objectId: '102' };
  const note = { ...EVENT, objectType: 'note', objectId: '7' } as const;
  const joined = (fromType: 'note' | 'ticket', fromId: string, toId: string): HubSpotEvent => ({
    ...EVENT,
    objectType: fromType,
    objectId: fromId,
    change: 'association',
    association: { fromType, fromId, toType: 'ticket', toId, removed: false },
  });

  it.each<[string, readonly HubSpotEvent[], readonly number[]]>([
    ['nothing of those tickets', [EVENT, EVENT], []],
    ['events of other tickets', [EVENT, other], [1]],
    ['a record whose tickets only HubSpot knows', [EVENT, note], [1]],
    ['nothing of a note that another event associates with such a ticket', [note, joined('note', '7', '101')], []],
    ['an event that associates a note with another ticket', [joined('note', '7', '102')], [0]],
    ['two tickets that are joined, of which one has no running case', [joined('ticket', '101', '102')], [0]],
  ])('X1: %s', (_what, events, left) => {
    expect(eventsBesides(events, signalled)).toEqual(left.map((place) => events[place]));
  });
});
