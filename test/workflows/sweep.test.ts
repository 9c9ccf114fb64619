import type { SweepResult } from '../../src/contract/sweep';
import { INDEX_LAG_MS } from '../../src/workflows/watermark';
import { CaseWorld, waitsFor, type Played } from './case-world';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let world: CaseWorld;

beforeAll(async () => {
  world = await CaseWorld.start();
});

afterAll(async () => {
  await world.stop();
});

// The cases of the test before come to rest: what they wrote is no change of this one.
beforeEach(async () => {
  await world.advance(HOUR_MS);
});

const answered = (client: Played, customer_saved: string): Promise<void> =>
  world.cs.setOnTicket(client.ticketId, { customer_saved });
const calls = async (): Promise<readonly string[]> =>
  (await world.portal.requestsOfService()).requests.map(({ method, path }) => `${method} ${path}`);

describe('a sweep', () => {
  it('X3: the first one begins the cases of tickets that changed within a day, and leaves older ones to adopt', async () => {
    const old = await world.client();
    await world.advance(30 * HOUR_MS);
    const recent = await world.client();
    await world.advance(23 * HOUR_MS);
    const fresh = await world.client();
    const { started } = await world.sweep();

    expect(started).toBe(2);
    for (const client of [recent, fresh]) await world.until(client, 'begun', (view) => view.decision !== undefined);
    await expect(world.isRunning(old)).rejects.toThrow(/not.?found/i);
  });

  it('signals a running case about a change whose webhook was lost', async () => {
    const client = await begun();
    const first = await world.sweep();
    await world.advance(5 * MINUTE_MS);
    await answered(client, 'No');

    expect(await world.sweep(first)).toMatchObject({ changed: 1, signalled: 1, started: 0, problems: [] });
    await world.until(client, 'asks for the evidence', (view) => waitsFor(view).includes('etfNote'));
  });

  it('costs a case nothing that has seen the change: of the ticket, a note, or the Client Status', async () => {
    const client = await begun();
    const first = await world.sweep();
    await world.advance(5 * MINUTE_MS);
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.cs.addEtfNote(client.ticketId);
    await world.cs.setOnCompany(client.companyId, { client_status: 'Active' });
    await world.signal(client, 'etfNote');
    const noteSeen = (codes: readonly string[]): boolean =>
      codes.includes('cancellationNotice') && !codes.includes('etfNote');
    await world.until(client, 'the note seen', (view) => noteSeen(waitsFor(view)));
    const { decidedAt } = await world.view(client);
    await world.portal.beginCount();
    const { signalled } = await world.sweep(first);
    await world.advance(MINUTE_MS);

    expect(signalled).toBeGreaterThan(0);
    expect((await world.view(client)).decidedAt).toBe(decidedAt);
    expect((await calls()).filter((call) => call.startsWith('GET'))).toEqual([]);
  });

  it('survives an outage of hours, and then delivers everything that changed in it', async () => {
    const client = await begun();
    const first = await world.sweep();
    await world.portal.addFault({ kind: 'status', status: 503 });
    const sweep = await world.startSweep(first);
    await world.advance(4 * HOUR_MS);
    await answered(client, 'Yes');
    expect((await sweep.describe()).status.name).toBe('RUNNING');
    await world.portal.clearFaults();
    const result = await ended(sweep);

    expect(result).toMatchObject({ signalled: 1, problems: [] });
    expect(result.oldestUnreconciledMs).toBeLessThan(INDEX_LAG_MS + 10 * MINUTE_MS);
    await world.untilStatus(client, 'Monitor for 30 days');
  });

  it('that was away for hours continues where it was', async () => {
    const client = await begun();
    const first = await world.sweep();
    await answered(client, 'No');
    await world.advance(40 * HOUR_MS);
    await world.client();

    expect(await world.sweep(first)).toMatchObject({ started: 1, problems: [] });
    await world.until(client, 'asks for the evidence', (view) => waitsFor(view).includes('etfNote'));
  });

  it('goes by the clock of HubSpot, however far that is from ours', async () => {
    const client = await begun();
    await world.portal.advanceClock(7 * HOUR_MS);
    const ahead = await world.sweep();
    await answered(client, 'No');
    await world.env.sleep(20 * HOUR_MS);
    const behind = await world.sweep(ahead);
    await answered(client, 'Yes');

    expect(behind).toMatchObject({ signalled: 1 });
    expect(behind.oldestUnreconciledMs).toBeLessThan(INDEX_LAG_MS + MINUTE_MS);
    expect(await world.sweep(behind)).toMatchObject({ signalled: 1 });
  });

  it('does not count records that the portal file does not have read any more, such as e-mails', async () => {
    const first = await world.sweep();
    const { ticket } = first.watermarks;
    if (ticket === undefined) throw new Error('no ticket was swept');
    await world.advance(2 * HOUR_MS);
    const after = await world.sweep({ ...first, watermarks: { ...first.watermarks, email: ticket } });

    expect(Object.keys(after.watermarks)).not.toContain('email');
    expect(after.oldestUnreconciledMs).toBeLessThan(INDEX_LAG_MS + MINUTE_MS);
  });

  it('does not let a type of records that HubSpot refuses hold up the others; its changes are delivered later, and its age shows', async () => {
    const client = await begun();
    const first = await world.sweep();
    await world.portal.addFault({ kind: 'status', status: 403, pathPattern: 'companies/search' });
    await world.advance(2 * HOUR_MS);
    await world.cs.setOnCompany(client.companyId, { client_status: 'Active' });
    await answered(client, 'No');
    const refused = await world.sweep(first);
    expect(refused).toMatchObject({ signalled: 1, problems: [{ type: 'company' }] });
    expect(refused.watermarks.company).toEqual(first.watermarks.company);
    expect(refused.oldestUnreconciledMs).toBeGreaterThanOrEqual(2 * HOUR_MS);

    await world.portal.clearFaults();
    const allowed = await world.sweep(refused);
    expect(allowed).toMatchObject({ signalled: 1, problems: [] });
    expect(allowed.oldestUnreconciledMs).toBeLessThan(INDEX_LAG_MS + MINUTE_MS);
  });

  describe('finds what was associated or removed later, which no date in HubSpot shows', () => {
    const asked = async (): Promise<Played> => {
      const client = await begun();
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      await world.until(client, 'asks for the evidence', (view) => waitsFor(view).includes('etfNote'));
      return client;
    };

    it('X1: a note that was written elsewhere before', async () => {
      const client = await asked();
      const other = await world.client();
      const note = await world.cs.addEtfNote(other.ticketId);
      const first = await world.sweep();
      await world.advance(5 * MINUTE_MS);
      await associate('notes', note, 'tickets', client.ticketId);

      expect(await world.sweep(first)).toMatchObject({ signalled: 1, problems: [] });
      await world.until(client, 'the note seen', (view) => !waitsFor(view).includes('etfNote'));
    });

    it('X1: the client of the ticket, and another one in its place', async () => {
      const client = await begun();
      const companyId = await world.cs.addCompany('The right client');
      await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
      await world.untilTicket(client, 'hs_pipeline_stage', '800102');
      await world.advance(MINUTE_MS);
      const first = await world.sweep();
      await world.advance(MINUTE_MS);
      await dissociate('tickets', client.ticketId, 'companies', client.companyId);
      await associate('tickets', client.ticketId, 'companies', companyId);

      expect(await world.sweep(first)).toMatchObject({ signalled: 1 });
      await world.until(client, 'the other client', ({ reading }) => {
        return reading?.kind === 'found' && reading.facts.ticket.companyId === companyId;
      });
    });

    it('I2: an invoice of the client', async () => {
      const client = await begun();
      const invoice = await world.cs.addInvoice(await world.cs.addCompany('Nobody'), 'INV-1', '10.00');
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      await world.addEvidence(client, await world.dateIn(30));
      await world.until(client, 'closed', ({ decision }) => decision?.phase === 'cancelling');
      await world.advance(MINUTE_MS);
      const first = await world.sweep();
      await world.advance(5 * MINUTE_MS);
      await associate('invoices', invoice, 'companies', client.companyId);

      expect(await world.sweep(first)).toMatchObject({ signalled: 1 });
    });

    it('once a case has seen it, it costs the case nothing more', async () => {
      const client = await asked();
      await world.cs.addEtfNote(client.ticketId);
      await world.signal(client, 'etfNote');
      await world.until(client, 'the note seen', (view) => !waitsFor(view).includes('etfNote'));
      const first = await world.sweep();
      await world.portal.beginCount();

      expect(await world.sweep(first)).toMatchObject({ signalled: 0 });
      expect((await calls()).filter((call) => call.includes('associations'))).toHaveLength(4);
      expect((await calls()).filter((call) => call.startsWith('GET'))).toEqual([]);
    });

    it('a case that cannot see it is signaled three times, and no more', async () => {
      const client = await asked();
      const note = await world.cs.addEtfNote(client.ticketId);
      await world.advance(MINUTE_MS);
      let last = await world.sweep();
      await world.advance(MINUTE_MS);
      await world.portal.addFault({ kind: 'status', status: 503, pathPattern: '^/crm/objects/2026-09/tickets/\\d' });
      await dissociate('notes', note, 'tickets', client.ticketId);
      const signalled: number[] = [];
      for (let sweep = 1; sweep <= 5; sweep += 1) {
        last = await world.sweep(last);
        signalled.push(last.signalled);
      }

      expect(signalled).toEqual([1, 1, 1, 0, 0]);
      await world.portal.clearFaults();
    });
  });
});

function associate(from: string, id: string, to: string, toId: string): Promise<unknown> {
  return world.portal.call('PUT', `/crm/v4/objects/${from}/${id}/associations/default/${to}/${toId}`);
}

function dissociate(from: string, id: string, to: string, toId: string): Promise<unknown> {
  return world.portal.call('DELETE', `/crm/v4/objects/${from}/${id}/associations/${to}/${toId}`);
}

/** A case that waits for the answer. */
async function begun(): Promise<Played> {
  const client = await world.client();
  await world.signal(client, 'recheck');
  await world.until(client, 'the answer is missing', (view) => waitsFor(view).includes('customerSaved'));
  return client;
}

async function ended(sweep: Awaited<ReturnType<CaseWorld['startSweep']>>): Promise<SweepResult> {
  for (let turn = 0; turn < 40; turn += 1) {
    if ((await sweep.describe()).status.name !== 'RUNNING') break;
    await world.advance(MINUTE_MS);
  }
  return sweep.result();
}
