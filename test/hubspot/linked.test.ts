import { isStillLinked, type Linked } from '../../src/hubspot';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { portalWith } from './build';
import { ETF_NOTE, startWorld, type World } from './world';

let world: World;
let ticketId: TicketId;

beforeEach(async () => {
  world = await startWorld();
  ticketId = await world.ticket({ customer_saved: 'Yes' });
});

afterEach(async () => {
  await world.close();
});

async function seen(hubspot = world.hubspot): Promise<Linked> {
  const { linked } = await hubspot.readLinkedCase(ticketId);
  if (linked === undefined) throw new Error('the ticket was not found');
  return linked;
}

async function now(hubspot = world.hubspot): Promise<Linked> {
  const linked = (await hubspot.readLinked([ticketId])).get(ticketId);
  if (linked === undefined) throw new Error('nothing was said of the ticket');
  return linked;
}

const associate = (from: string, id: string, to: string, toId: string, method: 'PUT' | 'DELETE' = 'PUT') =>
  world.casey(method, `/crm/v4/objects/${from}/${id}/associations/${method === 'PUT' ? 'default/' : ''}${to}/${toId}`);

async function record(type: string, properties: Readonly<Record<string, string>>): Promise<string> {
  return (await world.casey('POST', `/crm/v3/objects/${type}`, { properties })).body.id;
}

const noteOf = () => record('notes', { hs_timestamp: new Date().toISOString(), hs_note_body: ETF_NOTE });
const emailOf = () => record('emails', { hs_timestamp: new Date().toISOString(), hs_email_direction: 'EMAIL' });

describe('what a case rests on', () => {
  it('is the same whether its ticket was read, or many were asked for at once', async () => {
    expect(await now()).toMatchObject({ ticket: (await seen()).ticket });
    const companyId = await world.companyOf(ticketId, 'Maple Street Clinic');
    await world.noteOn(ticketId, ETF_NOTE);
    await world.noteOn(ticketId, 'The notice', '7001');
    await associate('invoices', await record('invoices', {}), 'companies', companyId);
    await world.companyOf(ticketId, 'Cedar Eye Care');

    expect(await now()).toEqual(await seen());
  });

  it.each([
    ['a note', async () => associate('notes', await noteOf(), 'tickets', ticketId)],
    ['another company', async () => world.companyOf(ticketId, 'Cedar Eye Care')],
    ['no company', async (company: string) => associate('tickets', ticketId, 'companies', company, 'DELETE')],
    [
      'an invoice of the company',
      async (company: string) => associate('invoices', await record('invoices', {}), 'companies', company),
    ],
  ])('differs once the ticket has %s more, or less, though no date of it moves', async (_what, change) => {
    const companyId = await world.companyOf(ticketId, 'Maple Street Clinic');
    const before = await seen();
    expect(isStillLinked(before, await now())).toBe(true);
    const { updatedAt } = (await world.casey('GET', `/crm/v3/objects/tickets/${ticketId}`)).body;
    await change(companyId);

    expect(isStillLinked(before, await now())).toBe(false);
    expect((await world.casey('GET', `/crm/v3/objects/tickets/${ticketId}`)).body['updatedAt']).toBe(updatedAt);
  });

  it('has e-mails among it only where their files count', async () => {
    const counting = world.gateway({ portal: portalWith('notice: { emailAttachments: true }') });
    const [plain, counted] = [await seen(), await seen(counting)];
    await associate('emails', await emailOf(), 'tickets', ticketId);

    expect([isStillLinked(plain, await now()), isStillLinked(counted, await now(counting))]).toEqual([true, false]);
  });

  it('includes invoices only where the case read them', async () => {
    const companyId = await world.companyOf(ticketId, 'Maple Street Clinic');
    const { ticket } = await seen();
    await associate('invoices', await record('invoices', {}), 'companies', companyId);

    expect(isStillLinked({ ticket }, await now())).toBe(true);
  });

  it('costs four calls for any number of tickets up to a thousand', async () => {
    await world.companyOf(ticketId, 'Maple Street Clinic');
    const others = await Promise.all(Array.from({ length: 20 }, () => world.ticket()));
    await world.calls();
    await world.hubspot.readLinked([ticketId, ...others]);

    expect(await world.calls()).toEqual([
      'POST /crm/associations/2026-09/tickets/companies/batch/read',
      'POST /crm/associations/2026-09/tickets/notes/batch/read',
      'POST /crm/associations/2026-09/tickets/invoices/batch/read',
      'POST /crm/associations/2026-09/companies/invoices/batch/read',
    ]);
  });

  it('is nothing for a ticket that is not there', async () => {
    await world.casey('DELETE', `/crm/v3/objects/tickets/${ticketId}`);

    expect(await world.hubspot.readLinkedCase(ticketId)).toEqual({ reading: { kind: 'gone' } });
  });
});
