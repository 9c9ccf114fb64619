import { AssociationTypes } from '@hubspot/api-client';
import { z } from 'zod';
import type { ChangedTask, NewTask, Write } from '../../sop/decision/decision';
import { printableText } from '../../sop/vocabulary/printable-text';
import { identityOf, referenceLine } from '../../sop/vocabulary/reference';
import { writtenSchema, type HubSpotRecord } from '../client/answers';
import { chunks, readAssociationsOf, readRecords } from '../client/batches';
import { ask, input, type HubSpotClient, type WriteCall } from '../client/client';
import { HubSpotError } from '../client/errors';
import type { PortalDirectory } from '../portal/portal-directory';
import { noteHtml } from '../records/note-text';
import { serviceRecord } from '../records/service-record';
import { COMPLETED, TASK, TASK_SELECTION, isOpenTask } from '../records/task-facts';
import type { ServiceApps } from '../records/timeline-of';
import { create } from './create';
import { withLinks, withPeopleNamed, type RecordLinks } from './names';

type WriteOf<Kind extends Write['kind']> = Extract<Write, { kind: Kind }>;

const writtenBatchSchema = z.object({ results: z.array(writtenSchema) });

interface TaskContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly apps: ServiceApps;
  readonly links: RecordLinks;
  /** The options of each call that changes something. */
  readonly call: WriteCall;
}

/** N9, C4: all tasks in one call, each with its associations, so that none can be lost between creation and association. */
export async function createTasks(context: TaskContext, write: WriteOf<'createTasks'>): Promise<void> {
  const there = await referencesThere(context, write);
  const wanted = write.tasks.filter(({ reference }) => !there.has(identityOf(reference)));
  if (wanted.length === 0) return;
  const missing = await Promise.all(wanted.map(async (task) => ({ ...task, ...(await readable(context, task)) })));
  try {
    await createAll(context, write, missing);
  } catch (error) {
    const isRefused = error instanceof HubSpotError && error.kind === 'invalid';
    if (!isRefused || missing.every(({ ownerId }) => ownerId === undefined)) throw error;
    // An owner who has left the company must not hold back the case: the task then has no owner.
    await createAll(context, write, missing.map(withoutOwner));
  }
}

type TaskText = Pick<NewTask, 'subject' | 'paragraphs' | 'reference'>;

/** With names and links in place of ids. */
async function readable<Text extends TaskText>({ directory, links }: TaskContext, text: Text): Promise<Text> {
  const [subject = '', ...paragraphs] = await withPeopleNamed(directory, [text.subject, ...text.paragraphs]);
  return { ...text, subject, paragraphs: paragraphs.map((paragraph) => withLinks(links, paragraph)) };
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

function withoutOwner({ reference, subject, paragraphs, dueAt, urgent }: NewTask): NewTask {
  return { reference, subject, paragraphs, dueAt, ...(urgent !== undefined && { urgent }) };
}

/** N9, C1: tasks that were deleted meanwhile stay deleted. */
export async function moveTasks(context: TaskContext, { tasks }: WriteOf<'moveTasks'>): Promise<void> {
  const inputs = tasks.map(async ({ id, dueAt, text }) => ({
    id,
    properties: { ...dueProperty(dueAt), ...(text && textOf(await readable(context, text))) },
  }));
  await updateTasks(context, 'move tasks', await Promise.all(inputs));
}

/** X1: the same. */
export async function changeTasks(context: TaskContext, { tasks }: WriteOf<'changeTasks'>): Promise<void> {
  const inputs = tasks.map(async ({ id, status, text }) => ({
    id,
    properties: {
      ...(status !== undefined && { [TASK.status]: STATUS[status] }),
      ...(text && { ...textOf(await readable(context, text)), [TASK.priority]: priorityOf(text) }),
    },
  }));
  await updateTasks(context, 'change tasks', await Promise.all(inputs));
}

const STATUS: Readonly<Record<NonNullable<ChangedTask['status']>, string>> = {
  completed: COMPLETED,
  open: 'NOT_STARTED',
};

/** HubSpot has LOW, MEDIUM, HIGH and NONE. https://developers.hubspot.com/docs/api/crm/tasks */
function priorityOf({ urgent }: Pick<NewTask, 'urgent'>): string {
  return urgent === true ? 'HIGH' : 'NONE';
}

async function updateTasks(
  { client, call }: TaskContext,
  what: string,
  tasks: readonly { readonly id: string; readonly properties: Readonly<Record<string, string>> }[],
): Promise<void> {
  for (const inputs of chunks(tasks)) {
    await ask(what, writtenBatchSchema, () =>
      client.api.crm.objects.batchApi.update('tasks', input({ inputs: [...inputs] }), call),
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
  const references = tasks.filter(counts).map((task) => serviceRecord(task, TASK.body, apps)?.reference);
  return new Set(references.map((reference) => reference && identityOf(reference)));
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
    [TASK.status]: STATUS.open,
    ...(task.urgent === true && { [TASK.priority]: priorityOf(task) }),
    hs_task_type: 'TODO',
    ...(task.ownerId !== undefined && { [TASK.owner]: task.ownerId }),
  };
}

function dueProperty(dueAt: number): Record<string, string> {
  return { [TASK.due]: new Date(dueAt).toISOString() };
}

function textOf(text: TaskText): Record<string, string> {
  const body = linked(noteHtml([...text.paragraphs, referenceLine(text.reference)]));
  return { [TASK.subject]: printableText(text.subject), [TASK.body]: body };
}

/** Addresses of this service's own texts as links; a task's notes are HTML. */
function linked(html: string): string {
  return html.replaceAll(/https?:\/\/[\w.:-]+(?:\/[\w-]+)*\/record\/0-5\/\d+/g, (url) => `<a href="${url}">${url}</a>`);
}
