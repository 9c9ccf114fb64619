import fc from 'fast-check';
import { pipelinesSchema, type HubSpotRecord } from '../../src/hubspot/client/answers';
import { resolvePipeline } from '../../src/hubspot/portal/portal-directory';
import { readDate, readInstant } from '../../src/hubspot/portal/values';
import { companyFacts, companyOfTicket, linkedCompanies } from '../../src/hubspot/records/company-facts';
import { ticketFacts } from '../../src/hubspot/records/ticket-facts';
import { actorOf, timelineOf } from '../../src/hubspot/records/timeline-of';
import { ticketProperties } from '../../src/hubspot/write/perform';
import type { TicketChange } from '../../src/sop/decision/decision';
import { instantSchema } from '../../src/sop/vocabulary/dates';
import { given, givenByPerson } from '../../src/sop/vocabulary/timeline';
import { APP_ID, CREATED, PORTAL, UPDATED, portalWith, record, type History } from './build';

const PIPELINE = {
  pipelineId: '800100',
  openStageIds: ['800101'],
  closedStageIds: ['800102', '800103'],
  closedStageId: '800102',
  reopenStageId: '800101',
};
const IN_PIPELINE = { hs_pipeline: '800100', hs_pipeline_stage: '800101' };
const asIs = (value: string): string => value;

describe('a property history as a timeline', () => {
  it('has the newest change first, however HubSpot sorted it, and null where the property was cleared', () => {
    const read = timelineOf(
      record(
        { p: '' },
        {
          p: [
            { value: 'a', at: 1 },
            { value: '', at: 3 },
            { value: 'b', at: 2 },
          ],
        },
      ),
      'p',
      APP_ID,
      asIs,
    );

    expect(read.timeline.map(({ value, at }) => [value, at])).toEqual([
      [null, 3],
      ['b', 2],
      ['a', 1],
    ]);
    expect(read.unknown).toBe(false);
  });

  it('of a property that was never set is empty', () => {
    expect(timelineOf(record({ p: null }), 'p', APP_ID, asIs)).toEqual({ timeline: [], unknown: false });
    expect(timelineOf(record({}), 'p', APP_ID, asIs)).toEqual({ timeline: [], unknown: false });
  });

  it('of a property that is called like what every object has is its own alone', () => {
    const read = (given: HubSpotRecord) => timelineOf(given, 'constructor', APP_ID, asIs).timeline;

    expect(read(record({ p: 'x' }, { p: [{ value: 'x', at: 1 }] }))).toEqual([]);
    expect(read(record({ constructor: 'x' })).map(({ value }) => value)).toEqual(['x']);
    const portal = portalWith('ticket: { properties: { customerSaved: constructor } }');
    expect(ticketFacts(record(IN_PIPELINE), portal, PIPELINE, APP_ID, []).customerSaved).toEqual([]);
  });

  it('of a value without a history starts with the record (X3)', () => {
    expect(timelineOf(record({ p: 'x' }), 'p', APP_ID, asIs).timeline).toEqual([
      { value: 'x', at: CREATED, by: { kind: 'other', source: 'UNKNOWN' } },
    ]);
  });

  it('reads an unknown value as empty, and reports only the current one (X1)', () => {
    const parse = (value: string): string | undefined => (value === 'Yes' ? value : undefined);
    const known = record(
      {},
      {
        p: [
          { value: 'Yes', at: 2 },
          { value: 'Perhaps', at: 1 },
        ],
      },
    );
    const unknown = record(
      {},
      {
        p: [
          { value: 'Perhaps', at: 2 },
          { value: 'Yes', at: 1 },
        ],
      },
    );

    expect(timelineOf(known, 'p', APP_ID, parse)).toMatchObject({
      unknown: false,
      timeline: [{ value: 'Yes' }, { value: null }],
    });
    expect(timelineOf(unknown, 'p', APP_ID, parse)).toMatchObject({
      unknown: true,
      timeline: [{ value: null }, { value: 'Yes' }],
    });
  });

  it.each([
    ['our own app', { sourceType: 'INTEGRATION', sourceId: APP_ID }, { kind: 'service' }],
    ['another app', { sourceType: 'INTEGRATION', sourceId: '42' }, { kind: 'other', source: 'INTEGRATION' }],
    [
      'another app in the name of a person (I3)',
      { sourceType: 'INTEGRATION', sourceId: '42', updatedByUserId: 5003 },
      { kind: 'other', source: 'INTEGRATION' },
    ],
    [
      'a HubSpot workflow made by a person (I3)',
      { sourceType: 'AUTOMATION_PLATFORM', sourceId: 'x', updatedByUserId: 5003 },
      { kind: 'other', source: 'AUTOMATION_PLATFORM' },
    ],
    ['a person', { sourceType: 'CRM_UI', updatedByUserId: 5003 }, { kind: 'person', userId: '5003' }],
    [
      'a person on the telephone',
      { sourceType: 'MOBILE_IOS', sourceId: 'userId:5003' },
      { kind: 'person', userId: '5003' },
    ],
    ['an import', { sourceType: 'IMPORT', sourceId: '9' }, { kind: 'other', source: 'IMPORT' }],
    ['a person without a name', { sourceType: 'CRM_UI' }, { kind: 'other', source: 'CRM_UI' }],
    ['nobody named', {}, { kind: 'other', source: 'UNKNOWN' }],
  ])('names %s as who made the change', (_who, entry, actor) => {
    expect(actorOf({ value: 'x', timestamp: instantSchema.parse(CREATED), ...entry }, APP_ID)).toEqual(actor);
  });

  it.each(['CRM_UI', 'CRM_UI_BULK_ACTION', 'MOBILE_IOS', 'MOBILE_ANDROID', 'HELP_DESK', 'CONVERSATIONS'])(
    'X1: counts a change by %s as a person’s',
    (sourceType) => {
      const entry = { value: 'x', timestamp: instantSchema.parse(CREATED), sourceType, updatedByUserId: 5003 };

      expect(actorOf(entry, APP_ID)).toEqual({ kind: 'person', userId: '5003' });
    },
  );

  it.each([
    'AUTOMATION_PLATFORM',
    'WORKFLOWS',
    'BATCH_UPDATE',
    'IMPORT',
    'CLONE_OBJECTS',
    'MERGE_OBJECTS',
    'RESTORE_OBJECTS',
    'PROPERTY_RESTORE',
    'HELP_DESK_AI',
    'CUSTOMER_AGENT',
    'SALESFORCE',
    'API',
    'A_SOURCE_OF_TOMORROW',
  ])('X1: does not count a change by %s as a person’s, whatever user it names', (source) => {
    const by = { sourceType: source, sourceId: 'userId:5003', updatedByUserId: 5003 };
    const entry = { value: 'x', timestamp: instantSchema.parse(CREATED), ...by };

    expect(actorOf(entry, APP_ID)).toEqual({ kind: 'other', source });
  });
});

