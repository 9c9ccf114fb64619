import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { caseInputSchema, isOfAnother, type CaseInput } from '../../contract/case';
import { caseWorkflowId } from '../../contract/names';
import { inputOf } from '../../contract/payloads/input';
import type { Outcome } from '../../sop/decision/decision';
import { followTicket } from '../turn/turn';
import { Case } from './case';
import { handleCommands } from './commands';

/** One At-Risk ticket, from its first event until its client is Active or Cancelled. */
export async function atRiskCase(input: CaseInput): Promise<Outcome> {
  return followTicket(setup(input));
}

function setup(given: CaseInput): Case {
  const input: CaseInput = inputOf(caseInputSchema, given, 'InvalidCaseInput');
  if (isOfAnother(workflowInfo().workflowId, caseWorkflowId(input.portalId, input.ticketId)))
    throw ApplicationFailure.nonRetryable('the workflow id is that of another ticket', 'InvalidCaseInput');
  const atRisk = new Case(input);
  handleCommands(atRisk);
  return atRisk;
}
