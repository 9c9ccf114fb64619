import { companyFacts, companyOfTicket, linkedCompanies } from '../../src/hubspot/company-facts';
import { ticketProperties } from '../../src/hubspot/perform';
import { resolvePipeline } from '../../src/hubspot/portal-directory';
import { ticketFacts } from '../../src/hubspot/ticket-facts';
import { actorOf, timelineOf } from '../../src/hubspot/timeline-of';
import { readDate } from '../../src/hubspot/values';
import { instantSchema } from '../../src/sop/dates';
import type { TicketChange } from '../../src/sop/decision';
import { APP_ID, CREATED, PORTAL, UPDATED, portalWith, record } from './build';

const PIPELINE = { pipelineId: '800100', openStageIds: ['800101'], closedStageId: '800102', reopenStageId: '800101' };
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

  it('of a value without a history starts with the record (X3)', () => {
    expect(timelineOf(record({ p: 'x' }), 'p', APP_ID, asIs).timeline).toEqual([
      { value: 'x', at: CREATED, by: { kind: 'other', source: 'UNKNOWN' } },
    ]);
  });

  it('reads a value that nobody knows as empty, and says so only of the one that stands (X1)', () => {
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
    ['nobody named', {}, { kind: 'other', source: 'UNKNOWN' }],
  ])('names %s as who made the change', (_who, entry, actor) => {
    expect(actorOf({ value: 'x', timestamp: instantSchema.parse(CREATED), ...entry }, APP_ID)).toEqual(actor);
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
});

describe('an At-Risk ticket', () => {
  it("is read with the portal's own property names and values, a checkbox as well as a radio", () => {
    const portal = portalWith('ticket: { properties: { customerSaved: kept }, determinations: { paidInFull: PAID } }');
    const facts = ticketFacts(
      record(IN_PIPELINE, {
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
      }),
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
    ['paid', { hs_invoice_status: 'paid', hs_balance_due: '12.50' }, false],
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

  it("has a Client Status in the SOP's words, or one that nobody knows (X1)", () => {
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
    const found = { pipelineId: '7', openStageIds: ['11', '12'], closedStageId: '13', reopenStageId: '11' };

    expect(resolvePipeline(pipelines, portalWith('ticket: { openStages: [Open, Waiting] }'))).toEqual(found);
    expect(resolvePipeline(pipelines, portalWith("ticket: { pipeline: '7', openStages: ['11', Waiting] }"))).toEqual(
      found,
    );
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
