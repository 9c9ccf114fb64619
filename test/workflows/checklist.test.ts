import type { PortalRecord } from '../../dev/portal/people';
import { rescindUpdate } from '../../src/contract/commands';
import { CaseWorld, DAY_MS, type Played } from './case-world';

const HOUR_MS = 60 * 60 * 1000;
const KEYS = ['billing', 'follow-up', 'support', 'system-access'];

describe('the deactivation checklist of a case', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  async function cancelling(date: string): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, date);
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    return client;
  }

  const tasks = async ({ ticketId }: Played) => {
    const all = await world.portal.tasksOn(ticketId);
    return all.filter(({ properties }) => /Reference: N9-\d/.test(properties['hs_task_body'] ?? ''));
  };
  const undoing = async ({ ticketId }: Played) => {
    const all = await world.portal.tasksOn(ticketId);
    return all.filter(({ properties }) => properties['hs_task_body']?.includes('Reference: N9-undo-') === true);
  };
  const dayOf = ({ properties }: PortalRecord) => (properties['hs_timestamp'] ?? '').slice(0, 10);
  const days = async (client: Played) => (await tasks(client)).map(dayOf);
  const keysOf = (found: readonly PortalRecord[]) =>
    found.map(({ properties }) => /Reference: N9-\d+-([a-z-]+)</.exec(properties['hs_task_body'] ?? '')?.[1]);

  /** A turn of the case that changes nothing by itself. */
  async function check(client: Played): Promise<void> {
    await world.signal(client, 'recheck');
    await world.advance(30_000);
  }

  /** The case forgets everything, as when Temporal's data is lost, and is met again. */
  async function startAgain(client: Played): Promise<void> {
    await world.env.client.workflow.getHandle(world.workflowId(client.ticketId)).terminate('data loss');
    await check(client);
  }

  it('N9: has a task for each team on ticket and company, due on the RCM Cancellation Date', async () => {
    const date = await world.dateIn(12);
    const client = await cancelling(date);
    const found = await tasks(client);
    expect(keysOf(found)).toEqual(KEYS);
    expect(found.map(dayOf)).toEqual([date, date, date, date]);
    expect(found[0]?.properties).toMatchObject({
      hs_task_subject: expect.stringContaining('End all billing work for Client under test by'),
      hs_task_body: expect.stringContaining('end of the AR wind-down period'),
      hs_task_status: 'NOT_STARTED',
    });
    const ofCompany = (await world.portal.call(
      'GET',
      `/crm/v3/objects/companies/${client.companyId}?associations=tasks`,
      undefined,
      world.cs.userId,
    )) as { readonly associations: { readonly tasks: { readonly results: readonly unknown[] } } };
    expect(ofCompany.associations.tasks.results).toHaveLength(4);
  });

  it('N9: is created once, whatever signals come and however often the case is adopted again', async () => {
    const client = await cancelling(await world.dateIn(12));
    const made = await tasks(client);
    await check(client);
    await startAgain(client);
    await startAgain(client);
    expect(await tasks(client)).toEqual(made);
  });

  it('N9: is made once when the answer of the create is lost', async () => {
    await world.portal.addFault({ kind: 'resetAfter', pathPattern: '/tasks/batch/create', count: 1 });
    const client = await cancelling(await world.dateIn(12));
    expect(keysOf(await tasks(client))).toEqual(KEYS);
    await world.portal.clearFaults();
  });

  it('N9: is whole when HubSpot is away at first', async () => {
    await world.portal.addFault({ kind: 'status', status: 503, pathPattern: '/tasks', count: 3 });
    const client = await cancelling(await world.dateIn(12));
    expect(keysOf(await tasks(client))).toEqual(KEYS);
    await world.portal.clearFaults();
  });

  it('N9, C1: moves with the date, by one batch, and leaves what a person completed', async () => {
    const old = await world.dateIn(10);
    const client = await cancelling(old);
    const [billing] = await tasks(client);
    await world.cs.set('tasks', billing?.id ?? '', { hs_task_status: 'COMPLETED' });
    const date = await world.dateIn(20);
    await world.portal.beginCount();
    await world.set(client, world.cs, { rcm_cancellation_date: date }, 'rcmCancellationDate');
    await world.advance(30_000);
    expect(await days(client)).toEqual([old, date, date, date, date]);
    const { requests } = await world.portal.requestsOfService();
    expect(requests.filter(({ path }) => path.endsWith('/tasks/batch/update'))).toHaveLength(1);
    await startAgain(client);
    expect(await days(client)).toEqual([old, date, date, date, date]);
  });

  it('N9, C1: what a team had completed is asked for again for a later date, once', async () => {
    const client = await cancelling(await world.dateIn(10));
    for (const { id } of await tasks(client)) await world.cs.set('tasks', id, { hs_task_status: 'COMPLETED' });
    const date = await world.dateIn(20);
    await world.advance(HOUR_MS);
    await world.set(client, world.cs, { rcm_cancellation_date: date }, 'rcmCancellationDate');
    await world.untilNote(client, 'had completed their deactivation task for an earlier date');
    const again = (await tasks(client)).slice(4);
    expect(keysOf(again)).toEqual(KEYS);
    expect(again.map(dayOf)).toEqual([date, date, date, date]);
    await world.cs.remove('tasks', again[0]?.id ?? '');
    await check(client);
    await startAgain(client);
    expect(await tasks(client)).toHaveLength(7);
  });

  it('N9, C1: and is not for an earlier one', async () => {
    const client = await cancelling(await world.dateIn(20));
    for (const { id } of await tasks(client)) await world.cs.set('tasks', id, { hs_task_status: 'COMPLETED' });
    await world.advance(HOUR_MS);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(10) }, 'rcmCancellationDate');
    await check(client);
    expect(await tasks(client)).toHaveLength(4);
  });

  it('N9, C1: moves with a date that is changed after Cancelled', async () => {
    const client = await cancelling(await world.dateIn(3));
    await world.advance(4 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    const date = await world.dateIn(5);
    await world.set(client, world.cs, { rcm_cancellation_date: date }, 'rcmCancellationDate');
    await world.untilStatus(client, 'Cancellation in Progress');
    expect(await days(client)).toEqual([date, date, date, date]);
  });

  it('N9, C2: is removed on a rescission, except what people completed or changed', async () => {
    const client = await cancelling(await world.dateIn(10));
    const [billing, followUp] = await tasks(client);
    await world.advance(HOUR_MS);
    await world.cs.set('tasks', billing?.id ?? '', { hs_task_status: 'COMPLETED' });
    await world.cs.set('tasks', followUp?.id ?? '', { hs_task_subject: 'Ask the client first' });
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    await handle.executeUpdate(rescindUpdate, {
      args: [{ reason: 'The client signed again.', by: world.cs.userId as never }],
    });
    await world.untilStatus(client, 'Monitor for 30 days');
    expect(keysOf(await tasks(client))).toEqual(['billing', 'follow-up']);
    await world.untilNote(client, 'had been edited and were left as they are');
    expect((await undoing(client)).map(({ properties }) => properties['hs_task_subject'])).toEqual([
      'Billing: undo the deactivation of Client under test',
    ]);
    await world.cs.remove('tasks', (await undoing(client))[0]?.id ?? '');
    await check(client);
    await startAgain(client);
    expect(await undoing(client)).toEqual([]);
    expect((await world.notes(client)).filter((note) => note.includes('N9-left'))).toHaveLength(1);
    expect((await tasks(client)).map(({ properties }) => properties['hs_task_subject'])[1]).toBe(
      'Ask the client first',
    );
  });

  it('N9, C2: is removed when a cancelled client stays after all', async () => {
    const client = await cancelling(await world.dateIn(2));
    await world.advance(3 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    expect(await tasks(client)).toEqual([]);
  });

  it('N9, X1: is not made again when people deleted a task, or all of them', async () => {
    const client = await cancelling(await world.dateIn(10));
    const [first, ...others] = await tasks(client);
    await world.cs.remove('tasks', first?.id ?? '');
    await check(client);
    expect(keysOf(await tasks(client))).toEqual(KEYS.slice(1));
    for (const { id } of others) await world.cs.remove('tasks', id);
    await check(client);
    await startAgain(client);
    expect(await tasks(client)).toEqual([]);
  });

  it('N9, X2: is created again when the answer turns to Yes and back to No', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(30));
    await world.untilStatus(client, 'Cancellation in Progress');
    const first = await tasks(client);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    expect(await tasks(client)).toEqual([]);
    const again = { rcm_cancellation_date: await world.dateIn(30), cancellation_approval: 'Yes' };
    await world.set(client, world.cs, { customer_saved: 'No', ...again }, 'saved');
    await world.untilStatus(client, 'Cancellation in Progress');
    const second = await tasks(client);
    expect(keysOf(second)).toEqual(KEYS);
    expect(second[0]?.id).not.toBe(first[0]?.id);
  });

  /** To a company that was there before. */
  async function correctCompany(client: Played, right: string): Promise<Played> {
    const path = `/crm/v4/objects/tickets/${client.ticketId}/associations`;
    await world.portal.call('DELETE', `${path}/companies/${client.companyId}`, undefined, world.cs.userId);
    await world.portal.call('PUT', `${path}/default/companies/${right}`, undefined, world.cs.userId);
    await world.signal(client, 'recheck');
    return world.ofCompany({ ...client, companyId: right });
  }
  const tasksOfCompany = async (companyId: string): Promise<readonly string[]> => {
    const found = (await world.portal.call(
      'GET',
      `/crm/v3/objects/companies/${companyId}?associations=tasks`,
      undefined,
      world.cs.userId,
    )) as { readonly associations?: { readonly tasks?: { readonly results: readonly { readonly id: string }[] } } };
    return (found.associations?.tasks?.results ?? []).map(({ id }) => id);
  };

  it('N9: status and tasks follow the ticket when its company is corrected, and the wrong one is put back', async () => {
    const right = await world.cs.addCompany('The right client');
    const client = await cancelling(await world.dateIn(10));
    const made = (await tasks(client)).map(({ id }) => id);
    const corrected = await correctCompany(client, right);
    await world.untilStatus(corrected, 'Cancellation in Progress');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    expect(await tasksOfCompany(corrected.companyId)).toEqual(made);
    expect(await tasksOfCompany(client.companyId)).toEqual([]);
    await world.untilNote(client, 'The company of this ticket was corrected');
    await startAgain(client);
    expect((await world.notes(client)).filter((note) => note.includes('was corrected'))).toHaveLength(1);
    expect((await tasks(client)).map(({ id }) => id)).toEqual(made);
    await world.advance(11 * DAY_MS);
    await world.untilStatus(corrected, 'Cancelled');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
  });

  it('N9, X3: also when Temporal has lost everything in between, and some tasks were completed', async () => {
    const right = await world.cs.addCompany('The right client');
    const client = await cancelling(await world.dateIn(10));
    const [billing, ...others] = (await tasks(client)).map(({ id }) => id);
    await world.advance(HOUR_MS);
    await world.cs.set('tasks', billing ?? '', { hs_task_status: 'COMPLETED' });
    await world.env.client.workflow.getHandle(world.workflowId(client.ticketId)).terminate('data loss');
    const corrected = await correctCompany(client, right);
    await world.untilStatus(corrected, 'Cancellation in Progress');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    const undo = (await undoing(client)).map(({ id }) => id);
    expect(undo).toHaveLength(1);
    expect(await tasksOfCompany(client.companyId)).toEqual([billing, ...undo]);
    const onRight = await tasksOfCompany(corrected.companyId);
    expect(onRight.slice(0, 3)).toEqual(others);
    expect(keysOf(await tasks(client))).toEqual([...KEYS, 'billing']);
    expect(onRight).toHaveLength(4);
    await startAgain(client);
    expect([await undoing(client), await tasks(client)].map(({ length }) => length)).toEqual([1, 5]);
  });

  it('N9, X1: a status of the wrong company that a person changed since is left, and asked about', async () => {
    const right = await world.cs.addCompany('The right client');
    const client = await cancelling(await world.dateIn(10));
    await world.cs.setOnCompany(client.companyId, { client_status: 'Active' });
    await world.cs.setOnCompany(client.companyId, { client_status: 'Cancelled' });
    const corrected = await correctCompany(client, right);
    await world.untilStatus(corrected, 'Cancellation in Progress');
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancelled');
    await world.untilNote(client, 'What to do (Client Success): set it to the correct value');
  });

  it('N9, S1: a saved ticket takes its status with it too', async () => {
    const right = await world.cs.addCompany('The right client');
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(60_000);
    const corrected = await correctCompany(client, right);
    await world.untilStatus(corrected, 'Monitor for 30 days');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    await world.untilNote(client, 'The company of this ticket was corrected');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(corrected, 'Active');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
  });

  it('N9, S5: the older ticket of the wrong company continues', async () => {
    const right = await world.cs.addCompany('The right client');
    const older = await world.client();
    await world.set(older, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(older, 'hs_pipeline_stage', '800102');
    await world.advance(DAY_MS);
    const newer = await world.ticketOf(older.companyId);
    await world.set(newer, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(newer, await world.dateIn(40));
    await world.untilStatus(older, 'Cancellation in Progress');
    await world.untilEnded(older);
    const corrected = await correctCompany(newer, right);
    await world.untilStatus(corrected, 'Cancellation in Progress');
    await world.untilStatus(older, 'Monitor for 30 days');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(older, 'Active');
  });

  it('N9, S5: a ticket whose case was alone signals the older one that joined its client', async () => {
    const right = await world.cs.addCompany('The right client');
    const older = await cancelling(await world.dateIn(40));
    const newer = await world.ticketOf(right);
    await world.signal(newer, 'recheck');
    await world.until(newer, 'deciding', ({ decision }) => decision?.phase === 'deciding');
    const corrected = await correctCompany(older, right);
    await world.untilStatus(corrected, 'Cancellation in Progress');
    await world.advance(60_000);
    await world.set(newer, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(newer, 'Monitor for 30 days');
    await world.untilNote(corrected, `At-Risk ticket ${newer.ticketId} has taken over`);
    await world.untilTicket(corrected, 'rcm_cancellation_date', '');
  });

  it('N9: costs two calls more of HubSpot than no checklist, and none on the date', async () => {
    // The clients of the tests before are done with by then, and cost nothing any more.
    await world.advance(40 * DAY_MS);
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.until(client, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    await world.portal.beginCount();
    await world.addEvidence(client, await world.dateIn(6));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.advance(7 * DAY_MS);
    await world.untilEnded(client);
    const { requests } = await world.portal.requestsOfService();
    expect(requests.filter(({ path }) => path.includes('tasks')).map(({ path }) => path)).toEqual([
      '/crm/associations/2026-09/tickets/tasks/batch/read',
      '/crm/objects/2026-09/tasks/batch/create',
    ]);
  });
});

describe('a portal without a deactivation checklist', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start('sop: { checklist: [] }');
  });
  afterAll(async () => {
    await world.stop();
  });

  it('N9: has no tasks, and does not ask for any', async () => {
    const client = await world.client();
    await world.portal.beginCount();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(6));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.signal(client, 'recheck');
    await world.advance(30_000);
    expect(await world.portal.tasksOn(client.ticketId)).toEqual([]);
    const { requests } = await world.portal.requestsOfService();
    expect(requests.filter(({ path }) => path.includes('tasks'))).toEqual([]);
  });
});
