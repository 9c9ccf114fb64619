import { mustBeRead } from '../../src/hubspot/client/reads-only';
import { PORTAL, portalWith } from './build';
import { startWorld, type World } from './world';

describe('a pipeline that is only observed', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const REFUSED = { kind: 'refused', detail: expect.stringContaining('mode: observe') as string };

  it('X1: a write is refused before it leaves the process, and reads are not', async () => {
    const ticketId = await world.ticket();
    const observing = world.gateway({ portal: portalWith('ticket: { mode: observe }') });
    await world.calls();

    await expect(
      observing.perform({ kind: 'updateTicket', rules: ['S4'], ticketId, change: { stage: 'closed' } }),
    ).rejects.toMatchObject(REFUSED);
    await expect(
      observing.performSupport({ kind: 'closeRequest', rules: ['C3'], requestId: ticketId }),
    ).rejects.toMatchObject(REFUSED);
    expect(await world.calls()).toEqual([]);
    await expect(observing.readCase(ticketId)).resolves.toMatchObject({ kind: 'found' });
    await expect(observing.openSupportRequests()).resolves.toEqual([]);
  });

  it('C3: support requests alone can be observed, while At-Risk tickets are written', async () => {
    const ticketId = await world.ticket();
    const observing = world.gateway({ portal: portalWith('supportRequests: { mode: observe }') });

    await expect(
      observing.performSupport({ kind: 'closeRequest', rules: ['C3'], requestId: ticketId }),
    ).rejects.toMatchObject(REFUSED);
    await expect(
      observing.perform({ kind: 'updateTicket', rules: ['S3'], ticketId, change: { cancellationApproval: 'No' } }),
    ).resolves.toBeUndefined();
    expect(PORTAL.supportRequests.mode).toBe('on');
  });

  const call = (method: string, path: string) => ({
    getHttpMethod: () => method,
    getUrl: () => `https://api.hubapi.com${path}`,
  });

  it.each([
    ['GET', '/crm/v3/objects/tickets/1'],
    ['POST', '/crm/v3/objects/tickets/search'],
    ['POST', '/crm/v3/objects/tickets/batch/read'],
    ['POST', '/crm/v4/associations/tickets/companies/batch/read'],
    ['POST', '/crm/objects/2026-09/tickets/batch/read'],
  ])('lets %s %s pass', (method, path) => {
    expect(() => {
      mustBeRead(call(method, path));
    }).not.toThrow();
  });

  it.each([
    ['PATCH', '/crm/v3/objects/tickets/1'],
    ['POST', '/crm/v3/objects/notes'],
    ['POST', '/crm/v3/objects/tasks/batch/create'],
    ['POST', '/crm/v3/objects/tasks/batch/archive'],
    ['PUT', '/crm/v4/objects/tasks/1/associations/default/companies/2'],
    ['DELETE', '/crm/v3/objects/tasks/1'],
    ['POST', '/crm/v3/objects/tickets/search/1'],
  ])('refuses %s %s', (method, path) => {
    expect(() => {
      mustBeRead(call(method, path));
    }).toThrow(/mode: observe/);
  });

  it('refuses a call that it does not recognize', () => {
    expect(() => {
      mustBeRead({});
    }).toThrow(/mode: observe/);
  });
});
