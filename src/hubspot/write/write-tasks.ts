import { AssociationTypes } from '@hubspot/api-client';
import { z } from 'zod';
import type { NewTask, Write } from '../../sop/decision/decision';
import { printableText } from '../../sop/vocabulary/printable-text';
import { referenceLine } from '../../sop/vocabulary/reference';
import { writtenSchema, type HubSpotRecord } from '../client/answers';
import { chunks, readAssociationsOf, readRecords } from '../client/batches';
import { ask, input, type HubSpotClient, type WriteCall } from '../client/client';
import { HubSpotError } from '../client/errors';
import type { PortalDirectory } from '../portal/portal-directory';
import { noteHtml } from '../records/note-text';
import { serviceRecord } from '../records/service-record';
import { TASK, TASK_SELECTION, isOpenTask } from '../records/task-facts';
import type { ServiceApps } from '../records/timeline-of';
import { create } from './create';
import { withPeopleNamed } from './names';

type WriteOf<Kind extends Write['kind']> = Extract<Write, { kind: Kind }>;

const writtenBatchSchema = z.object({ results: z.array(writtenSchema) });

interface TaskContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly apps: ServiceApps;
  /** The options of each call that changes something. */
  readonly call: WriteCall;
}

/** N9, C4: all tasks in one call, each with its associations, so that none can be lost between creation and association. */
export async function createTasks(context: TaskContext, write: WriteOf<'createTasks'>): Promise<void> {
  const there = await referencesThere(context, write);
  const wanted = write.tasks.filter(({ reference }) => !there.has(reference));
  if (wanted.length === 0) return;
  const missing = await Promise.all(wanted.map((task) => withNames(context, task)));
  try {
    await createAll(context, write, missing);
  } catch (error) {
    const isRefused = error instanceof HubSpotError && error.kind === 'invalid';
    if (!isRefused || missing.every(({ ownerId }) => ownerId === undefined)) throw error;
    // An owner who has left the company must not hold back the case: the task then has no owner.
    await createAll(context, write, missing.map(withoutOwner));
  }
}

async function withNames({ directory }: TaskContext, task: NewTask): Promise<NewTask> {
  return { ...task, paragraphs: await withPeopleNamed(directory, task.paragraphs) };
}

/** HubSpot creates all of them, or with a 400 none. */
async function createAll(
  { client, call }: TaskContext,
  { ticketId, companyId }: WriteOf<'createTasks'>,
  tasks: readonly NewTask[],
): Promise<void> {
  const associations = [
    ...(ticketId === undefined ? [] : [associated(ticketId, AssociationTypes.taskToTicket)]),
    ...(companyId === undefined ? [] : [associated(companyId, AssociationTypes.taskToCompany)]),
  ];
  const inputs = tasks.map((task) => ({ properties: propertiesOf(task), associations }));
  await create('create tasks', writtenBatchSchema, () =>
    client.api.crm.objects.batchApi.create('tasks', input({ inputs }), call),
  );
}

function withoutOwner({ reference, subject, paragraphs, dueAt }: NewTask): NewTask {
  return { reference, subject, paragraphs, dueAt };
}

/** N9, C1: tasks that were deleted meanwhile stay deleted. */
export async function moveTasks({ client, call }: TaskContext, { tasks }: WriteOf<'moveTasks'>): Promise<void> {
  for (const some of chunks(tasks)) {
    const inputs = some.map(({ id, dueAt, text }) => ({ id, properties: { ...dueProperty(dueAt), ...textOf(text) } }));
    await ask('move tasks', writtenBatchSchema, () =>
      client.api.crm.objects.batchApi.update('tasks', input({ inputs }), call),
    );
  }
}

/** N9: added before it is removed, so that a task is never without a company. */
export async function reassociateTasks(
  { client: { api }, call }: TaskContext,
  { taskIds, from, to }: WriteOf<'reassociateTasks'>,
): Promise<void> {
  const batch = api.crm.associations.v4.batchApi;
  for (const some of chunks(taskIds)) {
    const added = some.map((id) => ({ _from: { id }, ...associated(to, AssociationTypes.taskToCompany) }));
    const removed = some.map((id) => ({ _from: { id }, to: [{ id: from }] }));
    await ask('associate tasks with a company', z.unknown(), () =>
      batch.create('tasks', 'companies', input({ inputs: added }), call),
    );
    await ask('remove tasks from a company', z.unknown(), () =>
      batch.archive('tasks', 'companies', input({ inputs: removed }), call),
    );
  }
}

/** N9: to HubSpot's recycle bin, from where people can bring them back for 90 days. */
export async function callOffTasks({ client, call }: TaskContext, { taskIds }: WriteOf<'callOffTasks'>): Promise<void> {
  for (const some of chunks(taskIds)) {
    const inputs = some.map((id) => ({ id }));
    await ask('remove tasks', z.unknown(), () =>
      client.api.crm.objects.batchApi.archive('tasks', input({ inputs }), call),
    );
  }
}

/** X3: what an earlier attempt whose answer was lost has already created. */
async function referencesThere(
  { client, apps }: TaskContext,
  { ticketId, companyId, since }: WriteOf<'createTasks'>,
): Promise<ReadonlySet<string | undefined>> {
  const [from, id] = ticketId === undefined ? (['companies', companyId] as const) : (['tickets', ticketId] as const);
  const ids = id === undefined ? [] : await readAssociationsOf(client, from, 'tasks', id);
  const tasks = await readRecords(client, { objectType: 'tasks', ids, ...TASK_SELECTION });
  const counts = (task: HubSpotRecord): boolean => isOpenTask(task) || task.createdAt >= since;
  return new Set(tasks.filter(counts).map((task) => serviceRecord(task, TASK.body, apps)?.reference));
}

function associated(
  id: string,
  associationTypeId: number,
): {
  readonly to: { readonly id: string };
  readonly types: readonly [{ readonly associationCategory: 'HUBSPOT_DEFINED'; readonly associationTypeId: number }];
} {
  return { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] };
}

function propertiesOf(task: NewTask): Record<string, string> {
  return {
    ...dueProperty(task.dueAt),
    ...textOf(task),
    [TASK.status]: 'NOT_STARTED',
    hs_task_type: 'TODO',
    ...(task.ownerId !== undefined && { [TASK.owner]: task.ownerId }),
  };
}

function dueProperty(dueAt: number): Record<string, string> {
  return { [TASK.due]: new Date(dueAt).toISOString() };
}

function textOf(text: Pick<NewTask, 'reference' | 'subject' | 'paragraphs'> | undefined): Record<string, string> {
  if (text === undefined) return {};
  const body = noteHtml([...text.paragraphs, referenceLine(text.reference)]);
  return { [TASK.subject]: printableText(text.subject), [TASK.body]: body };
}
