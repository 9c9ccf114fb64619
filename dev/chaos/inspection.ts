import { z } from 'zod';
import type { DemoPortal } from '../portal/people';
import type { Expected } from './paths';

const historySchema = z.array(z.object({ value: z.string().nullable(), sourceType: z.string() }));
const recordSchema = z.object({ propertiesWithHistory: z.record(z.string(), historySchema) });

/** What HubSpot shows of one client at the end. */
export interface Inspected {
  /** Differences from what the rules say, in sentences. */
  readonly problems: readonly string[];
  /** Changes that the service made, by kind; a double is the same one made twice. */
  readonly written: Readonly<Record<'statuses' | 'notes' | 'tasks', number>>;
}

/** Compares the records of a client, with their histories, with what the people's actions should have led to. */
export async function inspect(
  portal: DemoPortal,
  client: string,
  expected: Expected,
  tasks: number,
): Promise<Inspected> {
  const statuses = await writtenByService(portal, 'companies', expected.companyId, 'client_status');
  const tickets = await Promise.all(
    expected.tickets.map(({ ticketId, end }) => inspectTicket(portal, ticketId, end === 'cancelled' ? tasks : 0)),
  );
  const problems = [
    ...differs('Client Status set by the service', statuses.join(' → '), expected.statuses.join(' → ')),
    ...tickets.flatMap((ticket) => ticket.problems),
    ...(await dateProblems(portal, expected)),
    ...(await supportProblems(portal, expected)),
  ];
  return {
    problems: problems.map((problem) => `${client}: ${problem}`),
    written: {
      statuses: statuses.length,
      notes: sum(tickets.map(({ notes }) => notes)),
      tasks: sum(tickets.map((ticket) => ticket.tasks)),
    },
  };
}

async function inspectTicket(
  portal: DemoPortal,
  ticketId: string,
  wantedTasks: number,
): Promise<{ readonly problems: readonly string[]; readonly notes: number; readonly tasks: number }> {
  const [stages, notes, tasks] = await Promise.all([
    writtenByService(portal, 'tickets', ticketId, 'hs_pipeline_stage'),
    portal.notesOn(ticketId),
    portal.tasksOn(ticketId),
  ]);
  const noteReferences = notes.flatMap(referenceIn);
  const taskReferences = tasks.flatMap(({ properties }) => referenceIn(properties['hs_task_body'] ?? ''));
  const checklist = taskReferences.filter((reference) => reference.startsWith('N9-'));
  const problems = [
    ...differs(`ticket ${ticketId}: times closed by the service`, String(stages.length), '1'),
    ...differs(`ticket ${ticketId}: closed`, String(await portal.isClosed(ticketId)), 'true'),
    ...twice(noteReferences).map((reference) => `ticket ${ticketId}: the note ${reference} is there twice`),
    ...twice(taskReferences).map((reference) => `ticket ${ticketId}: the task ${reference} is there twice`),
    ...differs(`ticket ${ticketId}: tasks of the checklist`, String(checklist.length), String(wantedTasks)),
  ];
  return { problems, notes: noteReferences.length, tasks: taskReferences.length };
}

async function dateProblems(portal: DemoPortal, { tickets, date }: Expected): Promise<readonly string[]> {
  const last = tickets.at(-1);
  if (date === undefined || last === undefined) return [];
  const { properties } = await portal.get('tickets', last.ticketId, ['rcm_cancellation_date']);
  return differs('RCM Cancellation Date', properties['rcm_cancellation_date'] ?? '', date);
}

async function supportProblems(portal: DemoPortal, { supportTicketId }: Expected): Promise<readonly string[]> {
  if (supportTicketId === undefined) return [];
  const stages = await writtenByService(portal, 'tickets', supportTicketId, 'hs_pipeline_stage');
  return differs('support ticket: times closed by the service', String(stages.length), '1');
}

/** Values that the service gave a property, the oldest first. */
async function writtenByService(
  portal: DemoPortal,
  objectType: string,
  id: string,
  property: string,
): Promise<readonly string[]> {
  const path = `/crm/v3/objects/${objectType}/${id}?propertiesWithHistory=${property}`;
  const { propertiesWithHistory } = recordSchema.parse(await portal.call('GET', path, undefined, '5005'));
  const history = propertiesWithHistory[property] ?? [];
  return history
    .filter(({ sourceType }) => sourceType === 'INTEGRATION')
    .map(({ value }) => value ?? '')
    .reverse();
}

/** The service ends its notes and tasks with a line that names them; people's have none. */
function referenceIn(html: string): readonly string[] {
  return [...html.matchAll(/Reference: ([^\s<]+)/g)].map(([, reference]) => reference ?? '');
}

function twice(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function differs(what: string, found: string, expected: string): readonly string[] {
  return found === expected ? [] : [`${what}: ${found || 'none'}, expected ${expected || 'none'}`];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
