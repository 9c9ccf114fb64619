import type { Client } from '@temporalio/client';
import { AUDIT_WORKFLOW, SWEEP_WORKFLOW, scheduleIds } from '../../src/contract/names';
import { runningCasesQuery } from '../../src/temporal/list';
import { until } from '../process/until';
import { skipTime, workflowTime, type SkipOptions } from '../temporal/skip-time';

/** A sweep that signals hundreds of cases leaves HubSpot a third of a second for each. */
const SCHEDULED_WITHIN_MS = 300_000;

/** The clocks of a portal's cases on a development server. Each case has its own, since Temporal skips time for one workflow at a time. */
export class CaseClocks {
  private held: Promise<void> | undefined;

  constructor(
    private readonly temporal: Client,
    private readonly portalId: string,
  ) {}

  /** Workflow ids of the cases that run; Temporal's lists lag by a moment. */
  async running(): Promise<readonly string[]> {
    const ids: string[] = [];
    const query = runningCasesQuery(this.portalId);
    for await (const { workflowId } of this.temporal.workflow.list({ query })) ids.push(workflowId);
    return ids;
  }

  /** How far a case is behind `time`, ms. */
  async behindMs(workflowId: string, time: Date): Promise<number> {
    return time.getTime() - (await workflowTime(this.temporal, workflowId)).getTime();
  }

  /** Lets the case do what is due until `to`. One that has ended, or ends on the way, has no clock any more. */
  async bringTo(workflowId: string, to: Date, options: SkipOptions = {}): Promise<void> {
    if (!(await this.isRunning(workflowId))) return;
    const behindMs = await this.behindMs(workflowId, to);
    if (behindMs <= 0) return;
    try {
      await skipTime(this.temporal, workflowId, behindMs / 1000, options);
    } catch (error) {
      if (await this.isRunning(workflowId)) throw error;
    }
  }

  /**
   * Before any case is ahead of the real clock: what schedules start stays on the real clock, and so would the cases that they start, years
   * behind the portal.
   */
  holdSchedules(): Promise<void> {
    return (this.held ??= this.pauseSchedules());
  }

  private async pauseSchedules(): Promise<void> {
    for (const id of Object.values(scheduleIds(this.portalId))) {
      await this.temporal.schedule.getHandle(id).pause('the calendar runs ahead');
    }
    const query = `WorkflowType IN ("${SWEEP_WORKFLOW}", "${AUDIT_WORKFLOW}") AND ExecutionStatus = "Running"`;
    const over = async (): Promise<true | undefined> =>
      (await this.temporal.workflow.count(query)).count === 0 || undefined;
    await until(over, { what: 'no sweep or audit under way', withinMs: SCHEDULED_WITHIN_MS });
  }

  private async isRunning(workflowId: string): Promise<boolean> {
    const { status } = await this.temporal.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  }
}
