import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, casePrefix, intakePrefix, scheduleIds, supportRequestPrefix } from '../contract/names';
import { attention } from '../sop/decision/attention';
import { PHASES } from '../sop/decision/decision';
import { WAITS } from '../sop/overview/words';
import { casesQuery, runningCasesQuery } from '../temporal/list';
import { REPORTED } from '../temporal/stuck';
import { TEMPORAL_METRICS } from './catalog';
import { single, type Family } from './exposition';

/** After this a case is overdue, and an intake waits: an attempt at HubSpot's side is repeated within five minutes. In milliseconds. */
const LATE_MS = 15 * 60_000;

const DAY_MS = 24 * 60 * 60_000;

/**
 * What Temporal's visibility counts of a portal. One call for each value: Temporal groups by nothing but the execution's status
 * (https://docs.temporal.io/list-filter), and a list of all cases would grow with them.
 */
export async function countFamilies(temporal: Client, portalId: string, now: number): Promise<readonly Family[]> {
  const counts = new Counts(temporal, portalId, now);
  // One after another, to be gentle.
  return [
    ...(await counts.phases()),
    ...(await counts.requirements()),
    ...(await counts.attention()),
    ...(await counts.singles()),
    ...(await counts.kinds()),
  ];
}

class Counts {
  private readonly late: string;
  private readonly dayAgo: string;

  constructor(
    private readonly temporal: Client,
    private readonly portalId: string,
    now: number,
  ) {
    this.late = iso(now - LATE_MS);
    this.dayAgo = iso(now - DAY_MS);
  }

  /** `none`: a case that has not read its ticket yet. */
  async phases(): Promise<readonly Family[]> {
    const { phase } = SEARCH_ATTRIBUTES;
    const total = await this.count(this.running());
    const values = await this.each(total, PHASES, (name) => this.running(`${phase.name} = "${name}"`));
    const known = Object.values(values).reduce((sum, number) => sum + number, 0);
    return [{ metric: TEMPORAL_METRICS.cases, values: { ...values, none: Math.max(0, total - known) } }];
  }

  async requirements(): Promise<readonly Family[]> {
    const { waitingFor } = SEARCH_ATTRIBUTES;
    const values = await this.each(undefined, Object.keys(WAITS), (code) =>
      this.running(`${waitingFor.name} = "${code}"`),
    );
    return [{ metric: TEMPORAL_METRICS.waiting, values }];
  }

  async attention(): Promise<readonly Family[]> {
    const { name } = SEARCH_ATTRIBUTES.attention;
    const total = await this.count(this.running(`${name} IS NOT NULL`));
    const values = await this.each(total, Object.keys(attention), (code) => this.running(`${name} = "${code}"`));
    return [{ metric: TEMPORAL_METRICS.attention, values }];
  }

  async singles(): Promise<readonly Family[]> {
    const { nextDate, phase } = SEARCH_ATTRIBUTES;
    const neverRead = `(${phase.name} IS NULL AND StartTime < "${this.late}")`;
    const overdue = `ExecutionStatus = "Running" AND (${nextDate.name} < "${this.late}" OR ${neverRead})`;
    const waiting = `WorkflowId STARTS_WITH "${intakePrefix(this.portalId)}" AND ExecutionStatus = "Running"`;
    return [
      single(TEMPORAL_METRICS.paused, await this.count(casesQuery(this.portalId, 'ExecutionStatus = "Paused"'))),
      single(TEMPORAL_METRICS.overdue, await this.count(casesQuery(this.portalId, overdue))),
      single(TEMPORAL_METRICS.intakes, await this.count(`${waiting} AND StartTime < "${this.late}"`)),
    ];
  }

  async kinds(): Promise<readonly Family[]> {
    const failed = `ExecutionStatus IN ("Failed", "TimedOut") AND CloseTime > "${this.dayAgo}"`;
    return [
      { metric: TEMPORAL_METRICS.stuck, values: await this.byKind(`ExecutionStatus = "Running" AND ${REPORTED}`) },
      { metric: TEMPORAL_METRICS.failed, values: await this.byKind(failed) },
    ];
  }

  private async byKind(condition: string): Promise<Readonly<Record<string, number>>> {
    const kinds = kindsOf(this.portalId);
    const total = await this.count(`(${Object.values(kinds).join(' OR ')}) AND ${condition}`);
    return this.each(total, Object.keys(kinds), (kind) => `(${kinds[kind] ?? ''}) AND ${condition}`);
  }

  /** None where it is known that there is nothing to count. */
  private async each(
    total: number | undefined,
    names: readonly string[],
    query: (name: string) => string,
  ): Promise<Record<string, number>> {
    const values: Record<string, number> = {};
    for (const name of names) values[name] = total === 0 ? 0 : await this.count(query(name));
    return values;
  }

  private running(...conditions: readonly string[]): string {
    return runningCasesQuery(this.portalId, ...conditions);
  }

  private async count(query: string): Promise<number> {
    return (await this.temporal.workflow.count(query)).count;
  }
}

/** Everything of a portal, by what it is for. */
function kindsOf(portalId: string): Readonly<Record<string, string>> {
  const prefixes = {
    case: casePrefix(portalId),
    supportRequest: supportRequestPrefix(portalId),
    intake: intakePrefix(portalId),
  };
  return {
    ...conditions(prefixes, (prefix) => `WorkflowId STARTS_WITH "${prefix}"`),
    // A schedule appends the time to the id.
    ...conditions(scheduleIds(portalId), (id) => `WorkflowId = "${id}" OR WorkflowId STARTS_WITH "${id}-"`),
  };
}

function conditions(
  ids: Readonly<Record<string, string>>,
  condition: (id: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ids).map(([kind, id]) => [kind, condition(id)]));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
