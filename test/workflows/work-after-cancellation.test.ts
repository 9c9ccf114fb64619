import { CaseWorld, DAY_MS, type Played } from './case-world';

describe('work that is logged on a cancelled client', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  /** Cancelled two days ago. */
  async function cancelled(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(1));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.advance(3 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    return client;
  }

  const reports = async (client: Played) => (await world.notes(client)).filter((note) => note.includes('N9-work-'));

  it('N9: is reported once for a day on the At-Risk ticket, whatever was logged, and however often it is searched', async () => {
    const client = await cancelled();
    const quiet = await cancelled();
    await world.cs.logOn(client.companyId, 'notes', { hs_note_body: 'A secret of the client' });
    await world.cs.logOn(client.companyId, 'notes');
    await world.cs.logOn(client.companyId, 'calls');
    await world.cs.logOn(client.companyId, 'emails', { hs_email_direction: 'EMAIL' });
    await world.cs.logOn(client.companyId, 'meetings');
    const task = await world.cs.logOn(client.companyId, 'tasks', { hs_task_status: 'NOT_STARTED' });
    await world.cs.set('tasks', task, { hs_task_status: 'COMPLETED' });

    expect(await world.reportWorkOfToday()).toMatch(/cancelled clients with work logged on them: 1$/);
    await world.reportWorkOfToday();
    const found = await reports(client);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('2 notes, 1 call, 1 e-mail, 1 meeting, 1 completed task.');
    expect(found[0]).not.toContain('secret');
    expect(await reports(quiet)).toEqual([]);
  });

  it("N9: leaves out this service's own notes and tasks, open tasks, and what was done before", async () => {
    const client = await cancelled();
    const [own] = await world.portal.tasksOn(client.ticketId);
    await world.cs.set('tasks', own?.id ?? '', { hs_task_status: 'COMPLETED' });
    await world.cs.logOn(client.companyId, 'tasks', { hs_task_status: 'NOT_STARTED' });
    const before = new Date((await world.portal.now()).getTime() - 10 * DAY_MS).toISOString();
    await world.cs.logOn(client.companyId, 'calls', { hs_timestamp: before });

    await world.reportWorkOfToday();
    expect(await reports(client)).toEqual([]);
  });

  it('N9: is reported as far as HubSpot lets it be read, and what could not be read is named', async () => {
    const client = await cancelled();
    await world.cs.logOn(client.companyId, 'calls');
    await world.cs.logOn(client.companyId, 'emails', { hs_email_direction: 'EMAIL' });
    await world.portal.addFault({ kind: 'status', status: 403, pathPattern: 'emails/search' });
    const result = await world.reportWorkOfToday();
    await world.portal.clearFaults();

    expect(result).toMatch(
      /cancelled clients with work logged on them: 1; not read: e-mails \(HubSpot answered 403.*\)$/,
    );
    expect((await reports(client))[0]).toContain('1 call.');
    expect(await world.detailsOfReport()).toContain('**Not read** (e-mails): HubSpot answered 403');
  });

  it.each([
    ['companies', 'companies/search'],
    ['At-Risk tickets', 'companies/tickets/batch/read'],
  ])('N9: ends and says so when HubSpot refuses to have the %s read', async (what, pathPattern) => {
    const client = await cancelled();
    await world.cs.logOn(client.companyId, 'calls');
    await world.portal.addFault({ kind: 'status', status: 403, pathPattern });
    const result = await world.reportWorkOfToday();
    await world.portal.clearFaults();

    expect(result).toContain(`not read: ${what} (HubSpot answered 403`);
    await world.reportWorkOfToday();
    expect(await reports(client)).toHaveLength(1);
  });

  it('N9: of another day is reported on that day', async () => {
    const client = await cancelled();
    await world.cs.logOn(client.companyId, 'calls');
    await world.reportWorkOfToday();
    await world.advance(DAY_MS);
    await world.reportWorkOfToday();
    expect(await reports(client)).toHaveLength(1);
    await world.cs.logOn(client.companyId, 'calls');
    await world.reportWorkOfToday();
    expect(await reports(client)).toHaveLength(2);
  });

  it('N9: does not matter while the client is not Cancelled', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(5));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.cs.logOn(client.companyId, 'calls');
    await world.reportWorkOfToday();
    expect(await reports(client)).toEqual([]);
  });

  it('N9: of a day without work costs six searches and nothing else', async () => {
    await cancelled();
    await world.advance(2 * DAY_MS);
    await world.portal.beginCount();
    await world.reportWorkOfToday();
    const { requests } = await world.portal.requestsOfService();
    expect(requests.map(({ path }) => path.split('/').slice(-2).join('/'))).toEqual(
      ['companies', 'notes', 'calls', 'emails', 'meetings', 'tasks'].map((type) => `${type}/search`),
    );
  });
});
