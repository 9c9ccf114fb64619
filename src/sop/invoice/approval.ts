import type { Write } from '../decision/decision';
import { describeActor } from '../decision/drift';
import { showInstant, type Instant } from '../vocabulary/dates';
import type { ApproverFacts, CaseFacts, EvidenceFacts, InvoiceDetermination, TicketFacts } from '../vocabulary/facts';
import type { TicketId, UserId } from '../vocabulary/ids';
import { personText } from '../vocabulary/person';
import { parseReference, referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, currentValueAt, type CurrentValue } from '../vocabulary/timeline';
import { holdNotes, standsNoteOf, standsReference, type HoldNotes, type StandsNote } from './hold-notes';
import {
  describeBalanceChange,
  describeCompany,
  describeInvoice,
  describeOwed,
  describeSettled,
  differenceOf,
  outstandingInvoices,
  owedNow,
  wasSettledBy,
  type Owed,
} from './owed';

/**
 * An approval made through this service has its record right before it: a note that names the person, and that nobody edited.
 * HubSpot stamps note and approval with the same clock; only retries can come between them.
 */
const RECORD_TO_APPROVAL_MS = 60 * 60 * 1000;

/**
 * I3: who approved closing. HubSpot's history proves the person who set the property. For an approval asserted from outside
 * HubSpot it is the note written with it that names the person, where the portal's settings accept such approvals at all.
 */
export function approverOf(
  ticket: TicketFacts,
  evidence: EvidenceFacts | undefined,
  settings: SopSettings,
): UserId | undefined {
  const approval = currentValue(ticket.financeApproval);
  if (approval?.value !== 'Yes') return undefined;
  switch (approval.by.kind) {
    case 'person':
      return approval.by.userId;
    case 'service':
      return settings.approvalOutsideHubSpot ? recordedApprover(evidence, approval.since) : undefined;
    case 'other':
      return undefined;
  }
}

function recordedApprover(evidence: EvidenceFacts | undefined, approvedAt: Instant): UserId | undefined {
  const records = (evidence?.serviceNotes ?? []).flatMap(({ reference, createdAt, edited }) => {
    const isNear = createdAt <= approvedAt && approvedAt - createdAt <= RECORD_TO_APPROVAL_MS;
    const record = parseReference(reference);
    return record.kind === 'approval' && isNear && edited !== true ? [{ by: record.by, createdAt }] : [];
  });
  const [newest] = [...records].sort((a, b) => b.createdAt - a.createdAt);
  return newest?.by;
}

/** The verdict on Finance Approval = Yes: it counts, or does not, and why. */
export type Approval =
  | { readonly kind: 'counts'; readonly stands: StandsNote; readonly noted: boolean }
  | { readonly kind: 'void'; readonly since: Instant; readonly objection: string };

/**
 * I3: an approval is judged once, when it is first seen: who gave it, when, and for what. What it covered is then kept as a
 * note on the ticket, and from then on only a difference from that note voids it, not a change of the approver's team or of
 * the ticket's owner.
 */
export function approvalOf(facts: CaseFacts, settings: SopSettings): Approval | undefined {
  const approval = currentValue(facts.ticket.financeApproval);
  if (approval?.value !== 'Yes') return undefined;
  const notes = holdNotes(facts);
  const { since } = approval;
  const accepted = standsNoteOf(notes, since);
  const determination = currentValue(facts.ticket.invoiceDetermination);
  const objection =
    objectionToMoment(facts.ticket, since) ??
    (accepted === undefined
      ? objectionAtFirst(facts, notes, approval, settings)
      : objectionToDifference(facts, accepted, settings));
  if (objection !== undefined) return { kind: 'void', since, objection };
  if (accepted !== undefined) return { kind: 'counts', stands: accepted, noted: true };
  const by = approverOf(facts.ticket, facts.evidence, settings);
  if (by === undefined || determination === undefined) return { kind: 'void', since, objection: NOBODY };
  const stands = { approvedAt: since, by, determination: determination.value, owed: owedNow(facts) };
  return { kind: 'counts', stands, noted: false };
}

const NOBODY = 'it was not set by a person in Finance';

/** I3, X1: an approval that is older than the determination, or was brought by a merge, does not count. */
function objectionToMoment({ invoiceDetermination, mergedAt }: TicketFacts, approvedAt: Instant): string | undefined {
  if (mergedAt !== undefined && approvedAt <= mergedAt) return 'the ticket was merged with another one after it';
  const determination = currentValue(invoiceDetermination);
  if (determination === undefined) return 'it is older than the Invoice Determination, which is not set yet';
  return approvedAt < determination.since ? 'it is older than the Invoice Determination' : undefined;
}