describe("X1: HubSpot's current value", () => {
  const values = fc.constantFrom('', 'Yes', 'No', 'Perhaps');
  const entry = fc.record({
    value: values,
    at: fc.integer({ min: 1, max: 6 }),
    sourceType: fc.constantFrom('CRM_UI', 'MERGE_OBJECTS', 'IMPORT', 'INTEGRATION', 'OF_TOMORROW'),
    sourceId: fc.constantFrom(APP_ID, '42', 'userId:5001'),
  });
  const parse = (value: string): 'Yes' | 'No' | undefined => (value === 'Yes' || value === 'No' ? value : undefined);
  const change = ({ value, at }: { readonly value: string; readonly at: number }): string =>
    `${parse(value) ?? ''}@${String(at)}`;

  it('is the first of the timeline, whatever the histories of two records say; the rest is history', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), values, (history, current) => {
        const { timeline, unknown } = timelineOf(record({ p: current }, { p: history }), 'p', APP_ID, parse);

        expect(timeline[0]?.value ?? null).toBe(parse(current) ?? null);
        expect(unknown).toBe(current === 'Perhaps');
        expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).sort((a, b) => b - a));
        const known = history.map(change);
        const isKnown = timeline.map(({ value, at }) => known.includes(`${value ?? ''}@${String(at)}`));
        // Only the current value itself may be one that no change gave, and only where none did.
        const wasGiven = history.some(({ value }) => value === current);
        expect(isKnown.slice(1)).not.toContain(false);
        expect(wasGiven && isKnown[0] === false).toBe(false);
      }),
    );
  });

  it('leaves a history that does not contradict it as it is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ at }) => at, minLength: 1 }), (history) => {
        const newest = [...history].sort((a, b) => b.at - a.at);
        const { timeline } = timelineOf(record({ p: newest[0]?.value ?? '' }, { p: history }), 'p', APP_ID, parse);

        expect(timeline.map(({ value, at }) => [value, at])).toEqual(
          newest.map(({ value, at }) => [parse(value) ?? null, at]),
        );
      }),
    );
  });

  it('counts from the change that set it, and what a merged record had later is left out', () => {
    const history: readonly History[] = [
      { value: 'No', at: 30, updatedByUserId: 5002 },
      { value: 'Yes', at: 20, updatedByUserId: 5001 },
      { value: '', at: 10 },
    ];

    expect(timelineOf(record({ p: 'Yes' }, { p: history }), 'p', APP_ID, parse).timeline).toMatchObject([
      { value: 'Yes', at: 20, by: { kind: 'person', userId: '5001' } },
      { value: null, at: 10 },
    ]);
  });

  it('that was cleared is empty, though the history of a merged record ends with a value', () => {
    const history: readonly History[] = [
      { value: 'Yes', at: 30 },
      { value: '', at: 20 },
      { value: 'No', at: 10 },
    ];

    expect(
      timelineOf(record({ p: null }, { p: history }), 'p', APP_ID, parse).timeline.map(({ value }) => value),
    ).toEqual([null, 'No']);
  });

  it('of a day counts as the same, however an older history writes the day', () => {
    const history: readonly History[] = [{ value: '1798070400000', at: 10, updatedByUserId: 5001 }];

    expect(timelineOf(record({ p: '2026-12-24' }, { p: history }), 'p', APP_ID, readDate).timeline).toMatchObject([
      { value: '2026-12-24', at: 10, by: { kind: 'person' } },
    ]);
  });

  it('that no change set has no author, and is no older than the history', () => {
    expect(
      timelineOf(record({ p: 'Yes' }, { p: [{ value: 'No', at: 20 }] }), 'p', APP_ID, parse).timeline,
    ).toMatchObject([
      { value: 'Yes', at: 20, by: { kind: 'other', source: 'UNKNOWN' } },
      { value: 'No', at: 20 },
    ]);
  });
});

