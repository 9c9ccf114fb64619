import type { Decision, Requirement, RequirementCode } from '../decision/decision';
import { missingRequirements } from '../evidence/missing';
import { isHeld } from '../invoice/invoice';
import { answerOf } from '../ticket/answer';
import { showDate, showInstant } from '../vocabulary/dates';
import type { CaseFacts, TicketFacts } from '../vocabulary/facts';
import type { RuleId } from '../vocabulary/rules';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';

/** One thing that the SOP asks for on a ticket's path, done or still open. */
export interface SopStep extends Requirement {
  readonly done: boolean;
}

/**
 * Everything that the SOP asks for on the path of this ticket, in its order: what is done, and what the decision waits for. What
 * was not read, and therefore is not known to be there, is left out.
 */
export function stepsOf(facts: CaseFacts, decision: Decision, settings: SopSettings): readonly SopStep[] {
  const open = decision.waitingFor.map((each): SopStep => ({ ...each, done: false }));
  const done = doneSteps(facts, decision, settings).filter(({ code }) => open.every((each) => each.code !== code));
  return [...done, ...open].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
}

/** As the SOP's page has them. */
const ORDER: readonly RequirementCode[] = [
  'customerSaved',
  'cancellationNotice',
  'etfNote',
  'rcmCancellationDate',
  'cancellationApproval',
  'invoiceDetermination',
  'financeApproval',
  'changeNote',
  'newerTicket',
  'monitoringPeriod',
  'cancellationDay',
];

function doneSteps(facts: CaseFacts, decision: Decision, settings: SopSettings): readonly SopStep[] {
  const { ticket } = facts;
  const answer = answerOf(ticket, settings);
  if (answer.kind === 'none') return holdSteps(facts);
  const value = answer.kind === 'saved' ? 'Yes' : 'No';
  const when = showInstant(answer.since, settings.timeZone);
  const answered = done(
    'customerSaved',
    answer.kind === 'saved' ? 'S1' : 'N1',
    `Customer Saved is ${value} since ${when}`,
  );
  if (answer.kind === 'notSaved') {
    const ended = decision.end === 'cancelled' ? [done('cancellationDay', 'N8', 'the client is Cancelled')] : [];
    return [answered, ...evidenceSteps(facts, settings), ...ended, ...holdSteps(facts)];
  }
  const ended = decision.end === 'active' ? [done('monitoringPeriod', 'S2', 'the monitoring period is over')] : [];
  return [answered, ...ended, ...holdSteps(facts)];
}

/** N2–N5. */
function evidenceSteps({ ticket, evidence }: CaseFacts, settings: SopSettings): readonly SopStep[] {
  const missing = missingRequirements(ticket, evidence, settings).map(({ code }) => code);
  const date = currentValue(ticket.rcmCancellationDate);
  const sentences: readonly (readonly [RequirementCode, RuleId, string | undefined])[] = [
    ['cancellationNotice', 'N2', 'the written cancellation notice is on the ticket'],
    ['etfNote', 'N3', 'the Early Termination Fee note is filled in'],
    ['rcmCancellationDate', 'N4', date && `the RCM Cancellation Date is ${showDate(date.value)}`],
    ['cancellationApproval', 'N5', approvalOf(ticket)],
  ];
  return sentences.flatMap(([code, rule, sentence]) =>
    sentence === undefined || missing.includes(code) ? [] : [done(code, rule, sentence)],
  );
}

function approvalOf({ cancellationApproval }: TicketFacts): string | undefined {
  return currentValue(cancellationApproval)?.value === 'Yes' ? 'Cancellation Approval is Yes' : undefined;
}

/** I1: of a ticket that is or was on hold. */
function holdSteps(facts: CaseFacts): readonly SopStep[] {
  const { ticket } = facts;
  const determination = currentValue(ticket.invoiceDetermination)?.value;
  if (determination === undefined || !isHeld(facts)) return [];
  const approved = currentValue(ticket.financeApproval)?.value === 'Yes';
  return [
    done('invoiceDetermination', 'I1', `the determination of the outstanding invoice is: ${determination}`),
    ...(approved ? [done('financeApproval', 'I3', 'Finance has approved closing the ticket')] : []),
  ];
}

function done(code: RequirementCode, rule: RuleId, sentence: string): SopStep {
  return { code, rule, sentence, done: true };
}
