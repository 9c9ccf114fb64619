import type { ChangedTask, Write } from '../../src/sop/decision/decision';
import { instantOf } from '../../src/sop/vocabulary/dates';
import { companyIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { clientText, personText, ticketText } from '../../src/sop/vocabulary/person';
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
async function textsOn(
  ticketId: TicketId,
  type: 'notes' | 'tasks' = 'notes',
  body = type === 'notes' ? 'hs_note_body' : 'hs_task_body',
): Promise<readonly string[]> {
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

  it('N9, X1: names the client in title and text, and links to the ticket, without a call where the company was just read', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Maple Street Clinic'));
    const hubspot = world.gateway({ portalId: '4711' });
    await hubspot.readCase(ticketId);
    await world.calls();
    const task = {
      reference: 'X1-remind-owner-501-0-a',
      subject: `Act for ${clientText(companyId)}`,
      paragraphs: [`Client: ${clientText(companyId)}. Ticket: ${ticketText(ticketId)}`],
      dueAt: instantOf('2026-01-05T09:00-05:00'),
    };
    const since = task.dueAt;
    await hubspot.perform({ kind: 'createTasks', purpose: 'reminder', rules: ['X1'], ticketId, since, tasks: [task] });
    expect(await world.calls()).toEqual([
      'POST /crm/associations/2026-09/tickets/tasks/batch/read',
      'POST /crm/objects/2026-09/tasks/batch/create',
    ]);

    const url = `https://app.hubspot.com/contacts/4711/record/0-5/${ticketId}`;
    expect((await textsOn(ticketId, 'tasks'))[0]).toBe(
      `<p>Client: Maple Street Clinic. Ticket: <a href="${url}">${url}</a></p><p>Reference: X1-remind-owner-501-0-a</p>`,
    );
    expect(await textsOn(ticketId, 'tasks', 'hs_task_subject')).toEqual(['Act for Maple Street Clinic']);
    // What is there under the same cause is the same task, whatever its text says by then.
    const again = { ...task, reference: 'X1-remind-owner-501-0-b' };
    await hubspot.perform({ kind: 'createTasks', purpose: 'reminder', rules: ['X1'], ticketId, since, tasks: [again] });
    expect(await textsOn(ticketId, 'tasks')).toHaveLength(1);
  });

  it('X1: a reminder gets another text and priority, is completed, and is opened again', async () => {
    const ticketId = await world.ticket({ outstanding_invoice: 'Yes' });
    const reference = `X1-remind-finance-${ticketId}-0-a`;
    const since = instantOf('2026-01-05T09:00-05:00');
    const first = { reference, subject: 'Act', paragraphs: ['One.'], dueAt: since };
    await world.hubspot.perform({
      kind: 'createTasks',
      purpose: 'reminder',
      rules: ['I1'],
      ticketId,
      since,
      tasks: [first],
    });
    const tasks = async () => {
      const reading = await world.hubspot.readCase(ticketId);
      return reading.kind === 'found' ? (reading.facts.reminderTasks ?? []) : [];
    };
    const [task] = await tasks();
    if (task === undefined) throw new Error('the task is not recognized');
    const change = (changes: Partial<ChangedTask>): Promise<void> =>
      world.hubspot.perform({
        kind: 'changeTasks',
        purpose: 'reminder',
        rules: ['I1'],
        tasks: [{ id: task.id, ...changes }],
      });

    const next = `X1-remind-finance-${ticketId}-0-b`;
    await change({ text: { reference: next, subject: 'Act now', paragraphs: ['Two.'], urgent: true } });
    expect(await tasks()).toEqual([{ id: task.id, reference: next, open: true, edited: false }]);
    expect(await textsOn(ticketId, 'tasks', 'hs_task_priority')).toEqual(['HIGH']);
    await change({ status: 'completed' });
    expect(await tasks()).toEqual([{ id: task.id, reference: next, open: false, edited: false }]);
    await change({ status: 'open' });
    expect(await tasks()).toMatchObject([{ open: true, edited: false }]);
    await world.casey('PATCH', `/crm/v3/objects/tasks/${task.id}`, { properties: { hs_task_status: 'COMPLETED' } });
    expect(await tasks()).toMatchObject([{ open: false, edited: true }]);
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
