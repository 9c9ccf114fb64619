import { WithStartWorkflowOperation } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { TicketId } from '../sop/ids';
import { CASE_WORKFLOW, caseStart, caseWorkflowId, type CaseView } from '../workflows/contract';
import { withSession } from './connect';
import { caseAsText } from './show';

/**
 * Gives a command to a case, and prints what the SOP then says. A case that has ended is begun again and finds its place
 * (X3); a ticket that never had a case is an error.
 */
export async function steer<Command>(
  ticketId: TicketId,
  update: UpdateDefinition<CaseView, [Command]>,
  command: Command,
  options: { readonly json?: boolean },
): Promise<void> {
  const found = await withSession(async ({ temporal, portalId, taskQueue }) => {
    await temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId)).describe();
    const startWorkflowOperation = new WithStartWorkflowOperation(CASE_WORKFLOW, {
      ...caseStart({ portalId, ticketId }, taskQueue),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return temporal.workflow.executeUpdateWithStart(update, { args: [command], startWorkflowOperation });
  });
  process.stdout.write(options.json === true ? `${JSON.stringify(found, undefined, 2)}\n` : caseAsText(found));
}
