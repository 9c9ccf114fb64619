import { taskOfUndoReference } from '../sop/checklist-again-text';
import { keyOfChecklistReference } from '../sop/checklist-text';
import { dayOf, type Instant, type TimeZone } from '../sop/dates';
import { changeOfExplanationTask } from '../sop/explanation-task';
import type { ChecklistTask, ExplanationTask } from '../sop/facts';
import { taskIdSchema } from '../sop/ids';
import type { HubSpotRecord } from './answers';
import { referenceOfText } from './evidence-facts';
import { actorOf, timelineOf } from './timeline-of';
import { readInstant } from './values';

export const TASK = {
  subject: 'hs_task_subject',
  body: 'hs_task_body',
  status: 'hs_task_status',
  /** When the task is due. */
  due: 'hs_timestamp',
  owner: 'hubspot_owner_id',
} as const;

export const COMPLETED = 'COMPLETED';

/** What is read of each task. */
export const TASK_SELECTION = {
  properties: [TASK.subject, TASK.body, TASK.status, TASK.due],
  propertiesWithHistory: [TASK.subject, TASK.body, TASK.status, TASK.due],
} as const;

/** N9: the tasks of the deactivation checklist among a ticket's tasks; their text does not leave this module. */
export function checklistFacts(
  tasks: readonly HubSpotRecord[],
  appId: string,
  zone: TimeZone,
): readonly ChecklistTask[] {
  const takenBack = new Set(tasks.map((task) => taskOfUndoReference(referenceOfTask(task) ?? '')));
  return tasks.flatMap((task) => checklistTask(task, appId, zone, takenBack.has(task.id)) ?? []);
}

function checklistTask(
  task: HubSpotRecord,
  appId: string,
  zone: TimeZone,
  isTakenBack: boolean,
): ChecklistTask | undefined {
  const key = keyOfChecklistReference(referenceOfTask(task) ?? '');
  if (key === undefined) return undefined;
  const due = timelineOf(task, TASK.due, appId, (value) => {
    const at = readInstant(value);
    return at && dayOf(at, zone);
  });
  return {
    id: taskIdSchema.parse(task.id),
    key,
    createdAt: task.createdAt,
    due: due.timeline,
    open: isOpenTask(task),
    ...(!isOpenTask(task) && { completedAt: completedAt(task) }),
    ...(isTakenBack && { isTakenBack }),
    edited: isEdited(task, appId),
  };
}

/** C4: the tasks that ask for the explaining note among a ticket's tasks. */
export function explanationTasks(tasks: readonly HubSpotRecord[], appId: string): readonly ExplanationTask[] {
  return tasks.flatMap((task) => {
    const changedAt = changeOfExplanationTask(referenceOfTask(task) ?? '');
    if (changedAt === undefined) return [];
    return [{ id: taskIdSchema.parse(task.id), changedAt, open: isOpenTask(task), edited: isEdited(task, appId) }];
  });
}

/** The reference of a task that this service wrote; undefined for any other task. */
export function referenceOfTask({ properties }: HubSpotRecord): string | undefined {
  return referenceOfText(properties[TASK.body] ?? '');
}

export function isOpenTask({ properties }: HubSpotRecord): boolean {
  return properties[TASK.status] !== COMPLETED;
}

/** Without a history, as old as the task. */
function completedAt({ propertiesWithHistory, createdAt }: HubSpotRecord): Instant {
  const [newest] = [...(propertiesWithHistory?.[TASK.status] ?? [])].sort((a, b) => b.timestamp - a.timestamp);
  return newest?.timestamp ?? createdAt;
}

/** Whether somebody else changed title, text or status. Without a history, it is what this service made it. */
function isEdited({ propertiesWithHistory }: HubSpotRecord, appId: string): boolean {
  return [TASK.subject, TASK.body, TASK.status].some((property) => {
    const [newest] = [...(propertiesWithHistory?.[property] ?? [])].sort((a, b) => b.timestamp - a.timestamp);
    return newest !== undefined && actorOf(newest, appId).kind !== 'service';
  });
}
