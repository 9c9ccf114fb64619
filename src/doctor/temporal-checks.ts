import type { Client, ScheduleDescription } from '@temporalio/client';
import { z } from 'zod';
import { FORMER_SCHEDULES, SEARCH_ATTRIBUTES, scheduleIds } from '../contract/names';
import { currentBuild } from '../temporal/builds';
import { describeSchedule } from '../temporal/describe';
import { retentionDays } from '../temporal/retention';
import { comesInTheMorning, type Mornings } from '../temporal/schedules';
import { isSearchable, registeredTypes, searchAttributeTypes } from '../temporal/search-attributes';
import { buildFinding } from './build-check';
import type { Check } from './check';
import { notChecked, ok, problem, warning, type Finding } from './finding';
import { versions } from './version-check';

export interface TemporalContext {
  readonly temporal: Client;
  readonly namespace: string;
  readonly portalId: string | undefined;
  readonly taskQueue: string;
  /** When the morning digest comes, as the portal file says. */
  readonly sop: Mornings;
}

/** An ended case should stay readable while its client is monitored or cancelled: about as long as people ask about it. */
const SHORTEST_RETENTION_DAYS = 30;

const SETUP = 'Run at-risk setup.';

export const TEMPORAL_CHECKS: readonly Check<TemporalContext>[] = [
  {
    name: 'retention',
    about: 'how long Temporal keeps ended cases',
    run: async ({ temporal, namespace }: TemporalContext): Promise<readonly Finding[]> => {
      const days = await retentionDays(temporal);
      const said = `days for which Temporal keeps ended cases in the namespace ${namespace}: ${String(days)}`;
      return [
        days >= SHORTEST_RETENTION_DAYS
          ? ok(said)
          : warning(said, `${SETUP} On Temporal Cloud raise it with its own tools.`),
      ];
    },
  },
  {
    name: 'searchAttributes',
    about: 'the search attributes of the namespace',
    run: async ({ temporal }: TemporalContext): Promise<readonly Finding[]> => {
      const known = await registeredTypes(temporal);
      return Promise.all(Object.values(SEARCH_ATTRIBUTES).map((wanted) => searchAttribute(temporal, wanted, known)));
    },
  },
  {
    name: 'schedules',
    about: 'the schedules of the portal',
    run: async (context: TemporalContext): Promise<readonly Finding[]> => {
      const { portalId, temporal, taskQueue } = context;
      if (portalId === undefined) return [notChecked('the schedules of the portal', 'Set HUBSPOT_PORTAL_ID.')];
      const ids = scheduleIds(portalId);
      const own = await Promise.all(Object.values(ids).map((id) => schedule(id, portalId, context, id === ids.digest)));
      const former = await Promise.all(Object.values(FORMER_SCHEDULES).map((id) => describeSchedule(temporal, id)));
      const left = former.flatMap((found) =>
        found !== undefined && isOurs(found, portalId, taskQueue) ? [found.scheduleId] : [],
      );
      const both = `schedules of an older version exist beside the portal's own: ${left.join(', ')}`;
      return left.length === 0 ? own : [...own, warning(both, SETUP)];
    },
  },
  {
    name: 'builds',
    about: 'the current build of the workers',
    run: async (context: TemporalContext): Promise<readonly Finding[]> => [buildFinding(await currentBuild(context))],
  },
  {
    name: 'versions',
    about: 'the versions of service and server',
    run: async ({ temporal }: TemporalContext): Promise<readonly Finding[]> => {
      const { serverVersion } = await temporal.workflowService.getSystemInfo({});
      const { service, hubspotClient, temporalClient } = versions();
      return [
        ok(
          `at-risk-closer ${service}, Node ${process.versions.node}, HubSpot client ${hubspotClient}, Temporal client ${temporalClient}, Temporal server ${serverVersion}`,
        ),
      ];
    },
  },
];

type Wanted = (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES];

async function searchAttribute(
  temporal: Client,
  { name, type }: Wanted,
  known: Readonly<Record<string, number>> | undefined,
): Promise<Finding> {
  const isThere = known === undefined ? await isSearchable(temporal, name) : name in known;
  if (!isThere) {
    return problem(
      `the namespace has no search attribute ${name}: the tasks of cases fail`,
      `${SETUP} On Temporal Cloud add it with its own tools (docs/operations.md).`,
    );
  }
  return known === undefined || known[name] === searchAttributeTypes()[name]
    ? ok(`the search attribute ${name} is registered`)
    : problem(
        `the search attribute ${name} has another type than ${type}`,
        'Remove it with Temporal’s tools, and run at-risk setup.',
      );
}

const argumentsSchema = z.tuple([z.object({ portalId: z.string() })]);

async function schedule(
  id: string,
  portalId: string,
  { temporal, taskQueue, sop }: TemporalContext,
  isDigest: boolean,
): Promise<Finding> {
  const found = await describeSchedule(temporal, id);
  if (found === undefined) return problem(`the schedule ${id} is not registered`, SETUP);
  const of = portalOf(found);
  if (of !== undefined && of !== portalId) {
    return problem(
      `the schedule ${id} works on portal ${of}`,
      'Run at-risk setup with the HUBSPOT_PORTAL_ID of this portal.',
    );
  }
  if (found.action.taskQueue !== taskQueue) {
    return problem(
      `the schedule ${id} starts its work on the task queue ${found.action.taskQueue}, and AT_RISK_TASK_QUEUE is ${taskQueue}`,
      'Run at-risk setup with the AT_RISK_TASK_QUEUE of the workers.',
    );
  }
  if (isDigest && !comesInTheMorning(found, sop)) {
    return warning(`the schedule ${id} does not come at the hour and in the time zone of the portal file`, SETUP);
  }
  return found.state.paused
    ? warning(`the schedule ${id} is paused`, `Resume it: temporal schedule toggle --unpause --schedule-id ${id}.`)
    : ok(`the schedule ${id} is registered`);
}

function portalOf({ action }: ScheduleDescription): string | undefined {
  return argumentsSchema.safeParse(action.args).data?.[0].portalId;
}

/** N9's schedule of an older version did not name its portal. */
function isOurs(found: ScheduleDescription, portalId: string, taskQueue: string): boolean {
  const of = portalOf(found);
  return of === undefined ? found.action.taskQueue === taskQueue : of === portalId;
}
