import { allObjectTypes } from '../model/object-types';
import type { PropertyDefinition } from '../model/types';
import {
  calculated,
  checkboxes,
  date,
  datetime,
  external,
  labelledSelect,
  number,
  radio,
  select,
  text,
  textarea,
} from './property-builders';

const YES_NO = ['Yes', 'No'] as const;

const TICKET: readonly PropertyDefinition[] = [
  text('subject', 'Ticket name'),
  textarea('content', 'Ticket description'),
  external('hs_pipeline', 'Pipeline'),
  external('hs_pipeline_stage', 'Ticket status'),
  select('hs_ticket_category', 'Category', ['PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST', 'GENERAL_INQUIRY']),
  select('hs_ticket_priority', 'Priority', ['LOW', 'MEDIUM', 'HIGH', 'URGENT']),
  calculated('hs_is_closed', 'Is closed', 'bool'),
  calculated('closed_date', 'Close date', 'datetime'),
  calculated('hs_primary_company_name', 'Primary company name', 'string'),
  radio('customer_saved', 'Customer Saved', YES_NO),
  radio('cancellation_approval', 'Cancellation Approval', YES_NO),
  date('rcm_cancellation_date', 'RCM Cancellation Date'),
  radio('outstanding_invoice', 'Outstanding Invoice', YES_NO),
  select('invoice_determination', 'Invoice Determination', ['Paid in full', 'Sent to collections']),
  radio('finance_approval', 'Finance Approval', YES_NO),
  select('support_form', 'Support Form', ['Properties & Objects']),
  select('requested_change', 'Requested Change', ['Change RCM Cancellation Date', 'Rescind cancellation']),
  date('requested_rcm_cancellation_date', 'Requested RCM Cancellation Date'),
  textarea('change_explanation', 'Change Explanation'),
  labelledSelect('at_risk_phase', 'At-Risk: phase', [
    ['deciding', 'Saved or not saved?'],
    ['monitoring', 'Saved: monitored'],
    ['collecting', 'Not saved: evidence missing'],
    ['cancelling', 'Not saved: cancellation in progress'],
    ['ended', 'Ended'],
  ]),
  checkboxes('at_risk_waiting_for', 'At-Risk: waiting for', [
    ['customerSaved', 'Customer Saved: Yes or No'],
    ['cancellationNotice', 'Written cancellation notice'],
    ['etfNote', 'Early Termination Fee note'],
    ['rcmCancellationDate', 'RCM Cancellation Date'],
    ['cancellationApproval', 'Cancellation Approval'],
    ['invoiceDetermination', 'Invoice Determination'],
    ['financeApproval', 'Finance Approval'],
    ['changeNote', 'Note that explains a change'],
    ['newerTicket', 'Answer on the newer At-Risk ticket'],
    ['monitoringPeriod', 'End of the monitoring period'],
    ['cancellationDay', 'RCM Cancellation Date to come'],
  ]),
  datetime('at_risk_waiting_since', 'At-Risk: waiting since'),
  textarea('at_risk_next_step', 'At-Risk: next step'),
  date('at_risk_next_date', 'At-Risk: next date'),
  textarea('at_risk_needs_attention', 'At-Risk: needs attention'),
  labelledSelect('at_risk_outcome', 'At-Risk: outcome', [
    ['active', 'Saved: Active again'],
    ['cancelled', 'Not saved: Cancelled'],
    ['superseded', 'Superseded by a newer At-Risk ticket'],
  ]),
];

const COMPANY: readonly PropertyDefinition[] = [
  text('name', 'Company name'),
  text('domain', 'Company domain name'),
  text('phone', 'Phone number'),
  text('city', 'City'),
  text('state', 'State/Region'),
  select('client_status', 'Client Status', [
    'Active',
    'At-Risk',
    'Monitor for 30 days',
    'Cancellation in Progress',
    'Cancelled',
  ]),
  select('service_line', 'Service Line', ['RCM', 'ITS']),
  number('hs_parent_company_id', 'Parent Company'),
  textarea('at_risk_case_ticket', 'At-Risk: ticket'),
];

const CONTACT: readonly PropertyDefinition[] = [
  text('firstname', 'First name'),
  text('lastname', 'Last name'),
  text('email', 'Email'),
];

