import { AT_RISK_PIPELINE } from '../../dev/portal/people';
import type { IntakeBatch } from '../../src/activities';
import { recheckUpdate } from '../../src/contract/case';
import { approveClosingUpdate, changeDateUpdate, rescindUpdate } from '../../src/contract/commands';
import {
  DEFAULT_TASK_QUEUE,
  INTAKE_WORKFLOW,
  intakeWorkflowId,
  supportRequestWorkflowId,
} from '../../src/contract/names';
import { SIGNALS } from '../../src/contract/signals';
import { calendarDateSchema } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema, userIdSchema } from '../../src/sop/vocabulary/ids';
import { DAY_MS, type CaseWorld, type Played } from '../workflows/case-world';

const HOUR_MS = 60 * 60 * 1000;

/** Plays a path and gives the id of the workflow whose history is kept. */
export type Path = (world: CaseWorld) => Promise<string>;

/** Every way that a workflow of ours goes; its name is that of its recorded history. */
export const PATHS: Readonly<Record<string, Path>> = {
  'saved-active': async (world) => {
    const client = await saved(world);
    await world.advance(30 * DAY_MS + 2 * HOUR_MS);
    await world.untilStatus(client, 'Active');
    return ended(world, client);
  },

  'not-saved-cancelled': async (world) => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.until(client, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.signal(client, 'cancellationNotice');
    await settle(world);
    await world.cs.addEtfNote(client.ticketId);
    await world.signal(client, 'etfNote');
    await settle(world);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(12) }, 'rcmCancellationDate');
    await settle(world);
    await world.set(client, world.cs, { cancellation_approval: 'Yes' }, 'cancellationApproval');
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.advance(13 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    return ended(world, client);
  },

  'date-moved-after-closing': async (world) => {
    const client = await cancelling(world, 10);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(20) }, 'rcmCancellationDate');
    await world.advance(11 * DAY_MS);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(2) }, 'rcmCancellationDate');
    await world.advance(3 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await explain(world, client);
    return ended(world, client);
  },

  'yes-then-no-under-an-invoice': async (world) => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(8));
    await world.untilStatus(client, 'Cancellation in Progress');
    const approval = { invoice_determination: 'Paid in full', finance_approval: 'Yes' };
    await world.set(client, world.finance, approval, 'financeApproval');
    await untilClosed(world, client);
    await world.advance(9 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    return ended(world, client);
  },

  'approved-by-the-wrong-person-then-by-command': async (world) => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    const approval = { invoice_determination: 'Paid in full', finance_approval: 'Yes' };
    await world.set(client, world.cs, approval, 'financeApproval');
    await settle(world);
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const by = userIdSchema.parse(world.finance.userId);
    await handle.executeUpdate(approveClosingUpdate, { args: [{ determination: 'Paid in full', by }] });
    await untilClosed(world, client);
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    return ended(world, client);
  },

  'closed-by-hand-under-an-invoice': async (world) => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.set(client, world.cs, { hs_pipeline_stage: AT_RISK_PIPELINE.closed }, 'recheck');
    await settle(world);
    await world.set(client, world.cs, { hs_pipeline_stage: AT_RISK_PIPELINE.closed }, 'recheck');
    await settle(world);
    return world.workflowId(client.ticketId);
  },

  'attention-and-help': async (world) => {
    const client = await world.client();
    const { ticketId, companyId } = client;
    const path = (of: string): string => `/crm/v4/objects/tickets/${ticketId}/associations/${of}/${companyId}`;
    await world.portal.call('DELETE', path('companies'), undefined, world.cs.userId);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    await world.portal.call('PUT', path('default/companies'), undefined, world.cs.userId);
    await world.signal(client, 'recheck');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    return ended(world, client);
  },

  'refused-by-hubspot-and-helped': async (world) => {
    const client = await world.client();
    const token = `/emulator/tokens/${world.emulator.accessToken}`;
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await world.portal.call('DELETE', token);
    await world.signal(client, 'saved');
    await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    await world.portal.call('PUT', token);
    await world.advance(2 * HOUR_MS);
    await world.untilStatus(client, 'Monitor for 30 days');
    return world.workflowId(client.ticketId);
  },

  'begun-again-after-the-end': async (world) => {
    const client = await cancelling(world, 3);
    await world.advance(4 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(5) }, 'rcmCancellationDate');
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.advance(6 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await explain(world, client);
    return ended(world, client);
  },

  'rescinded-by-command': async (world) => {
    const client = await cancelling(world, 10);
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const date = calendarDateSchema.parse(await world.dateIn(20));
    await handle.executeUpdate(changeDateUpdate, {
      args: [{ date, reason: 'The wind-down takes longer.', by: world.cs.userId as never }],
    });
    await settle(world);
    await handle.executeUpdate(rescindUpdate, {
      args: [{ reason: 'The client stays after all.', by: world.cs.userId as never }],
    });
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    return ended(world, client);
  },

  'superseded-by-a-newer-ticket': async (world) => {
    const client = await saved(world);
    await world.advance(10 * DAY_MS);
    const again = await world.ticketOf(client.companyId);
    await world.set(again, world.cs, { customer_saved: 'Yes' }, 'saved');
    return ended(world, client);
  },

  'support-request-carried-out': async (world) => {
    const client = await cancelling(world, 10);
    const form = {
      requested_change: 'Change RCM Cancellation Date',
      requested_rcm_cancellation_date: await world.dateIn(20),
      change_explanation: 'The wind-down takes longer.',
    };
    const about = { ticketId: client.ticketId };
    const supportId = ticketIdSchema.parse(await world.cs.openSupportTicket(form, about));
    await world.tellOfSupportTicket(supportId);
    await world.untilTicket(client, 'rcm_cancellation_date', form.requested_rcm_cancellation_date);
    await settle(world);
    return supportRequestWorkflowId(world.portalId, supportId);
  },

  'merged-into-another-ticket': async (world) => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    await settle(world);
    const other = await world.client();
    const ids = { primaryObjectId: other.ticketId, objectIdToMerge: client.ticketId };
    await world.portal.call('POST', '/crm/v3/objects/tickets/merge', ids, world.cs.userId);
    await world.signal(client, 'recheck');
    return ended(world, client);
  },

  'stale-reads-nonsense-and-a-recheck': async (world) => {
    const client = await world.client();
    const inFuture = (await world.portal.now()).getTime() + HOUR_MS;
    await world.signal(client, 'saved', { eventIds: ['1'], occurredAt: inFuture });
    await world.until(client, 'a decision', ({ decision }) => decision !== undefined);
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    await handle.signal(SIGNALS.financeApproval.name, null, 'more', 'than', 'one');
    await settle(world);
    await handle.executeUpdate(recheckUpdate);
    return world.workflowId(client.ticketId);
  },

  intake: async (world) => {
    const { ticketId } = await world.client();
    const event = {
      eventId: '1',
      portalId: world.portalId,
      objectType: 'ticket',
      objectId: ticketId,
      change: 'property',
      property: 'customer_saved',
      value: 'No',
      occurredAt: (await world.portal.now()).getTime(),
      own: false,
    } as const;
    const batch: IntakeBatch = { portalId: world.portalId, events: [event] };
    const workflowId = intakeWorkflowId(world.portalId, 'recorded');
    await world.env.client.workflow.execute(INTAKE_WORKFLOW, {
      workflowId,
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [batch],
    });
    return workflowId;
  },

  // One running case whose webhook was lost, one ticket without a case, and companies that HubSpot refuses to show.
  sweep: async (world) => {
    const client = await saved(world);
    const first = await world.sweep();
    await world.advance(5 * 60_000);
    await world.cs.setOnTicket(client.ticketId, { cancellation_approval: 'Yes' });
    await world.cs.addNote(client.ticketId, '<p>The client called.</p>');
    await world.client();
    await world.portal.addFault({ kind: 'status', status: 403, pathPattern: 'companies/search' });
    const sweep = await world.startSweep(first);
    await sweep.result();
    return sweep.workflowId;
  },

  // A case that agrees with HubSpot, a ticket without a case, and a Client Status that a person set.
  audit: async (world) => {
    const client = await saved(world);
    await world.cs.setOnCompany(client.companyId, { client_status: 'Active' });
    await world.client();
    return world.audit();
  },

  'work-after-cancellation': async (world) => {
    const client = await cancelling(world, 1);
    await world.advance(3 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.cs.logOn(client.companyId, 'calls');
    await world.reportWorkOfToday();
    return world.reportId;
  },
};

