import { attention, type Attention } from './attention';
import type { Decision, RequirementCode } from './decision';
import type { CaseFacts } from './facts';
import { isPersonsAct } from './timeline';

/**
 * X1: where something is on the ticket that looks like what the SOP waits for, and does not count, a note says why: else
 * whoever put it there would wait for ever.
 */
export function withProvenance(decision: Decision, facts: CaseFacts): Decision {
  if (decision.attention !== undefined || decision.end !== undefined) return decision;
  const missing = (code: RequirementCode): boolean => decision.waitingFor.some((each) => each.code === code);
  const found =
    (missing('customerSaved') ? broughtAnswer(facts) : undefined) ??
    (missing('cancellationApproval') ? nobodysApproval(facts) : undefined) ??
    (missing('cancellationNotice') ? uncountedFiles(facts) : undefined);
  return found === undefined ? decision : { ...decision, attention: found };
}

/** N1: the answer came with the ticket. */
function broughtAnswer({ ticket }: CaseFacts): Attention | undefined {
  const newest = ticket.customerSaved[0];
  if (newest?.value == null || newest.brought === undefined) return undefined;
  return attention.answerBrought(newest.value, newest.brought, newest.at);
}

/** N5: an automation, an import or a merge approved. */
function nobodysApproval({ ticket }: CaseFacts): Attention | undefined {
  const newest = ticket.cancellationApproval[0];
  if (newest?.value !== 'Yes' || isPersonsAct(newest)) return undefined;
  return attention.approvalByNobody(newest, newest.at);
}

/** N2: there are files, but none that counts. */
function uncountedFiles({ evidence }: CaseFacts): Attention | undefined {
  const hidden = evidence?.hiddenFiles ?? [];
  if (hidden.length > 0) return attention.filesHidden(hidden);
  const old = evidence?.oldFiles ?? [];
  return old.length > 0 ? attention.filesOld(old) : undefined;
}
