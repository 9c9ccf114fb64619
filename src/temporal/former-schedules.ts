import type { ScheduleDescription } from '@temporalio/client';
import { z } from 'zod';
import { FORMER_SCHEDULES, type ScheduleName } from '../contract/names';
import { describeSchedule } from './describe';
import type { PortalClient } from './portal-client';

/**
 * The schedules of an older version, which had one set for all portals of a namespace: those that belong to this portal, and
 * whether someone paused them. N9's comes first: it alone does not name its portal.
 */
export interface FormerSchedules {
  readonly ids: readonly string[];
  readonly states: Readonly<Partial<Record<ScheduleName, { readonly paused: boolean; readonly note?: string }>>>;
}

const argumentsSchema = z.tuple([z.object({ portalId: z.string() })]);

export async function formerSchedules({ temporal, portalId, taskQueue }: PortalClient): Promise<FormerSchedules> {
  const found: [ScheduleName, ScheduleDescription][] = [];
  for (const [name, id] of Object.entries(FORMER_SCHEDULES)) {
    const description = await describeSchedule(temporal, id);
    if (description !== undefined) found.push([name as ScheduleName, description]);
  }
  const portalOfAll = found.map(([, description]) => portalOf(description)).find((portal) => portal !== undefined);
  const isOurs = ({ action }: ScheduleDescription): boolean =>
    portalOfAll === undefined ? action.taskQueue === taskQueue : portalOfAll === portalId;
  const ours = found.filter(([, description]) => isOurs(description));
  return {
    ids: ours.map(([, { scheduleId }]) => scheduleId),
    states: Object.fromEntries(
      ours.map(([name, { state }]) => [
        name,
        { paused: state.paused, ...(state.note !== undefined && { note: state.note }) },
      ]),
    ),
  };
}

function portalOf({ action }: ScheduleDescription): string | undefined {
  return argumentsSchema.safeParse(action.args).data?.[0].portalId;
}
