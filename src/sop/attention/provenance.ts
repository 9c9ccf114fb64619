import { askingAlso } from '../decision/asked';
import { attention, type Attention } from '../decision/attention';
import type { Decision, RequirementCode } from '../decision/decision';
import { EPOCH, later, type Instant } from '../vocabulary/dates';
import type { CaseFacts } from '../vocabulary/facts';
import { isPersonsAct } from '../vocabulary/timeline';

/**
 * X1: where something on the ticket looks like what the SOP waits for but does not count, a note says why. Otherwise the
 * person who entered it would wait forever.
 */
export function withProvenance(decision: Decision, facts: CaseFacts, now: Instant): Decision {
  if (decision.end !== undefined) return decision;
  const missing = (code: RequirementCode): boolean => decision.waitingFor.some((each) => each.code === code);
  const found =
    (missing('customerSaved') ? broughtAnswer(facts) : undefined) ??
    (missing('cancellationApproval') ? nobodysApproval(facts) : undefined) ??
    (missing('cancellationNotice') ? uncountedFiles(facts) : undefined);
  if (found === undefined || decision.attention !== undefined) return askingAlso(decision, found);
  const settles = filesSettle(found, facts, now);
  return settles === undefined
    ? { ...decision, attention: found }
    : askingAlso({ ...decision, wakeUp: settles }, found);
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

/** How long HubSpot may take to show a new file, in milliseconds. */
const FILES_SETTLE_MS = 10 * 60 * 1000;

/** N2: a file that was uploaded just now is checked once more before a person is asked about it. */
function filesSettle({ code }: Attention, { evidence }: CaseFacts, now: Instant): Decision['wakeUp'] {
  const at = later(evidence?.changedAt ?? EPOCH, FILES_SETTLE_MS);
  return code === 'filesHidden' && now < at
    ? { at, reason: 'N2: check whether HubSpot shows the file yet' }
    : undefined;
}

/** N2: there are files, but none counts. */
function uncountedFiles({ evidence }: CaseFacts): Attention | undefined {
  const hidden = evidence?.hiddenFiles ?? [];
  if (hidden.length > 0) return attention.filesHidden(hidden);
  const old = evidence?.oldFiles ?? [];
  return old.length > 0 ? attention.filesOld(old) : undefined;
}
