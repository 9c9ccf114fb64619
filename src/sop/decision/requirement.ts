import { dayOf, showDate, showInstant, type CalendarDate, type Instant, type TimeZone } from '../vocabulary/dates';
import type { EvidenceFacts } from '../vocabulary/facts';
import { filesNamed } from '../vocabulary/files-named';
import type { TicketId } from '../vocabulary/ids';
import type { Requirement } from './decision';

/** What the SOP can wait for, in words that CS and Finance can act on. */
export const requirement = {
  answer: (): Requirement => ({
    code: 'customerSaved',
    rule: 'N1',
    sentence: 'Client Success sets Customer Saved to Yes or No',
  }),
  monitoringPeriod: (until: Instant, zone: TimeZone): Requirement => ({
    code: 'monitoringPeriod',
    rule: 'S2',
    sentence: `the monitoring period ends on ${showInstant(until, zone)}; then the client becomes Active`,
    on: dayOf(until, zone),
  }),
  newerTicket: (id: TicketId): Requirement => ({
    code: 'newerTicket',
    rule: 'S5',
    sentence: `Client Success sets Customer Saved on the newer At-Risk ticket, ${id}, or closes it; until then the client does not become Active`,
  }),
  cancellationNotice: (evidence: Partial<EvidenceFacts> = {}): Requirement => ({
    code: 'cancellationNotice',
    rule: 'N2',
    sentence: `Client Success uploads the written cancellation notice to the ticket${whyFilesDoNotCount(evidence)}`,
  }),
  etfNote: (blankLabels: readonly string[] | undefined): Requirement => ({
    code: 'etfNote',
    rule: 'N3',
    sentence:
      blankLabels === undefined
        ? 'Client Success adds the Early Termination Fee note (#ETF, Cancellation ETF Review)'
        : `Client Success fills in the Early Termination Fee note; still blank: ${blankLabels.join(', ')}`,
  }),
  rcmCancellationDate: (): Requirement => ({
    code: 'rcmCancellationDate',
    rule: 'N4',
    sentence: 'Client Success enters the RCM Cancellation Date',
  }),
  cancellationApproval: (): Requirement => ({
    code: 'cancellationApproval',
    rule: 'N5',
    sentence: 'Client Success sets Cancellation Approval to Yes',
  }),
  explanation: (): Requirement => ({
    code: 'changeNote',
    rule: 'C4',
    sentence: 'Client Success adds a note that explains the change made after closing',
  }),
  cancellationDay: (date: CalendarDate): Requirement => ({
    code: 'cancellationDay',
    rule: 'N8',
    sentence: `the RCM Cancellation Date is ${showDate(date)}; then the client becomes Cancelled`,
    on: date,
  }),
} as const;

/** N2: for the sentence, where there are files and none counts. */
function whyFilesDoNotCount({ oldFiles = [], hiddenFiles = [] }: Partial<EvidenceFacts>): string {
  if (hiddenFiles.length > 0) return ` (HubSpot does not show ${filesNamed(hiddenFiles)})`;
  const were = oldFiles.length === 1 ? 'was' : 'were';
  return oldFiles.length > 0 ? ` (${filesNamed(oldFiles)} ${were} uploaded before the ticket was opened)` : '';
}

/** N3: the newest complete ETF note counts; without one, the newest note says which lines are blank. */
export function missingEtfNote(evidence: EvidenceFacts): Requirement | undefined {
  if (evidence.etfNotes.some((note) => note.blankLabels.length === 0)) return undefined;
  const newest = [...evidence.etfNotes].sort((a, b) => b.createdAt - a.createdAt)[0];
  return requirement.etfNote(newest?.blankLabels);
}
