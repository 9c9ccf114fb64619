import { z } from 'zod';
import { SUPPORT_PIPELINE } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { supportRequestWorkflowId } from '../../src/contract/names';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { historyText } from './history-text';
import { StackWorld, type Played } from './stack-world';

const EXPLANATION = 'The practice manager asked for another month.';
const SEEN_WITHIN_MS = 50_000;

describe('a support ticket, from its webhook to its closing', () => {
  let world: StackWorld;
  let client: Played;

  beforeAll(async () => {
    world = await StackWorld.start();
    client = await world.open();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.cs.addEtfNote(client.ticketId);
    const properties = { rcm_cancellation_date: await world.dateIn(10), cancellation_approval: 'Yes' };
    await world.cs.setOnTicket(client.ticketId, properties);
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.waitsFor(client, 'cancellationDay');
  });

  afterAll(async () => {
    await world.stop();
  });

  const handleOf = (id: string) =>
    world.temporal.workflow.getHandle(supportRequestWorkflowId(world.stack.portalId, ticketIdSchema.parse(id)));

  const untilProperty = (id: string, property: string, value: string): Promise<true> =>
    until(async () => (await world.portal.get('tickets', id, [property])).properties[property] === value || undefined, {
      what: `${property} to be ${value}`,
      withinMs: SEEN_WITHIN_MS,
    });

  it('C3: says in Temporal and on the ticket what is missing, and is applied when it is filled in', async () => {
    const date = await world.dateIn(20);
    const id = await world.cs.openSupportTicket(
      { requested_change: 'Change RCM Cancellation Date' },
      { ticketId: client.ticketId },
    );
    await until(async () => (await world.portal.notesOn(id)).length === 1 || undefined, {
      what: 'the note on the support ticket',
      withinMs: SEEN_WITHIN_MS,
    });
    const metadata = await handleOf(id).query('__temporal_workflow_metadata');
    expect(z.object({ currentDetails: z.string() }).parse(metadata).currentDetails).toMatch(
      /cannot be applied yet\*\*[^]+- date: enter the Requested[^]+- explanation: fill in/,
    );

    await world.cs.setOnTicket(id, { requested_rcm_cancellation_date: date, change_explanation: EXPLANATION });
    await untilProperty(id, 'hs_pipeline_stage', SUPPORT_PIPELINE.closed);
    await untilProperty(client.ticketId, 'rcm_cancellation_date', date);
    expect(await handleOf(id).result()).toBe('carriedOut');
    expect((await world.portal.notesOn(client.ticketId)).at(-1)).toContain(EXPLANATION);
    expect(await historyText(handleOf(id))).not.toContain('practice manager');
  });

  it('C3: rescinds a cancellation that is found through the company, with the case running', async () => {
    const properties = { requested_change: 'Rescind cancellation', change_explanation: EXPLANATION };
    const id = await world.cs.openSupportTicket(properties, { companyId: client.companyId });
    await world.untilStatus(client, 'Monitor for 30 days');
    await untilProperty(id, 'hs_pipeline_stage', SUPPORT_PIPELINE.closed);
    expect(await handleOf(id).result()).toBe('carriedOut');
  });
});