describe('X1: a value that was brought', () => {
  const YEARS_LATER = CREATED + 1_000 * 24 * 60 * 60 * 1000;

  function facts(
    history: readonly History[],
    stage: readonly History[] = [{ value: '800101', at: CREATED }],
    portal = PORTAL,
  ) {
    const newest = [...history].sort((a, b) => b.at - a.at)[0];
    return ticketFacts(
      record(
        { ...IN_PIPELINE, customer_saved: newest?.value ?? null },
        { hs_pipeline_stage: stage, customer_saved: history },
      ),
      portal,
      PIPELINE,
      APP_ID,
      [],
    ).customerSaved;
  }

  it.each([
    ['MERGE_OBJECTS', 'merge'],
    ['MERGE_REVERT_OBJECTS', 'merge'],
    ['CLONE_OBJECTS', 'clone'],
    ['RESTORE_OBJECTS', 'restore'],
    ['RECYCLING_BIN', 'restore'],
    ['PROPERTY_RESTORE', 'restore'],
    ['PROPERTY_DEFAULT_VALUE', 'default'],
    ['DEFAULT', 'default'],
  ])('by %s has no author, and says that it came by a %s', (sourceType, brought) => {
    const timeline = facts([{ value: 'Yes', at: YEARS_LATER, sourceType, updatedByUserId: 5001 }]);

    expect(timeline).toMatchObject([{ value: 'Yes', brought }]);
    expect(given(timeline)).toBeUndefined();
  });

  it.each(['IMPORT', 'MIGRATION', 'SALESFORCE', 'INTEGRATIONS_SYNC', 'PORTAL_OBJECT_SYNC'])(
    'by %s has no author where it created the ticket, and is an automation’s where the ticket existed',
    (sourceType) => {
      const created = facts(
        [{ value: 'Yes', at: CREATED + 900, sourceType }],
        [{ value: '800101', at: CREATED, sourceType }],
      );
      const changed = facts([{ value: 'Yes', at: YEARS_LATER, sourceType }]);

      expect(created).toMatchObject([{ brought: 'import' }]);
      expect(given(changed)).toMatchObject({ value: 'Yes', by: { kind: 'other', source: sourceType } });
    },
  );

  it('X1: by an import is an automation’s where a person had created the ticket just before', () => {
    const imported = { sourceType: 'IMPORT', sourceId: '9' };
    const stage = [{ value: '800101', at: CREATED, sourceType: 'CRM_UI', updatedByUserId: 5001 }];
    const timeline = facts([{ value: 'Yes', at: CREATED + 8_000, ...imported }], stage);

    expect(given(timeline)).toMatchObject({ value: 'Yes', by: { kind: 'other', source: 'IMPORT' } });
  });

  it('by an import counts as such also where it gave the ticket an older date of creation than its own', () => {
    const imported = { sourceType: 'IMPORT', sourceId: '9' };
    const stage = [{ value: '800101', at: YEARS_LATER, ...imported }];

    expect(facts([{ value: 'Yes', at: YEARS_LATER + 5, ...imported }], stage)).toMatchObject([{ brought: 'import' }]);
    expect(facts([{ value: 'Yes', at: YEARS_LATER + 500_000, ...imported }], stage)).not.toMatchObject([
      { brought: 'import' },
    ]);
  });

  it('becomes the answer of the person who sets it again, from then on, also without clearing it first', () => {
    const timeline = facts([
      { value: 'Yes', at: CREATED, sourceType: 'CLONE_OBJECTS' },
      { value: 'Yes', at: YEARS_LATER, updatedByUserId: 5001 },
    ]);

    expect(givenByPerson(timeline)).toEqual({
      value: 'Yes',
      since: YEARS_LATER,
      by: { kind: 'person', userId: '5001' },
    });
  });

  it('back by a restoration stays the answer of whoever gave it before', () => {
    const timeline = facts([
      { value: 'Yes', at: CREATED + 1, updatedByUserId: 5001 },
      { value: 'Yes', at: YEARS_LATER, sourceType: 'RESTORE_OBJECTS', updatedByUserId: 5002 },
    ]);

    expect(given(timeline)).toMatchObject({ since: CREATED + 1, by: { userId: '5001' } });
  });

  it('is none that a person or an automation chose when creating the ticket', () => {
    expect(given(facts([{ value: 'Yes', at: CREATED, updatedByUserId: 5001 }]))).toMatchObject({ value: 'Yes' });
    expect(given(facts([{ value: 'Yes', at: CREATED, sourceType: 'INTEGRATION' }]))).toMatchObject({ value: 'Yes' });
  });

  it('by a source that the portal names counts as a person’s (a setting)', () => {
    const portal = portalWith('people: { sources: [WORK_UI] }');
    const history = [{ value: 'Yes', at: YEARS_LATER, sourceType: 'WORK_UI', updatedByUserId: 5001 }];

    expect(givenByPerson(facts(history))).toBeUndefined();
    expect(givenByPerson(facts(history, undefined, portal))).toMatchObject({ by: { userId: '5001' } });
  });

  it('is the Client Status with which a company was created, whoever created it; later ones are not', () => {
    const status = (at: number) =>
      companyFacts(
        record({ client_status: 'At-Risk' }, { client_status: [{ value: 'At-Risk', at, updatedByUserId: 5001 }] }),
        [],
        PORTAL,
        APP_ID,
        [],
      );

    expect(status(CREATED + 900)).toMatchObject({ clientStatus: [{ value: 'At-Risk', brought: 'creation' }] });
    expect(status(YEARS_LATER)).toMatchObject({ clientStatus: [{ by: { kind: 'person' } }] });
    expect(status(YEARS_LATER)).not.toMatchObject({ clientStatus: [{ brought: 'creation' }] });
  });

  describe('by a single checkbox that nobody ticked', () => {
    const LATER = CREATED + 500_000;
    const PERSON = { updatedByUserId: 5001 };
    it.each([
      ['unticked when a person created the ticket', [{ value: 'false', at: CREATED + 10, ...PERSON }], undefined],
      ['unticked by its default', [{ value: 'false', at: LATER, sourceType: 'PROPERTY_DEFAULT_VALUE' }], undefined],
      [
        'unticked by an automation, from the start',
        [{ value: 'false', at: LATER, sourceType: 'WORKFLOWS' }],
        undefined,
      ],
      [
        'unticked, then empty',
        [
          { value: 'false', at: CREATED },
          { value: '', at: LATER, ...PERSON },
        ],
        undefined,
      ],
      ['set to No by a person', [{ value: 'false', at: LATER, ...PERSON }], 'No'],
      [
        'ticked',
        [
          { value: 'false', at: CREATED },
          { value: 'true', at: LATER, ...PERSON },
        ],
        'Yes',
      ],
      [
        'ticked and unticked again',
        [
          { value: 'false', at: CREATED },
          { value: 'true', at: LATER, ...PERSON },
          { value: 'false', at: LATER + 9, ...PERSON },
        ],
        'No',
      ],
      ['answered No from a list', [{ value: 'No', at: CREATED, ...PERSON }], 'No'],
    ] as const)('%s: the answer is as it should be', (_what, history, answer) => {
      expect(given(facts(history))?.value).toBe(answer);
    });

    it('says nothing where HubSpot has no history of it either', () => {
      const unticked = record({ ...IN_PIPELINE, customer_saved: 'false' });

      expect(ticketFacts(unticked, PORTAL, PIPELINE, APP_ID, []).customerSaved).toEqual([]);
    });
  });
});

