import { dayOf, type Instant, type TimeZone } from '../../sop/vocabulary/dates';
import type { AskingTask, ChecklistTask } from '../../sop/vocabulary/facts';
import { taskIdSchema } from '../../sop/vocabulary/ids';
import { parseReference, referenceText, type Reference } from '../../sop/vocabulary/reference';
import type { HubSpotRecord } from '../client/answers';
import { readInstant } from '../portal/values';
import { ORIGIN, serviceRecord } from './service-record';
import { actorOf, timelineOf, type ServiceApps } from './timeline-of';

export const TASK = {
  subject: 'hs_task_subject',
  body: 'hs_task_body',
  status: 'hs_task_status',
  /** When the task is due. */
  due: 'hs_timestamp',
  owner: 'hubspot_owner_id',
  priority: 'hs_task_priority',
} as const;

const ASKING = ['explanationTask', 'attentionTask', 'reminder'] as const;
type AskingKind = (typeof ASKING)[number];

export const COMPLETED = 'COMPLETED';

/** What is read of each task. */
export const TASK_SELECTION = {
  properties: [TASK.subject, TASK.body, TASK.status, TASK.due, ...ORIGIN],
  propertiesWithHistory: [TASK.subject, TASK.body, TASK.status, TASK.due],
} as const;

/** A task of this service, with what its text says that it is for. */
export interface ServiceTask {
  readonly task: HubSpotRecord;
  readonly reference: Reference;
}

/** Those of this service among a ticket's tasks. Their texts are read here, once, and do not leave this module. */
export function tasksOfService(tasks: readonly HubSpotRecord[], apps: ServiceApps): readonly ServiceTask[] {
  return tasks.flatMap((task) => {
    const record = serviceRecord(task, TASK.body, apps);
    return record === undefined ? [] : [{ task, reference: parseReference(record.reference) }];
  });
}

/** N9: the tasks of the deactivation checklist. */
export function checklistFacts(
  tasks: readonly ServiceTask[],
  apps: ServiceApps,
  zone: TimeZone,
): readonly ChecklistTask[] {
  const takenBack = new Set<string>(
    tasks.flatMap(({ reference }) => (reference.kind === 'undoTask' ? [reference.taskId] : [])),
  );
  return tasks.flatMap((each) => checklistTask(each, apps, zone, takenBack.has(each.task.id)) ?? []);
}

function checklistTask(
  { task, reference }: ServiceTask,
  apps: ServiceApps,
  zone: TimeZone,
  isTakenBack: boolean,
): ChecklistTask | undefined {
  if (reference.kind !== 'checklistTask') return undefined;
  const due = timelineOf(task, TASK.due, apps, (value) => {
    const at = readInstant(value);
    return at && dayOf(at, zone);
  });
  return {
    id: taskIdSchema.parse(task.id),
    key: reference.key,
    createdAt: task.createdAt,
    due: due.timeline,
    open: isOpenTask(task),
    ...(!isOpenTask(task) && { completedAt: completedAt(task) }),
    ...(isTakenBack && { isTakenBack }),
    edited: isEdited(task, apps),
  };
}

/** C4, X1: the tasks that ask people for something. */
export function askingTasks(tasks: readonly ServiceTask[], apps: ServiceApps): readonly AskingTask[] {
  return tasks.flatMap(({ task, reference }) => {
    if (!isAsking(reference)) return [];
    const id = taskIdSchema.parse(task.id);
    return [{ id, reference: referenceText(reference), open: isOpenTask(task), edited: isEdited(task, apps) }];
  });
}

function isAsking(reference: Reference): reference is Extract<Reference, { kind: AskingKind }> {
  return (ASKING as readonly Reference['kind'][]).includes(reference.kind);
}

export function isOpenTask({ properties }: HubSpotRecord): boolean {
  return properties[TASK.status] !== COMPLETED;
}

/** Without a history, as old as the task. */
function completedAt({ propertiesWithHistory, createdAt }: HubSpotRecord): Instant {
  const [newest] = [...(propertiesWithHistory?.[TASK.status] ?? [])].sort((a, b) => b.timestamp - a.timestamp);
  return newest?.timestamp ?? createdAt;
}

/** Whether someone else changed title, text or status. Without a history, it is unchanged. */
function isEdited({ propertiesWithHistory }: HubSpotRecord, apps: ServiceApps): boolean {
  return [TASK.subject, TASK.body, TASK.status].some((property) => {
    const [newest] = [...(propertiesWithHistory?.[property] ?? [])].sort((a, b) => b.timestamp - a.timestamp);
    return newest !== undefined && actorOf(newest, apps).kind !== 'service';
  });
}
