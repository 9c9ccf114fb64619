import type { Client } from '@temporalio/client';
import { caseWorkflowId } from '../../src/contract/names';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { CaseClocks } from '../calendar/case-clocks';
import type { DemoPortal } from '../portal/people';
import { atMost } from '../process/at-most';

/** Each skip is a long poll of the server, and wakes the worker: hundreds at once would outlast their time limits. */
const SKIPS_AT_ONCE = 16;

/** One calendar for the emulated portal and all cases: the portal is moved along, so that its histories show the same days. */
export class VirtualClock {
  private readonly ticketIds = new Set<string>();
  private readonly cases: CaseClocks;

  constructor(
    temporal: Client,
    private readonly portal: DemoPortal,
    private readonly portalId: string,
  ) {
    this.cases = new CaseClocks(temporal, portalId);
  }

  /** The case of this ticket takes part from now on, at whatever time the portal shows. */
  include(ticketId: string): void {
    this.ticketIds.add(ticketId);
  }

  async now(): Promise<Date> {
    return this.portal.now();
  }

  /** Moves the portal, and every running case with it, to `to`. */
  async advanceTo(to: Date): Promise<void> {
    await this.cases.holdSchedules();
    const ahead = to.getTime() - (await this.portal.now()).getTime();
    if (ahead > 0) await this.portal.advanceClock(ahead);
    await atMost(SKIPS_AT_ONCE, [...this.ticketIds], (ticketId) =>
      this.cases.bringTo(caseWorkflowId(this.portalId, ticketIdSchema.parse(ticketId)), to),
    );
  }
}
