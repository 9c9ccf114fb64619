import { askingTaskWrites } from '../decision/asking-tasks';
import type { Attention, AttentionCode } from '../decision/attention';
import type { Decision, NewTask } from '../decision/decision';
import { boundaryOf, dayOf, shiftDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, EvidenceFacts, TicketFacts } from '../vocabulary/facts';
import { parseReference, referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';

/** Who must act where the ticket should have closed and did not, and the title of the task. */
interface Asked {
  readonly of: 'owner' | 'finance';
  readonly subject: string;
}

const ASKED: Readonly<Partial<Record<AttentionCode, Asked>>> = {
  approvalByNobody: {
    of: 'owner',
    subject: 'Set Cancellation Approval again on this At-Risk ticket: it was not set by a person',
  },
  closedIncomplete: { of: 'owner', subject: 'Add what is missing on this At-Risk ticket, which was closed too early' },
  closedUnanswered: {
    of: 'owner',
    subject: 'Set Customer Saved on this At-Risk ticket, which was closed without it',
  },
  closedUnderInvoice: {
    of: 'finance',
    subject: 'Finance: settle the invoice of this At-Risk ticket and approve closing; it was closed too early',
  },
  dateCameIncomplete: {
    of: 'owner',
    subject: 'Add what is missing on this At-Risk ticket: its RCM Cancellation Date has come',
  },
  dateEnteredIncomplete: { of: 'owner', subject: 'Add what is missing, so that this At-Risk ticket can close' },
  dateOutOfBounds: { of: 'owner', subject: 'Correct the RCM Cancellation Date of this At-Risk ticket' },
  filesHidden: {
    of: 'owner',
    subject: 'Check that the cancellation notice is on this At-Risk ticket, or upload it again',
  },
  filesOld: { of: 'owner', subject: 'Upload the written cancellation notice to this At-Risk ticket' },
  noCompany: { of: 'owner', subject: "Associate the client's company with this At-Risk ticket" },
  severalCompanies: { of: 'owner', subject: "Set the client's company as the primary one on this At-Risk ticket" },
};

/**
 * X1: a task for whoever must act, next to the note that says why; one for each cause and occurrence. It is removed when the
 * cause is gone, unless a person has edited it: before the other writes, as a closed ticket is read without its notes, and so
 * without its tasks, where a signal interrupted what followed the closing.
 */
export function withAttentionTask(decision: Decision, facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  const { ticket, attentionTasks = [] } = facts;
  const wanted = decision.attention && wantedTask(ticket, decision.attention, settings, now);
  const { over, asked } = askingTaskWrites(attentionTasks, {
    purpose: 'attention',
    rules: ['X1'],
    ticketId: ticket.id,
    since: ticket.createdAt,
    wanted: wanted === undefined ? [] : [wanted],
  });
  return { ...decision, writes: [...over, ...decision.writes, ...asked] };
}

/** X1: whether the ticket's owner is asked already. */
export function asksOwner(attention: Attention | undefined): boolean {
  return attention !== undefined && ASKED[attention.code]?.of === 'owner';
}

/** A task is created after its note. Without such a note there is no task, so asking for the tasks costs no call. */
export function hasAskedSomebody({ serviceNotes }: EvidenceFacts): boolean {
  return serviceNotes.some(({ reference }) => {
    const note = parseReference(reference);
    return note.kind === 'attention' && note.code in ASKED;
  });
}

/** On the ticket only: it is not work on the client's account (N9). Due at noon of the next day. */
function wantedTask(
  { ownerId }: TicketFacts,
  { code, noteReference, sentence, resolvedBy }: Attention,
  { timeZone, reminders }: SopSettings,
  now: Instant,
): NewTask | undefined {
  const asked = ASKED[code];
  // I1: Finance has a task for the hold already.
  if (asked?.of === 'finance' && reminders.financeTasks) return undefined;
  const note = noteReference === undefined ? undefined : parseReference(noteReference);
  if (asked === undefined || note?.kind !== 'attention') return undefined;
  return {
    reference: referenceText({ ...note, kind: 'attentionTask' }),
    subject: asked.subject,
    paragraphs: [sentence, `What to do: ${resolvedBy}.`, 'This task is removed automatically when that is done.'],
    dueAt: boundaryOf(shiftDate(dayOf(now, timeZone), { days: 1 }), 12, timeZone),
    ...(asked.of === 'owner' && ownerId !== undefined && { ownerId }),
  };
}