function objectionAtFirst(
  facts: CaseFacts,
  notes: HoldNotes,
  approval: CurrentValue<unknown>,
  settings: SopSettings,
): string | undefined {
  const { ticket, evidence, approver } = facts;
  const known = approver !== undefined && approver.userId === approverOf(ticket, evidence, settings);
  return (
    objectionToPerson(known ? approver : undefined, settings) ??
    objectionToInvoices(facts, approval.since) ??
    objectionToBaseline(facts, notes, approval.since, settings)
  );
}

/** I3: only a person of Finance can approve, and nobody who owned the ticket since the determination (a setting). */
export function objectionToPerson(approver: ApproverFacts | undefined, settings: SopSettings): string | undefined {
  if (approver === undefined) return NOBODY;
  const ofFinance =
    settings.financeUserIds.includes(approver.userId) ||
    approver.teams.some((team) => settings.financeTeams.includes(team));
  if (!ofFinance) return 'the person who set it is not in Finance';
  if (!settings.ownerMayApprove && approver.ownsTicket) return 'the owner of a ticket cannot approve its closing';
  return undefined;
}

function objectionToInvoices(facts: CaseFacts, approvedAt: Instant): string | undefined {
  const flag = currentValue(facts.ticket.outstandingInvoice);
  if (flag?.value === 'Yes' && flag.since > approvedAt) return 'Outstanding Invoice was set to Yes after it';
  const changed = outstandingInvoices(facts).filter((invoice) => invoice.changedAt > approvedAt);
  if (changed.length === 0) return undefined;
  return `an outstanding invoice changed after it (invoice ${changed.map(({ id }) => id).join(', ')})`;
}

/**
 * HubSpot does not say when an invoice or a company was associated. Finance cannot be shown to have approved what the newest
 * note of the hold from before the approval does not name.
 */
function objectionToBaseline(
  facts: CaseFacts,
  { held }: HoldNotes,
  approvedAt: Instant,
  { timeZone }: SopSettings,
): string | undefined {
  const baseline = held.find(({ createdAt }) => createdAt <= approvedAt)?.owed;
  if (baseline === undefined) return undefined;
  const now = owedNow(facts);
  const { company, added, gone } = differenceOf(baseline, now);
  const differences = [
    ...(company ? [companyChange(baseline, now)] : []),
    ...added.map((invoice) => `${describeInvoice(invoice)} was added`),
    ...gone
      .filter(({ id }) => !wasSettledBy(facts, id, approvedAt))
      .map((it) => describeSettled(it, facts.settledInvoices, timeZone)),
  ];
  return differences.length === 0 ? undefined : `it is not certain that it covers this: ${differences.join('; ')}`;
}

/** I3: any difference from what was approved voids the approval, and is named. */
function objectionToDifference(facts: CaseFacts, stands: StandsNote, { timeZone }: SopSettings): string | undefined {
  const now = owedNow(facts);
  const { company, named, added, gone, changed } = differenceOf(stands.owed, now);
  const determination = currentValue(facts.ticket.invoiceDetermination)?.value;
  const differences = [
    ...(company ? [companyChange(stands.owed, now)] : []),
    ...(named === 'begins' ? ['Outstanding Invoice was set to Yes'] : []),
    ...added.map((invoice) => `${describeInvoice(invoice)} was added`),
    ...gone.map((invoice) => describeSettled(invoice, facts.settledInvoices, timeZone)),
    ...changed.map(describeBalanceChange),
    ...(determination === stands.determination
      ? []
      : [`the Invoice Determination changed from ${stands.determination} to ${determination ?? 'nothing'}`]),
  ];
  return differences.length === 0 ? undefined : `what it approved has changed: ${differences.join('; ')}`;
}

export function companyChange(before: Owed, now: Owed): string {
  return `the ticket's company changed from ${describeCompany(before.companyId)} to ${describeCompany(now.companyId)}`;
}

/**
 * I3: the owners, by owner ids, who cannot approve: whoever owned the ticket at any time since its first determination.
 * Without a determination it is the current owner.
 */
export function ownersWhoCannotApprove({ owners, ownerId, invoiceDetermination }: OwnersOf): readonly string[] {
  const firstAt = invoiceDetermination.findLast(({ value }) => value !== null)?.at;
  const since =
    firstAt === undefined
      ? []
      : [currentValueAt(owners, firstAt)?.value, ...owners.filter(({ at }) => at > firstAt).map(({ value }) => value)];
  return [...new Set([ownerId, ...since].filter((owner) => owner != null && owner !== ''))] as readonly string[];
}

type OwnersOf = Pick<TicketFacts, 'owners' | 'ownerId' | 'invoiceDetermination'>;

