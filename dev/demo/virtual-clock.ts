import type { Client } from '@temporalio/client';
import { AUDIT_WORKFLOW, SWEEP_WORKFLOW, caseWorkflowId, scheduleIds } from '../../src/contract/names';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import type { DemoPortal } from '../portal/people';
import { atMost } from '../process/at-most';
import { until } from '../process/until';
import { skipTime, workflowTime } from '../temporal/skip-time';

/** Each skip is a long poll of the server, and wakes the worker: hundreds at once would outlast their time limits. */
const SKIPS_AT_ONCE = 16;

/** A sweep that signals hundreds of cases leaves HubSpot a third of a second for each. */
const SCHEDULED_WITHIN_MS = 300_000;

/**
 * One calendar for the emulated portal and all cases. Temporal skips time for one workflow at a time, on the server's own
 * clock; the portal is moved along, so that its histories show the same days.
 */
export class VirtualClock {
  private readonly ticketIds = new Set<string>();
  private held: Promise<void> | undefined;

  constructor(
    private readonly temporal: Client,
    private readonly portal: DemoPortal,
    private readonly portalId: string,
  ) {}

  /** The case of this ticket takes part from now on, at whatever time the portal shows. */
  include(ticketId: string): void {
    this.ticketIds.add(ticketId);
  }

  async now(): Promise<Date> {
    return this.portal.now();
  }

  /** Moves the portal, and every running case with it, to `to`. */
  async advanceTo(to: Date): Promise<void> {
    this.held ??= this.holdSchedules();
    await this.held;
    const ahead = to.getTime() - (await this.portal.now()).getTime();
    if (ahead > 0) await this.portal.advanceClock(ahead);
    await atMost(SKIPS_AT_ONCE, [...this.ticketIds], (ticketId) => this.bringCaseTo(ticketId, to));
  }

  /** What schedules start stays on the real clock, and so would the cases that they start: years behind the portal. */
  private async holdSchedules(): Promise<void> {
    for (const id of Object.values(scheduleIds(this.portalId))) {
      await this.temporal.schedule.getHandle(id).pause('the calendar runs ahead');
    }
    const query = `WorkflowType IN ("${SWEEP_WORKFLOW}", "${AUDIT_WORKFLOW}") AND ExecutionStatus = "Running"`;
    const over = async (): Promise<true | undefined> =>
      (await this.temporal.workflow.count(query)).count === 0 || undefined;
    await until(over, { what: 'no sweep or audit under way', withinMs: SCHEDULED_WITHIN_MS });
  }

  private async bringCaseTo(ticketId: string, to: Date): Promise<void> {
    const workflowId = caseWorkflowId(this.portalId, ticketIdSchema.parse(ticketId));
    if (!(await this.isRunning(workflowId))) return;
    const behindMs = to.getTime() - (await workflowTime(this.temporal, workflowId)).getTime();
    if (behindMs <= 0) return;
    try {
      await skipTime(this.temporal, workflowId, behindMs / 1000);
    } catch (error) {
      // A case that ends on the way has no clock any more.
      if (await this.isRunning(workflowId)) throw error;
    }
  }

  private async isRunning(workflowId: string): Promise<boolean> {
    const { status } = await this.temporal.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  }
}
