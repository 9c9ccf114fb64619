import { z } from 'zod';
import type { PortalRecord } from '../../dev/portal/people';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

const LEADER = '7002';
const PORTAL_FILE = `sop: { reminders: { leaderTaskOwner: '${LEADER}' } }`;

const answersSchema = z.object({
  propertiesWithHistory: z.object({ customer_saved: z.array(z.object({ timestamp: z.string() })) }),
});

describe('a case reminds people whose turn it is', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start(PORTAL_FILE);
  });
  afterAll(async () => {
    await world.stop();
  });

  /** The tasks that remind someone, in the order in which they were made. */
  async function reminders({ ticketId }: Played, of: 'owner' | 'leader' | 'finance'): Promise<readonly PortalRecord[]> {
    const all = await world.portal.tasksOn(ticketId);
    return all.filter(({ properties }) => properties['hs_task_body']?.includes(`Reference: X1-remind-${of}-`) === true);
  }
  const statuses = async (client: Played, of: 'owner' | 'leader' | 'finance') =>
    (await reminders(client, of)).map(({ properties }) => properties['hs_task_status']);

  /** Temporal's data is lost; the case is met again, and has a turn. */
  async function startAgain(client: Played): Promise<void> {
    await world.env.client.workflow.getHandle(world.workflowId(client.ticketId)).terminate('data loss');
    await world.signal(client, 'recheck');
    await world.advance(30_000);
  }

  /** Not saved, with nothing else. */
  async function collecting(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.until(client, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    return client;
  }

  it('X1: the owner once, after some business days without an event, until everything is there; also after a loss of all data', async () => {
    const client = await collecting();
    expect((await world.view(client)).decision?.wakeUp?.reason).toContain("remind the ticket's owner");
    expect(await reminders(client, 'owner')).toEqual([]);
    await world.advance(7 * DAY_MS);
    expect(await statuses(client, 'owner')).toEqual(['NOT_STARTED']);
    const [task] = await reminders(client, 'owner');
    expect(task?.properties).toMatchObject({
      hs_task_subject: 'Add what is missing on the At-Risk ticket of Client under test',
      hs_task_body: expect.stringContaining('uploads the written cancellation notice'),
    });

    await startAgain(client);
    await world.advance(DAY_MS);
    expect(await statuses(client, 'owner')).toEqual(['NOT_STARTED']);

    await world.addEvidence(client, await world.dateIn(60));
    await world.untilStatus(client, 'Cancellation in Progress');
    expect(await statuses(client, 'owner')).toEqual(['COMPLETED']);
    await startAgain(client);
    expect(await statuses(client, 'owner')).toEqual(['COMPLETED']);
  });

  it('X1: the owner also where a person has typed the reference of the service into a task', async () => {
    const client = await collecting();
    const read = await world.portal.call(
      'GET',
      `/crm/v3/objects/tickets/${client.ticketId}?propertiesWithHistory=customer_saved`,
    );
    const [answer] = answersSchema.parse(read).propertiesWithHistory.customer_saved;
    const cause = String(Date.parse(answer?.timestamp ?? ''));
    const typed = {
      hs_task_subject: 'Call the client',
      hs_task_body: `<p>Reference: X1-remind-owner-${client.ticketId}-${cause}-abc</p>`,
      hs_task_status: 'NOT_STARTED',
      hs_timestamp: (await world.portal.now()).toISOString(),
    };
    const toTicket = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 230 };
    const associations = [{ to: { id: client.ticketId }, types: [toTicket] }];
    await world.portal.call('POST', '/crm/v3/objects/tasks', { properties: typed, associations }, world.cs.userId);
    await world.advance(7 * DAY_MS);
    const subjects = (await reminders(client, 'owner')).map(({ properties }) => properties['hs_task_subject']);
    expect(subjects).toEqual(['Call the client', 'Add what is missing on the At-Risk ticket of Client under test']);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    expect(await statuses(client, 'owner')).toEqual(['NOT_STARTED', 'COMPLETED']);
  });

  it('X1: a leader once, when the owner has not acted; also after a loss of all data', async () => {
    const client = await collecting();
    await world.advance(7 * DAY_MS);
    expect(await reminders(client, 'leader')).toEqual([]);
    await world.advance(5 * DAY_MS);
    expect((await reminders(client, 'leader')).map(({ properties }) => properties['hs_task_subject'])).toEqual([
      'No progress on the At-Risk ticket of Client under test',
    ]);
    await startAgain(client);
    await world.advance(20 * DAY_MS);
    expect(await statuses(client, 'leader')).toEqual(['NOT_STARTED']);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    expect(await statuses(client, 'leader')).toEqual(['COMPLETED']);
    expect(await statuses(client, 'owner')).toEqual(['COMPLETED']);
  });

  it('I1: Finance once, as soon as an invoice holds the ticket, until Finance acts; also after a loss of all data', async () => {
    const client = await world.client();
    await world.cs.addInvoice(client.companyId, 'INV-1', '1250.00');
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'the invoice', (view) => waitsFor(view).includes('financeApproval'));
    await world.advance(10_000);
    const [task] = await reminders(client, 'finance');
    expect(task?.properties).toMatchObject({
      hs_task_subject: 'Finance: outstanding invoice of Client under test',
      hs_task_body: expect.stringContaining('(1,250.00 due)'),
    });
    await startAgain(client);
    expect(await statuses(client, 'finance')).toEqual(['NOT_STARTED']);

    await world.set(client, world.finance, { invoice_determination: 'Paid in full' }, 'invoiceDetermination');
    await world.advance(10_000);
    expect((await reminders(client, 'finance'))[0]?.properties['hs_task_body']).toContain(
      'sets Finance Approval to Yes, if',
    );
    await world.set(client, world.finance, { finance_approval: 'Yes' }, 'financeApproval');
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    expect(await statuses(client, 'finance')).toEqual(['COMPLETED']);
    await startAgain(client);
    expect(await statuses(client, 'finance')).toEqual(['COMPLETED']);
  });
});