const NOTE: readonly PropertyDefinition[] = [
  textarea('hs_note_body', 'Body content'),
  datetime('hs_timestamp', 'Activity date'),
  text('hs_attachment_ids', 'Attached file IDs'),
];

const TASK: readonly PropertyDefinition[] = [
  text('hs_task_subject', 'Task title'),
  textarea('hs_task_body', 'Task notes'),
  datetime('hs_timestamp', 'Due date'),
  select('hs_task_status', 'Task status', ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'COMPLETED', 'DEFERRED']),
  calculated('hs_task_completion_date', 'Completed at', 'datetime'),
  select('hs_task_type', 'Task type', ['TODO', 'CALL', 'EMAIL', 'LINKED_IN', 'MEETING']),
  select('hs_task_priority', 'Priority', ['NONE', 'LOW', 'MEDIUM', 'HIGH']),
  text('hs_attachment_ids', 'Attached file IDs'),
];

const INVOICE: readonly PropertyDefinition[] = [
  text('hs_number', 'Number'),
  labelledSelect('hs_invoice_status', 'Invoice status', [
    ['draft', 'Draft'],
    ['open', 'Open'],
    ['paid', 'Paid'],
    ['voided', 'Voided'],
  ]),
  number('hs_balance_due', 'Balance due'),
  number('hs_amount_billed', 'Amount billed'),
  datetime('hs_due_date', 'Due date'),
  datetime('hs_invoice_date', 'Invoice date'),
  text('hs_currency', 'Currency'),
];

const EMAIL: readonly PropertyDefinition[] = [
  text('hs_email_subject', 'Email subject'),
  textarea('hs_email_text', 'Email body'),
  textarea('hs_email_html', 'Email HTML'),
  select('hs_email_direction', 'Direction', ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL']),
  select('hs_email_status', 'Send status', ['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT']),
  datetime('hs_timestamp', 'Activity date'),
  text('hs_attachment_ids', 'Attached file IDs'),
];

const CALL: readonly PropertyDefinition[] = [
  text('hs_call_title', 'Call title'),
  textarea('hs_call_body', 'Call notes'),
  number('hs_call_duration', 'Call duration'),
  datetime('hs_timestamp', 'Activity date'),
];

const MEETING: readonly PropertyDefinition[] = [
  text('hs_meeting_title', 'Meeting name'),
  textarea('hs_meeting_body', 'Meeting description'),
  datetime('hs_meeting_start_time', 'Meeting start time'),
  datetime('hs_meeting_end_time', 'Meeting end time'),
  datetime('hs_timestamp', 'Activity date'),
];

const USER: readonly PropertyDefinition[] = [
  calculated('hs_internal_user_id', 'Internal user ID', 'number'),
  calculated('hs_email', 'Email', 'string'),
  calculated('hs_given_name', 'First name', 'string'),
  calculated('hs_family_name', 'Last name', 'string'),
  text('hs_job_title', 'Job title'),
];

const OWN: Readonly<Record<string, readonly PropertyDefinition[]>> = {
  '0-5': TICKET,
  '0-2': COMPANY,
  '0-1': CONTACT,
  '0-46': NOTE,
  '0-27': TASK,
  '0-53': INVOICE,
  '0-49': EMAIL,
  '0-48': CALL,
  '0-47': MEETING,
  '0-115': USER,
};

/** The properties that the portal starts with, by object type id; HubSpot's own ones only as far as they are in use. */
export function defaultProperties(): Readonly<Record<string, readonly PropertyDefinition[]>> {
  const all: Record<string, readonly PropertyDefinition[]> = {};
  for (const type of allObjectTypes()) {
    all[type.typeId] = [
      ...(OWN[type.typeId] ?? []),
      external('hubspot_owner_id', 'Owner'),
      calculated('hs_object_id', 'Record ID', 'number'),
      calculated(type.createdProperty, 'Create date', 'datetime'),
      calculated(type.modifiedProperty, 'Last modified date', 'datetime'),
      calculated('hs_merged_object_ids', 'Merged record IDs', 'string'),
      calculated('hs_object_source', 'Record creation source', 'string'),
      calculated('hs_object_source_id', 'Record creation source ID', 'string'),
      calculated('hs_object_source_label', 'Record source', 'string'),
      calculated('hs_object_source_detail_1', 'Record source detail 1', 'string'),
      calculated('hs_object_source_user_id', 'Record creation source user ID', 'number'),
    ];
  }
  return all;
}
