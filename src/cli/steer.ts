import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { caseStart, recheckUpdate, type CaseView } from '../contract/case';
import { CASE_WORKFLOW } from '../contract/names';
import { readable } from '../contract/payloads/readable';
import type { TicketId } from '../sop/vocabulary/ids';
import { caseOf, describeCase } from '../temporal/describe';
import { isTimeout } from '../temporal/errors';
import type { PortalClient } from '../temporal/portal-client';
import type { CaseOptions } from './case-command';
import { printCase } from './commands/show';
import { answeredSoon, inSession } from './connect';
import { progressOf } from './output/command-progress';
import { UnreachableError } from './output/exit';
import { warn } from './output/terminal';
import { whySilent } from './output/why-silent';

/**
 * Gives a command to a ticket's case, and prints what the SOP then says. If the case has ended, or Temporal no longer keeps it, a new
 * one is started and finds its place from what HubSpot holds (X3).
 */
export async function steer<Command>(
  ticketId: TicketId,
  update: UpdateDefinition<CaseView, [Command]>,
  command: Command,
  options: CaseOptions,
): Promise<void> {
  const found = await inSession((client) => give(client, ticketId, update, command));
  if (options.json === true || found.decision !== undefined) printCase(found, options);
}

async function give<Command>(
  client: PortalClient,
  ticketId: TicketId,
  update: UpdateDefinition<CaseView, [Command]>,
  command: Command,
): Promise<CaseView> {
  const { temporal, portalId, taskQueue } = client;
  const startWorkflowOperation = new WithStartWorkflowOperation(CASE_WORKFLOW, {
    ...caseStart({ portalId, ticketId }, taskQueue),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const updateId = randomUUID();
  const isKnown = (await answeredSoon(temporal, () => describeCase(client, ticketId))) !== undefined;
  try {
    const given = { args: [command] as [Command], updateId, startWorkflowOperation };
    return readable(await answeredSoon(temporal, () => temporal.workflow.executeUpdateWithStart(update, given)));
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && !isKnown) await endUnlessAtRisk(client, ticketId);
    if (!isTimeout(error)) throw error;
    return unanswered(client, ticketId, updateId);
  }
}

/** A case that was started for a command on something other than an At-Risk ticket, such as a mistyped id, would wait for it forever. */
async function endUnlessAtRisk(client: PortalClient, ticketId: TicketId): Promise<void> {
  const { temporal } = client;
  const handle = caseOf(client, ticketId);
  const { reading } = readable(await answeredSoon(temporal, () => handle.executeUpdate(recheckUpdate)));
  if (reading?.kind === 'found' && reading.facts.ticket.inAtRiskPipeline) return;
  await answeredSoon(temporal, () => handle.terminate('begun by a command for a ticket that is not an At-Risk ticket'));
}

/** The command may have taken effect all the same: the person must know whether to give it again. */
async function unanswered(client: PortalClient, ticketId: TicketId, updateId: string): Promise<CaseView> {
  const { temporal, portalId } = client;
  const handle = caseOf(client, ticketId);
  const progress = await answeredSoon(temporal, () => progressOf(handle, updateId));
  const why = await whySilent(temporal, handle);
  switch (progress) {
    case 'written':
      warn(
        `at-risk: done: the change and its note are in HubSpot. What the SOP makes of it is not known yet: ${why}. at-risk show ${ticketId} says it later.\n`,
      );
      return { portalId, ticketId, timeline: [] };
    case 'taken':
      throw new UnreachableError(
        `not done yet: the case has the command and goes on with it by itself, so do not give it again. The reason: ${why}. at-risk show ${ticketId} says what became of it`,
      );
    case 'notTaken':
      throw new UnreachableError(
        `not done: nothing was changed so far, as no worker has taken the command. It may still be taken when one runs: look with at-risk show ${ticketId} before you give it again. The reason: ${why}`,
      );
  }
}
