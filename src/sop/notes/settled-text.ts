import type { Decision } from '../decision/decision';
import { describeActor } from '../decision/drift';
import { showDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, TicketFacts } from '../vocabulary/facts';
import type { Change, Timeline } from '../vocabulary/timeline';
import type { NoteCause } from './note-cause';

/** X1: why a cause is gone, as a sentence: what was done since the note was written, and by whom; otherwise what is true now. */
export function whySettled(cause: NoteCause, decision: Decision, facts: CaseFacts, since: Instant): string {
  // What HubSpot refused has nothing to do with how the ticket went on.
  const inDecision = cause === 'hubspot' ? undefined : byDecision(decision);
  return byChange(CHANGES[cause] ?? [], facts, since) ?? inDecision ?? NOW[cause] ?? 'The cause is gone.';
}

type Field =
  'customerSaved' | 'cancellationApproval' | 'rcmCancellationDate' | 'financeApproval' | 'stage' | 'clientStatus';

/** What can end a cause. */
const CHANGES: Readonly<Partial<Record<NoteCause, readonly Field[]>>> = {
  clientStatus: ['clientStatus', 'customerSaved'],
  dateOutOfBounds: ['rcmCancellationDate', 'customerSaved'],
  dateRemoved: ['rcmCancellationDate', 'customerSaved', 'stage'],
  answerChanged: ['customerSaved', 'stage'],
  answerRemoved: ['customerSaved', 'stage'],
  answerBrought: ['customerSaved'],
  approvalByNobody: ['cancellationApproval', 'customerSaved'],
  approvalWithdrawn: ['cancellationApproval', 'customerSaved', 'rcmCancellationDate'],
  closedIncomplete: ['stage', 'customerSaved'],
  closedUnanswered: ['customerSaved', 'stage'],
  closedUnderInvoice: ['stage', 'financeApproval'],
  reopenedByHand: ['stage', 'customerSaved'],
  ticketValueChanged: ['cancellationApproval', 'rcmCancellationDate', 'customerSaved'],
  approval: ['financeApproval'],
};

/** What is true once a cause is gone, where no change of a value ended it. */
const NOW: Readonly<Partial<Record<NoteCause, string>>> = {
  notAtRisk: 'The ticket is in the At-Risk pipeline again.',
  company: 'It is clear which company this ticket is about.',
  clientStatus: 'The Client Status fits the answer on this ticket.',
  unknownValue: 'All values on this ticket are known.',
  files: 'The written cancellation notice is no longer missing.',
  missing: 'What this note asked for is no longer missing.',
  approval: 'Finance Approval is no longer needed.',
  reopening: 'Nothing is missing any more, and the ticket was closed.',
  hubspot: 'HubSpot accepts the changes of this service again.',
};

function byDecision({ takenOverBy, phase }: Decision): string | undefined {
  if (takenOverBy !== undefined) return `At-Risk ticket ${takenOverBy.id} of the same client has taken over.`;
  return phase === 'monitoring' ? 'The client is saved.' : undefined;
}

/** Newest first: the change that ended the cause is the last one. A value that a merge or the like brought was nobody's act. */
function byChange(fields: readonly Field[], facts: CaseFacts, since: Instant): string | undefined {
  const changes = fields
    .flatMap((field) => {
      const [newest] = timelineOf(field, facts);
      return newest === undefined || newest.at <= since || newest.brought !== undefined ? [] : [{ field, newest }];
    })
    .sort((a, b) => b.newest.at - a.newest.at);
  const [last] = changes;
  return last && `${describeActor(last.newest.by)} ${describeChange(last.field, last.newest)}.`;
}

function timelineOf(field: Field, { ticket, company }: CaseFacts): Timeline<string> {
  if (field === 'clientStatus') return company?.kind === 'one' ? company.clientStatus : [];
  return ticket[field satisfies keyof TicketFacts];
}

const LABELS: Readonly<Record<Exclude<Field, 'stage'>, string>> = {
  customerSaved: 'Customer Saved',
  cancellationApproval: 'Cancellation Approval',
  rcmCancellationDate: 'the RCM Cancellation Date',
  financeApproval: 'Finance Approval',
  clientStatus: 'the Client Status',
};

function describeChange(field: Field, { value }: Change<string>): string {
  if (field === 'stage') return value === 'open' ? 'opened the ticket again' : 'closed the ticket';
  if (value === null) return `cleared ${LABELS[field]}`;
  return `set ${LABELS[field]} to ${field === 'rcmCancellationDate' ? showDate(value as never) : value}`;
}
