import type { AttentionCode } from '../decision/attention';
import type { Outcome, Phase, RequirementCode } from '../decision/decision';

/** Who must act before a case goes on. `calendar`: a day must come; `operator`: whoever runs the service. */
export const ACTORS = ['clientSuccess', 'client', 'finance', 'calendar', 'operator'] as const;
export type ActorKind = (typeof ACTORS)[number];

export const ACTOR_WORDS: Readonly<Record<ActorKind, string>> = {
  clientSuccess: 'Client Success',
  client: 'the client',
  finance: 'Finance',
  calendar: 'the calendar',
  operator: 'whoever runs the service',
};

/** In the singular of a list's column. */
export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  deciding: 'Saved or not saved?',
  monitoring: 'Saved: monitored for 30 days',
  collecting: 'Not saved: gathering the evidence',
  cancelling: 'Not saved: cancellation in progress',
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  active: 'Saved: the client is Active again',
  cancelled: 'Not saved: the client is Cancelled',
  superseded: 'A newer At-Risk ticket took over',
  merged: 'Merged into another ticket',
  leftAlone: 'Was closed before this service knew it',
  gone: 'The ticket no longer exists',
};

interface Wait {
  readonly words: string;
  readonly who: ActorKind;
}

/** What a case can wait for, in the few words of a list, and who must act. The client writes the notice that CS uploads. */
export const WAITS: Readonly<Record<RequirementCode, Wait>> = {
  customerSaved: { words: 'Customer Saved', who: 'clientSuccess' },
  monitoringPeriod: { words: 'the end of monitoring', who: 'calendar' },
  newerTicket: { words: 'the newer At-Risk ticket', who: 'clientSuccess' },
  cancellationNotice: { words: 'the written cancellation notice', who: 'client' },
  etfNote: { words: 'the Early Termination Fee note', who: 'clientSuccess' },
  rcmCancellationDate: { words: 'the RCM Cancellation Date', who: 'clientSuccess' },
  cancellationApproval: { words: 'Cancellation Approval', who: 'clientSuccess' },
  cancellationDay: { words: 'the day of the cancellation', who: 'calendar' },
  invoiceDetermination: { words: 'the determination of the invoice', who: 'finance' },
  financeApproval: { words: "Finance's approval", who: 'finance' },
  changeNote: { words: 'the note that explains the change', who: 'clientSuccess' },
};

const OF_OPERATORS: readonly AttentionCode[] = [
  'hubspotRefused',
  'hubspotInvalid',
  'hubspotIncomplete',
  'portalMismatch',
  'settingMismatch',
];

/** Who can settle what needs attention. */
export function settledBy(code: AttentionCode): ActorKind {
  if (OF_OPERATORS.includes(code)) return 'operator';
  return code === 'closedUnderInvoice' ? 'finance' : 'clientSuccess';
}

/** What needs attention, in the few words of a list. */
export const ATTENTION_WORDS: Readonly<Record<AttentionCode, string>> = {
  ticketGone: 'the ticket is not shown by HubSpot',
  ticketMerged: 'the ticket was merged',
  notAtRisk: 'the ticket left the At-Risk pipeline',
  noCompany: 'the ticket has no company',
  severalCompanies: 'the ticket has several companies',
  clientStatusChanged: 'someone changed the Client Status',
  unknownClientStatus: 'the Client Status is unknown',
  unknownValue: 'the ticket has an unknown value',
  dateOutOfBounds: 'the RCM Cancellation Date is not plausible',
  dateRemoved: 'the RCM Cancellation Date was removed',
  answerChangedAfterClosing: 'the answer was changed after closing',
  answerRemoved: 'the answer was removed',
  answerBrought: 'nobody gave the answer on this ticket',
  approvalByNobody: 'no person gave the Cancellation Approval',
  filesHidden: 'the service cannot see a file',
  filesOld: 'the files are older than the ticket',
  closedIncomplete: 'closed with something missing',
  closedUnanswered: 'closed without an answer',
  dateEnteredIncomplete: 'the date is entered, and something is missing',
  dateCameIncomplete: 'the date has come, and something is missing',
  closedUnderInvoice: 'closed under an outstanding invoice',
  portalMismatch: 'the portal file does not fit the portal',
  settingMismatch: 'the portal file names someone unknown',
  reopenedByHand: 'someone reopened the ticket',
  ticketValueChanged: 'someone changed a value of the ticket',
  newerTicket: 'a newer ticket has taken over',
  approvalWithdrawn: 'the Cancellation Approval was withdrawn',
  hubspotRefused: 'HubSpot refuses a request',
  hubspotInvalid: 'HubSpot did not accept a change',
  hubspotIncomplete: 'a rule in HubSpot stops a change',
};

/** Of a code that a newer version of the service has noted, the code itself. */
export function attentionWords(code: string): string {
  return isAttentionCode(code) ? ATTENTION_WORDS[code] : code;
}

export function isAttentionCode(code: string): code is AttentionCode {
  return Object.hasOwn(ATTENTION_WORDS, code);
}
