import type { RequirementCode, Shown, ShownField, ShownOutcome, ShownPhase } from './decision';

export const SHOWN_FIELDS = [
  'phase',
  'waitingFor',
  'waitingSince',
  'nextStep',
  'nextDate',
  'needsAttention',
  'outcome',
] as const satisfies readonly ShownField[];

/** A case that was called off shows nothing. */
export const NOTHING_SHOWN: Shown = {
  phase: null,
  waitingFor: [],
  waitingSince: null,
  nextStep: null,
  nextDate: null,
  needsAttention: null,
  outcome: null,
};

/** The options of the property, in the order in which HubSpot lists them. */
export const PHASE_LABELS: Readonly<Record<ShownPhase, string>> = {
  deciding: 'Saved or not saved?',
  monitoring: 'Saved: monitored',
  collecting: 'Not saved: evidence missing',
  cancelling: 'Not saved: cancellation in progress',
  ended: 'Ended',
};

export const WAITING_LABELS: Readonly<Record<RequirementCode, string>> = {
  customerSaved: 'Customer Saved: Yes or No',
  cancellationNotice: 'Written cancellation notice',
  etfNote: 'Early Termination Fee note',
  rcmCancellationDate: 'RCM Cancellation Date',
  cancellationApproval: 'Cancellation Approval',
  invoiceDetermination: 'Invoice Determination',
  financeApproval: 'Finance Approval',
  changeNote: 'Note that explains a change',
  newerTicket: 'Answer on the newer At-Risk ticket',
  monitoringPeriod: 'End of the monitoring period',
  cancellationDay: 'RCM Cancellation Date to come',
};

export const OUTCOME_LABELS: Readonly<Record<ShownOutcome, string>> = {
  active: 'Saved: Active again',
  cancelled: 'Not saved: Cancelled',
  superseded: 'Superseded by a newer At-Risk ticket',
};
