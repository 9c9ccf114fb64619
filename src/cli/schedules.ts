import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import {
  AUDIT_SCHEDULE,
  AUDIT_WORKFLOW,
  SWEEP_SCHEDULE,
  SWEEP_WORKFLOW,
  WORK_AFTER_SCHEDULE,
  WORK_AFTER_WORKFLOW,
  auditStart,
} from '../workflows/contract';
import type { Session } from './connect';

/** Registers the service's schedules, or brings them up to date; answers with the names of those that are new. */
export async function registerSchedules(session: Session): Promise<readonly string[]> {
  const added: string[] = [];
  for (const schedule of schedules(session)) {
    if (await register(session.temporal, schedule)) added.push(schedule.scheduleId);
  }
  return added;
}

/** A schedule that somebody paused stays paused. */
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

function schedules({ portalId, taskQueue }: Session): readonly ScheduleOptions[] {
  return [
    {
      scheduleId: WORK_AFTER_SCHEDULE,
      // 6 or 7 o'clock in New York. It is about the day before, which is over in every zone, and in HubSpot's search too.
      spec: { calendars: [{ hour: 11 }], timezone: 'UTC' },
      action: {
        type: 'startWorkflow',
        workflowType: WORK_AFTER_WORKFLOW,
        taskQueue,
        args: [],
        staticSummary: 'N9: work on cancelled clients',
      },
      // Days that an outage left out are made up for, one after another.
      policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: '7 days' },
    },
    {
      scheduleId: SWEEP_SCHEDULE,
      spec: { intervals: [{ every: '5 minutes' }] },
      action: {
        type: 'startWorkflow',
        workflowType: SWEEP_WORKFLOW,
        taskQueue,
        args: [{ portalId }],
        staticSummary: 'Changes in HubSpot that no webhook told of',
      },
      // One that takes long, as after an outage, is waited for; each begins where the last one ended, so none is made up for.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    },
    {
      scheduleId: AUDIT_SCHEDULE,
      // 3 or 4 o'clock in New York: nobody is at work, and the RCM Cancellation Dates of the day have been dealt with.
      spec: { calendars: [{ hour: 8 }], timezone: 'UTC' },
      action: { type: 'startWorkflow', workflowType: AUDIT_WORKFLOW, ...auditStart(portalId, taskQueue) },
      // An audit is about now: one that an outage left out is not made up for.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' },
    },
  ];
}
