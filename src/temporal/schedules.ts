import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
  type ScheduleOptions,
} from '@temporalio/client';
import { NIGHT_MS, auditStart } from '../contract/audit';
import {
  AUDIT_WORKFLOW,
  DIGEST_WORKFLOW,
  SWEEP_WORKFLOW,
  WORK_AFTER_WORKFLOW,
  scheduleIds,
  sweepWorkflowId,
  type ScheduleName,
} from '../contract/names';
import type { SopSettings } from '../sop/vocabulary/settings';
import { formerSchedules, type FormerSchedules } from './former-schedules';
import type { PortalClient } from './portal-client';

/** The result for the portal's schedules. */
export interface Registered {
  readonly added: readonly string[];
  /** Schedules of an older version that the portal's own ones replace. */
  readonly removed: readonly string[];
}

/** When the morning digest comes. */
export type Mornings = Pick<SopSettings, 'timeZone' | 'reminders'>;

/** Registers the portal's schedules, or brings them up to date. */
export async function registerSchedules(client: PortalClient, mornings: Mornings): Promise<Registered> {
  const former = await formerSchedules(client);
  const added: string[] = [];
  for (const [name, schedule] of Object.entries(schedules(client, mornings))) {
    const state = former.states[name as ScheduleName];
    if (await register(client.temporal, { ...schedule, ...(state && { state }) })) added.push(schedule.scheduleId);
  }
  return { added, removed: await removeFormer(client.temporal, former) };
}

/** Only after their successors are there, so that an interrupted setup leaves no portal without them. */
async function removeFormer(temporal: Client, { ids }: FormerSchedules): Promise<readonly string[]> {
  for (const id of ids) await temporal.schedule.getHandle(id).delete();
  return ids;
}

/** A schedule that someone paused stays paused. */
async function register(temporal: Client, schedule: ScheduleOptions): Promise<boolean> {
  try {
    await temporal.schedule.create(schedule);
    return true;
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = schedule;
    const handle = temporal.schedule.getHandle(schedule.scheduleId);
    await handle.update((previous) => ({ ...previous, spec, action, ...(policies && { policies }) }));
    return false;
  }
}

function schedules(
  { portalId, taskQueue }: PortalClient,
  { timeZone, reminders }: Mornings,
): Readonly<Record<ScheduleName, ScheduleOptions>> {
  const ids = scheduleIds(portalId);
  return {
    workAfter: {
      scheduleId: ids.workAfter,
      // 6 or 7 o'clock in New York. It is about the day before, which is over in every zone, and in HubSpot's search too.
      spec: { calendars: [{ hour: 11 }], timezone: 'UTC' },
      action: {
        type: 'startWorkflow',
        workflowType: WORK_AFTER_WORKFLOW,
        taskQueue,
        args: [],
        staticSummary: 'N9: work on cancelled clients',
      },
      // Days missed during an outage are caught up on, one after another.
      policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: '7 days' },
    },
    sweep: {
      scheduleId: ids.sweep,
      spec: { intervals: [{ every: '5 minutes' }] },
      action: {
        type: 'startWorkflow',
        workflowType: SWEEP_WORKFLOW,
        workflowId: sweepWorkflowId(portalId),
        taskQueue,
        args: [{ portalId }],
        staticSummary: 'Changes in HubSpot whose webhook was lost',
      },
      // A long one, as after an outage, delays the next; each begins where the last one ended, so none needs to be caught up on.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    },
    audit: {
      scheduleId: ids.audit,
      // 3 or 4 o'clock in New York: nobody is at work, and the RCM Cancellation Dates of the day have been dealt with.
      spec: { calendars: [{ hour: 8 }], timezone: 'UTC' },
      action: { type: 'startWorkflow', workflowType: AUDIT_WORKFLOW, ...auditStart(portalId, taskQueue, NIGHT_MS) },
      // An audit is about the present: one missed during an outage is not caught up on.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' },
    },
    digest: {
      scheduleId: ids.digest,
      spec: { calendars: [{ hour: reminders.digest.hour }], timezone: timeZone },
      action: {
        type: 'startWorkflow',
        workflowType: DIGEST_WORKFLOW,
        workflowId: ids.digest,
        taskQueue,
        args: [{ portalId, timeZone }],
        staticSummary: 'Morning digest for leaders',
      },
      // In the afternoon nobody needs it any more.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '4 hours' },
    },
  };
}

/** Whether the schedule of the digest is as `registerSchedules` registers it now. */
export function comesInTheMorning({ spec }: ScheduleDescription, { timeZone, reminders }: Mornings): boolean {
  const hours = (spec.calendars ?? []).flatMap(({ hour }) => hour);
  return spec.timezone === timeZone && hours.length === 1 && hours[0]?.start === reminders.digest.hour;
}
