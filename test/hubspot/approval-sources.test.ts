import type { AtRiskPipeline } from '../../src/hubspot/portal/portal-directory';
import { ticketFacts } from '../../src/hubspot/records/ticket-facts';
import { invoiceHold } from '../../src/sop/invoice/invoice';
import { FINANCE, company, evidence, ofFinance, settings } from '../sop/build';
import { APP_ID, CREATED, PORTAL, portalWith, record } from './build';

const PIPELINE: AtRiskPipeline = {
  pipelineId: '1',
  openStageIds: ['2'],
  closedStageIds: ['3'],
  closedStageId: '3',
  reopenStageId: '2',
};
const HOUR = 3_600_000;

/** What is missing of a held ticket whose Finance Approval has this source, with Finance's user in the history. */
function missingAfter(sourceType: string, portal = PORTAL): readonly string[] {
  const values = { outstanding_invoice: 'Yes', invoice_determination: 'Paid in full', finance_approval: 'Yes' };
  const histories = Object.fromEntries(
    Object.entries(values).map(([name, value], index) => [
      name,
      [
        {
          value,
          at: CREATED + (index + 1) * HOUR,
          sourceType: name === 'finance_approval' ? sourceType : 'CRM_UI',
          sourceId: `userId:${FINANCE}`,
          updatedByUserId: Number(FINANCE),
        },
      ],
    ]),
  );
  const ticket = record({ hs_pipeline: '1', hs_pipeline_stage: '2', ...values }, histories);
  const facts = ticketFacts(ticket, portal, PIPELINE, [APP_ID], []);
  const held = { ticket: facts, company: company(), evidence: evidence(), approver: ofFinance };
  return invoiceHold(held, settings()).missing.map(({ code }) => code);
}

describe('an approval with a user of Finance in its history', () => {
  it.each(['CRM_UI', 'CRM_UI_BULK_ACTION', 'MOBILE_IOS', 'MOBILE_ANDROID', 'HELP_DESK', 'CONVERSATIONS'])(
    'I3: counts from %s, which people use',
    (source) => {
      expect(missingAfter(source)).toEqual([]);
    },
  );

  it.each([
    ...['IMPORT', 'CLONE_OBJECTS', 'MERGE_OBJECTS', 'RESTORE_OBJECTS', 'PROPERTY_RESTORE', 'HELP_DESK_AI'],
    ...['CUSTOMER_AGENT', 'SALESFORCE', 'BATCH_UPDATE', 'INTEGRATION', 'API', 'AUTOMATION_PLATFORM', 'WORKFLOWS'],
    ...['CALCULATED', 'FORM', 'A_SOURCE_OF_NEXT_YEAR'],
  ])('I3: does not count from %s, which does not prove a person', (source) => {
    expect(missingAfter(source)).toEqual(['financeApproval']);
  });

  it('I3: counts from a source that the portal file adds', () => {
    const portal = portalWith('people: { sources: [SCREEN_OF_OURS] }');
    expect(missingAfter('SCREEN_OF_OURS', portal)).toEqual([]);
    expect(missingAfter('SCREEN_OF_OURS')).toEqual(['financeApproval']);
  });
});