describe('a date property', () => {
  it.each([
    ['2026-12-24', '2026-12-24'],
    ['1798070400000', '2026-12-24'],
    ['2026-12-24T00:00:00Z', '2026-12-24'],
    ['2026-12-24T00:00:00.000Z', '2026-12-24'],
    ['2026-02-30', undefined],
    ['24.12.2026', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%p is the calendar day %p', (value, day) => {
    expect(readDate(value)).toBe(day);
  });

  it.each([
    ['1767225600000', 1_767_225_600_000],
    ['2026-01-01T00:00:00.000Z', 1_767_225_600_000],
    ['2026-01-01T01:00:00+01:00', 1_767_225_600_000],
    ...['', '1 ', '2026', 'Jan 1', '2026-01-01T00:00', '1900-01-01T00:00:00Z', '٣', 'x(2026)'].map(
      (value): [string, undefined] => [value, undefined],
    ),
  ])('that is an instant is read as such, and no other text is: %j', (value, at) => {
    expect(readInstant(value)).toBe(at);
  });
});

describe('an At-Risk ticket', () => {
  it("is read with the portal's own property names and values, a checkbox as well as a radio", () => {
    const portal = portalWith('ticket: { properties: { customerSaved: kept }, determinations: { paidInFull: PAID } }');
    const facts = ticketFacts(
      record(
        { ...IN_PIPELINE, hs_pipeline_stage: '800102' },
        {
          hs_pipeline_stage: [
            { value: '800102', at: 9 },
            { value: '800101', at: 1 },
          ],
          kept: [{ value: 'true', at: 2 }],
          cancellation_approval: [{ value: 'No', at: 3 }],
          rcm_cancellation_date: [{ value: '2026-12-24', at: 4 }],
          outstanding_invoice: [{ value: 'false', at: 5 }],
          invoice_determination: [{ value: 'PAID', at: 6 }],
          finance_approval: [{ value: 'Yes', at: 7 }],
        },
      ),
      portal,
      PIPELINE,
      APP_ID,
      [],
    );

    expect(facts).toMatchObject({
      id: '101',
      inAtRiskPipeline: true,
      createdAt: CREATED,
      changedAt: UPDATED,
      unknownValues: [],
      stage: [{ value: 'closed' }, { value: 'open' }],
      customerSaved: [{ value: 'Yes' }],
      cancellationApproval: [{ value: 'No' }],
      rcmCancellationDate: [{ value: '2026-12-24' }],
      outstandingInvoice: [{ value: 'No' }],
      invoiceDetermination: [{ value: 'Paid in full' }],
      financeApproval: [{ value: 'Yes' }],
    });
  });

  it("is as new as its newest history, should HubSpot's own instant lag", () => {
    const facts = ticketFacts(
      record(IN_PIPELINE, { customer_saved: [{ value: 'Yes', at: UPDATED + 5 }] }),
      PORTAL,
      PIPELINE,
      APP_ID,
      [],
    );

    expect(facts.changedAt).toBe(UPDATED + 5);
  });

  it('names the properties whose value is not known, a stage among them (X1)', () => {
    const facts = ticketFacts(
      record(
        { hs_pipeline: '800100' },
        {
          hs_pipeline_stage: [{ value: '800177', at: 1 }],
          customer_saved: [{ value: 'Perhaps', at: 1 }],
          rcm_cancellation_date: [{ value: 'soon', at: 1 }],
        },
      ),
      PORTAL,
      PIPELINE,
      APP_ID,
      [],
    );

    expect(facts.unknownValues).toEqual(['hs_pipeline_stage', 'customer_saved', 'rcm_cancellation_date']);
  });

  it('X1: is closed in any closed stage, and a stage of its past that is gone says nothing', () => {
    const facts = ticketFacts(
      record(
        { ...IN_PIPELINE, hs_pipeline_stage: '800103' },
        {
          hs_pipeline_stage: [
            { value: '800103', at: 9 },
            { value: '800177', at: 5 },
            { value: '800101', at: 1 },
          ],
        },
      ),
      PORTAL,
      PIPELINE,
      APP_ID,
      [],
    );

    expect(facts).toMatchObject({
      stage: [{ value: 'closed' }, { value: null }, { value: 'open' }],
      unknownValues: [],
    });
  });

  it('in another pipeline is none, and its stage is not ours to know', () => {
    const facts = ticketFacts(
      record({ hs_pipeline: '1' }, { hs_pipeline_stage: [{ value: '5', at: 1 }] }),
      PORTAL,
      PIPELINE,
      APP_ID,
      [],
    );

    expect(facts).toMatchObject({ inAtRiskPipeline: false, unknownValues: [] });
  });
});

describe('the company of a ticket', () => {
  const primary = (id: string) => ({ id, type: 'ticket_to_company' });
  const other = (id: string) => ({ id, type: 'ticket_to_company_unlabeled' });

  it.each([
    ['none', [], { kind: 'none' }],
    ['the primary one, which HubSpot lists twice', [other('1'), primary('1')], { kind: 'one', id: '1' }],
    ['the primary one among several', [other('1'), other('2'), primary('2')], { kind: 'one', id: '2' }],
    ['the only one, primary or not', [other('1')], { kind: 'one', id: '1' }],
    ['several without a primary one (X1)', [other('1'), other('2'), other('3')], { kind: 'several', count: 3 }],
    [
      'a labelled one, listed once for each label',
      [other('1'), { id: '1', type: 'billing' }],
      { kind: 'one', id: '1' },
    ],
  ])('is %s', (_what, results, company) => {
    expect(companyOfTicket(linkedCompanies({ results }))).toEqual(company);
  });

  it('is none when the answer has no companies at all', () => {
    expect(companyOfTicket(linkedCompanies(undefined))).toEqual({ kind: 'none' });
  });

  it.each([
    ['open with a balance', { hs_invoice_status: 'open', hs_balance_due: '12.50' }, true],
    ['open with a balance of nothing', { hs_invoice_status: 'open', hs_balance_due: '0.00' }, false],
    ['open with a balance that cannot be read', { hs_invoice_status: 'open', hs_balance_due: null }, true],
    ['paid', { hs_invoice_status: 'paid', hs_balance_due: '0' }, false],
    ['paid with a balance that cannot be read', { hs_invoice_status: 'paid', hs_balance_due: null }, false],
    ['set to paid with its balance left', { hs_invoice_status: 'paid', hs_balance_due: '12.50' }, true],
    ['a draft', { hs_invoice_status: 'draft', hs_balance_due: '12.50' }, false],
    ['voided', { hs_invoice_status: 'VOIDED', hs_balance_due: '12.50' }, false],
  ])('has an outstanding invoice when it is %s: %p is %p (I2)', (_what, properties, outstanding) => {
    const facts = companyFacts(record({}), [record(properties)], PORTAL, APP_ID, []);

    expect(facts).toMatchObject({ outstandingInvoices: outstanding ? [{ id: '101' }] : [] });
  });

  it('has an invoice that changed when its status or balance last did (I3)', () => {
    const invoice = record(
      { hs_invoice_status: 'open', hs_balance_due: '5' },
      {
        hs_invoice_status: [{ value: 'open', at: 10 }],
        hs_balance_due: [
          { value: '5', at: 30 },
          { value: '9', at: 20 },
        ],
      },
    );

    expect(companyFacts(record({}), [invoice], PORTAL, APP_ID, [])).toMatchObject({
      outstandingInvoices: [{ changedAt: 30 }],
    });
  });

  it("has a Client Status in the SOP's words, or an unknown one (X1)", () => {
    const portal = portalWith('company: { statuses: { Cancelled: lost } }');
    const facts = (value: string) =>
      companyFacts(record({ client_status: value }, { client_status: [{ value, at: 1 }] }), [], portal, APP_ID, []);

    expect(facts('lost')).toMatchObject({ clientStatus: [{ value: 'Cancelled' }], unknownStatus: false });
    expect(facts('Cancelled')).toMatchObject({ clientStatus: [{ value: null }], unknownStatus: true });
  });
});

describe('a wanted change of a ticket', () => {
  const all: TicketChange = {
    stage: 'closed',
    customerSaved: 'Yes',
    cancellationApproval: 'No',
    rcmCancellationDate: null,
    invoiceDetermination: 'Sent to collections',
    financeApproval: null,
  };

  it("is written with the portal's names and values; null clears", () => {
    expect(ticketProperties(all, PORTAL, PIPELINE)).toEqual({
      hs_pipeline_stage: '800102',
      customer_saved: 'Yes',
      cancellation_approval: 'No',
      rcm_cancellation_date: '',
      invoice_determination: 'Sent to collections',
      finance_approval: '',
    });
  });

  it('is true or false where the portal has a single checkbox', () => {
    const portal = portalWith("ticket: { checkboxes: [customerSaved], write: { 'no': NO } }");

    expect(ticketProperties({ customerSaved: 'No', cancellationApproval: 'No' }, portal, PIPELINE)).toEqual({
      customer_saved: 'false',
      cancellation_approval: 'NO',
    });
  });

  it('holds nothing that was not wanted', () => {
    expect(ticketProperties({ stage: 'open' }, PORTAL, PIPELINE)).toEqual({ hs_pipeline_stage: '800101' });
  });
});

describe('the At-Risk pipeline', () => {
  const stages = [
    { id: '11', label: 'Open' },
    { id: '12', label: 'Waiting' },
    { id: '13', label: 'Closed' },
  ];
  const pipelines = [
    { id: '0', label: 'Support', stages: [] },
    { id: '7', label: 'At-Risk', stages },
  ];

  it('is found by label or by id', () => {
    const found = {
      pipelineId: '7',
      openStageIds: ['11', '12'],
      closedStageIds: ['13'],
      closedStageId: '13',
      reopenStageId: '11',
    };

    expect(resolvePipeline(pipelines, portalWith('ticket: { openStages: [Open, Waiting] }'))).toEqual(found);
    expect(resolvePipeline(pipelines, portalWith("ticket: { pipeline: '7', openStages: ['11', Waiting] }"))).toEqual(
      found,
    );
  });

  it("X1: HubSpot's own metadata says which further stages are open and which are closed", () => {
    const withMetadata = [
      { ...stages[0], metadata: { ticketState: 'OPEN', isClosed: 'false' } },
      // The portal file's word for the stages that the service sets.
      { ...stages[2], metadata: { ticketState: 'OPEN' } },
      { id: '14', label: 'Closed - lost', metadata: { ticketState: 'CLOSED', isClosed: 'true' } },
      { id: '15', label: 'Waiting for Finance', metadata: { ticketState: 'OPEN', isClosed: 'false' } },
      { id: '16', label: 'Closed - won', metadata: { isClosed: 'true' } },
      { id: '17', label: 'Nobody knows' },
      { id: '18', label: 'Nor this', metadata: null },
    ];
    const portal = pipelinesSchema.parse({ results: [{ id: '7', label: 'At-Risk', stages: withMetadata }] });

    expect(resolvePipeline(portal.results, PORTAL)).toEqual({
      pipelineId: '7',
      openStageIds: ['11', '15'],
      closedStageIds: ['13', '14', '16'],
      closedStageId: '13',
      reopenStageId: '11',
    });
  });

  it.each([
    ['ticket: { pipeline: Churn }', 'The portal does not have a ticket pipeline "Churn" (it has: Support, At-Risk).'],
    [
      'ticket: { closedStage: Done }',
      'The portal does not have a stage "Done" in its pipeline At-Risk (it has: Open, Waiting, Closed).',
    ],
  ])('that does not fit the portal file is said in one sentence: %s', (yaml, sentence) => {
    expect(() => resolvePipeline(pipelines, portalWith(yaml))).toThrow(sentence);
  });
});