async function saved(world: CaseWorld): Promise<Played> {
  const client = await world.client();
  await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
  await world.untilStatus(client, 'Monitor for 30 days');
  await world.until(client, 'monitoring', ({ decision }) => decision?.phase === 'monitoring');
  return client;
}

async function cancelling(world: CaseWorld, days: number): Promise<Played> {
  const client = await world.client();
  await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
  await world.addEvidence(client, await world.dateIn(days));
  await world.untilStatus(client, 'Cancellation in Progress');
  await world.until(client, 'cancelling', ({ decision }) => decision?.phase === 'cancelling');
  return client;
}

/** Time for a turn, and all that it writes. */
async function settle(world: CaseWorld): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await world.advance(5_000);
}

async function untilClosed(world: CaseWorld, { ticketId }: Played): Promise<void> {
  for (let turn = 0; turn < 40 && !(await world.portal.isClosed(ticketId)); turn += 1) await world.advance(5_000);
  if (!(await world.portal.isClosed(ticketId))) throw new Error('the ticket was never closed');
}

/** C4: a change by hand after closing is explained, so that the case can end. */
async function explain(world: CaseWorld, client: Played): Promise<void> {
  await world.cs.addNote(client.ticketId, '<p>The client asked for it.</p>');
  await world.signal(client, 'etfNote');
}

async function ended(world: CaseWorld, client: Played): Promise<string> {
  await world.untilEnded(client);
  return world.workflowId(client.ticketId);
}
