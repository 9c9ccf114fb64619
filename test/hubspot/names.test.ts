import type { Write } from '../../src/sop/decision/decision';
import { instantOf } from '../../src/sop/vocabulary/dates';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { personText } from '../../src/sop/vocabulary/person';
import { startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.app('DELETE', '/emulator/faults');
});

afterAll(async () => {
  await world.close();
});

const note = (ticketId: TicketId, ...paragraphs: readonly string[]): Write => ({
  kind: 'addNote',
  rules: ['C4'],
  ticketId,
  reference: 'C4-rescind-1768903200000',
  paragraphs,
});

/** The texts of the notes or tasks on the ticket. */
async function textsOn(ticketId: TicketId, type: 'notes' | 'tasks' = 'notes'): Promise<readonly string[]> {
  const body = type === 'notes' ? 'hs_note_body' : 'hs_task_body';
  const ticket = await world.app('GET', `/crm/v3/objects/tickets/${ticketId}?associations=${type}`);
  const on = ticket.body['associations'] as Readonly<Record<string, { results: readonly { id: string }[] }>>;
  const read = (on[type]?.results ?? []).map(({ id }) =>
    world.app('GET', `/crm/v3/objects/${type}/${id}?properties=${body}`),
  );
  return (await Promise.all(read)).map((record) => record.body.properties[body] ?? '');
}

const ofOwners = (calls: readonly string[]): readonly string[] => calls.filter((call) => call.includes('/owners'));

describe('a note of this service', () => {
  it('C4, I3: names persons by name and e-mail address, with one call for each in an hour', async () => {
    const hubspot = world.gateway({});
    const [first, second] = [await world.ticket(), await world.ticket()];
    await world.calls();
    await hubspot.perform(
      note(first, `${personText('5001')} asked, ${personText('5003')} agreed, ${personText('5001')} wrote.`),
    );
    await hubspot.perform(note(second, `Requested by ${personText('5001')}.`));

    expect((await textsOn(first))[0]).toContain(
      '<p>Casey Success (casey.success@example.com) asked, Finn Finance (finn.finance@example.com) agreed, ' +
        'Casey Success (casey.success@example.com) wrote.</p>',
    );
    expect((await textsOn(second))[0]).toContain('Requested by Casey Success (casey.success@example.com).');
    expect(ofOwners(await world.calls())).toHaveLength(2);
  });

  it('X1: so does a task', async () => {
    const ticketId = await world.ticket();
    const since = instantOf('2026-01-05T09:00-05:00');
    const task = {
      reference: 'X1-task-a',
      subject: 'Act',
      paragraphs: [`${personText('5003')} did it.`],
      dueAt: since,
    };
    await world.hubspot.perform({ kind: 'createTasks', rules: ['X1'], ticketId, since, tasks: [task] });

    expect((await textsOn(ticketId, 'tasks'))[0]).toContain('Finn Finance (finn.finance@example.com) did it.');
  });

  it('asks HubSpot for nobody where it names nobody, or is there already', async () => {
    const hubspot = world.gateway({});
    const [ticketId, other] = [await world.ticket(), await world.ticket()];
    await world.hubspot.perform(note(ticketId, `${personText('5001')} asked.`));
    await world.calls();
    await hubspot.perform(note(ticketId, `${personText('5001')} asked.`));
    await hubspot.perform(note(other, 'The ticket was reopened.'));

    expect(ofOwners(await world.calls())).toEqual([]);
  });

  it('says so of a person whom HubSpot does not list', async () => {
    const ticketId = await world.ticket();
    await world.hubspot.perform(note(ticketId, `${personText('987654')} asked.`, `By ${personText('987654')}.`));

    expect((await textsOn(ticketId))[0]).toContain(
      '<p>A person whom HubSpot does not list (id 987654) asked.</p><p>By a person whom HubSpot does not list (id 987654).</p>',
    );
  });

  it('is not held up where the app may not read names', async () => {
    const ticketId = await world.ticket();
    await world.fault({ kind: 'status', status: 403, pathPattern: '/owners/' });
    await world.gateway({}).perform(note(ticketId, `By ${personText('5001')}.`));

    expect((await textsOn(ticketId))[0]).toContain('By a person whose name HubSpot does not show (id 5001).');
  });

  it('looks up no more than ten persons, whatever ids a reason names', async () => {
    const ticketId = await world.ticket();
    const hubspot = world.gateway({});
    await world.calls();
    await hubspot.perform(note(ticketId, Array.from({ length: 30 }, (_, id) => personText(String(5001 + id))).join()));

    expect(ofOwners(await world.calls()).length).toBeLessThanOrEqual(20);
    expect((await textsOn(ticketId))[0]).toContain('HubSpot user 5030');
  });
});