/** I3, X3: what the approval covered, on the ticket, so that it can be shown after any loss of data. */
export function standsNote(ticketId: TicketId, stands: StandsNote, { timeZone }: SopSettings): Write {
  const { approvedAt, by, determination, owed } = stands;
  const invoices = describeOwed(owed);
  return {
    kind: 'addNote',
    purpose: 'release',
    rules: ['I3'],
    ticketId,
    reference: standsReference(stands),
    paragraphs: [
      `The Finance Approval by ${personText(by)} on ${showInstant(approvedAt, timeZone)} was accepted. It covers:`,
      `- ${describeCompany(owed.companyId)}`,
      `- Invoice Determination: ${determination}`,
      ...(invoices.length === 0 ? ['- no invoice with a balance due'] : invoices.map((line) => `- ${line}`)),
      'If any of this changes before the ticket is closed, the approval no longer counts, and Finance has to approve again.',
    ],
  };
}

/** I3: an approval that does not count is undone, and the note says why. */
export function undoneNote(
  { id: ticketId, financeApproval, invoiceDetermination }: TicketFacts,
  { since, objection }: Extract<Approval, { kind: 'void' }>,
  settings: SopSettings,
): Write {
  const by = currentValue(financeApproval)?.by;
  const determination = currentValue(invoiceDetermination);
  const first = determination === undefined ? 'first set the Invoice Determination; after that, ' : '';
  return {
    kind: 'addNote',
    purpose: 'record',
    rules: ['I3'],
    ticketId,
    reference: referenceText({ kind: 'approvalUndone', approvedAt: since }),
    paragraphs: [
      `Finance Approval${by === undefined ? '' : `, set by ${describeActor(by)}`} on ${showInstant(since, settings.timeZone)}, does not count and was undone: ${objection}.`,
      `What to do (Finance): ${first}${whoMayApprove(settings)} sets Finance Approval to Yes again. Until then the ticket stays open.`,
    ],
  };
}

/** An approval that is asserted from outside HubSpot, where nothing proves who gave it. */
export interface AssertedApproval {
  readonly determination: InvoiceDetermination;
  readonly by: UserId;
  /** Where it comes from, for the note: what the caller says of itself. */
  readonly from?: string | undefined;
}

/** I3: whether approvals from outside HubSpot are accepted at all (a setting). */
export function objectionToAssertion({ approvalOutsideHubSpot }: SopSettings): string | undefined {
  if (approvalOutsideHubSpot) return undefined;
  return 'this portal accepts an approval only in HubSpot, on the property Finance Approval (setting approvalOutsideHubSpot)';
}

/** I3: the note that says on the ticket why an approval through this service was refused. */
export function refusalNote(
  ticketId: TicketId,
  { by, from }: AssertedApproval,
  objection: string,
  settings: SopSettings,
  now: Instant,
): Write {
  return {
    kind: 'addNote',
    purpose: 'record',
    rules: ['I3'],
    ticketId,
    reference: referenceText({ kind: 'approvalRefused', by, at: now }),
    paragraphs: [
      `An approval to close this ticket was refused. ${assertion(by, from)} Reason: ${objection}.`,
      `What to do (Finance): ${whoMayApprove(settings)} sets Finance Approval on this ticket in HubSpot, after the Invoice Determination.`,
    ],
  };
}

/** I1, I3: what an approval through this service writes, once the person was found to be in Finance. */
export function approvalWrites(
  ticketId: TicketId,
  { by, determination, from }: AssertedApproval,
  now: Instant,
): readonly Write[] {
  const record: Write = {
    kind: 'addNote',
    purpose: 'record',
    rules: ['I3'],
    ticketId,
    reference: referenceText({ kind: 'approval', by, at: now }),
    paragraphs: [
      `${personText(by)} of Finance reportedly approved closing this ticket (${determination}).`,
      assertion(by, from),
    ],
  };
  const change = { invoiceDetermination: determination, financeApproval: 'Yes' } as const;
  // The note comes first: without it the approval would have no author.
  return [record, { kind: 'updateTicket', rules: ['I1', 'I3'], ticketId, change }];
}

function assertion(by: UserId, from = 'the update approveClosing of the At-Risk service'): string {
  return `It was asserted for ${personText(by)} from outside HubSpot, through ${from}, and HubSpot does not prove that this person gave it.`;
}

/** For notes and sentences: `team Finance`. */
export function whoMayApprove(settings: SopSettings): string {
  const teams = settings.financeTeams.map((team) => `team ${team}`);
  return [...teams, ...(settings.financeUserIds.length > 0 ? ['a named approver'] : [])].join(' or ');
}
