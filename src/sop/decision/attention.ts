import { showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { ClientStatus, YesNo } from '../vocabulary/facts';
import { filesNamed } from '../vocabulary/files-named';
import type { FileId, TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { BroughtBy, Change, CurrentValue } from '../vocabulary/timeline';
import { describeActor, type Drift } from './drift';

/** X1: why a person must help, in words that CS understands; the code is the search attribute `AtRiskAttention`. */
export interface Attention {
  readonly code: AttentionCode;
  readonly sentence: string;
  /** What makes the case continue by itself. */
  readonly resolvedBy: string;
  /** Present where CS must act: the reference of the one note on the ticket that says so. */
  readonly noteReference?: string;
}

export type AttentionCode =
  | 'ticketGone'
  | 'ticketMerged'
  | 'notAtRisk'
  | 'noCompany'
  | 'severalCompanies'
  | 'clientStatusChanged'
  | 'unknownClientStatus'
  | 'unknownValue'
  | 'dateOutOfBounds'
  | 'dateRemoved'
  | 'answerChangedAfterClosing'
  | 'answerRemoved'
  | 'answerBrought'
  | 'approvalByNobody'
  | 'filesHidden'
  | 'filesOld'
  | 'closedIncomplete'
  | 'closedUnanswered'
  | 'dateEnteredIncomplete'
  | 'dateCameIncomplete'
  | 'closedUnderInvoice'
  | 'portalMismatch'
  | 'settingMismatch'
  | 'reopenedByHand'
  | 'ticketValueChanged'
  | 'newerTicket'
  | 'approvalWithdrawn'
  | 'hubspotRefused'
  | 'hubspotInvalid'
  | 'hubspotIncomplete';

/** Who did something on the ticket, and when. */
type Act = Pick<Change<unknown>, 'by' | 'at'>;

/** ` by HubSpot user 5001`, where HubSpot says it. */
function byWhom(act: Pick<Act, 'by'> | undefined): string {
  return act === undefined ? '' : ` by ${describeActor(act.by)}`;
}

/** The same cause gives the same reference, so people are notified once; when it occurs again later, they are notified again. */
function notifiedOnce(code: AttentionCode, since?: Instant): Pick<Attention, 'code' | 'noteReference'> {
  return {
    code,
    noteReference: referenceText({
      kind: 'attention',
      code,
      ...(since !== undefined && { occurrence: String(since) }),
    }),
  };
}

/** Files are named by their ids; people are notified once about the same newest file. */
function notifiedOfFiles(code: AttentionCode, files: readonly FileId[]): Pick<Attention, 'code' | 'noteReference'> {
  const newest = files.reduce((a, b) => (Number(b) > Number(a) ? b : a));
  return { code, noteReference: referenceText({ kind: 'attention', code, occurrence: newest }) };
}

/** How a value got there without anyone setting it. */
const BROUGHT: Readonly<Record<BroughtBy, string>> = {
  merge: 'it came from a ticket that was merged into this one',
  clone: 'it was copied from another ticket',
  import: 'it came with the import that created the ticket',
  restore: 'it came back with what was restored',
  default: "it is the property's default value",
  creation: 'it was there when the record was created',
};

export const attention = {
  ticketGone: (): Attention => ({
    code: 'ticketGone',
    sentence: 'HubSpot does not show the ticket (it may have been deleted), so nothing is done for it.',
    resolvedBy: 'restore the ticket from the recycle bin if it was deleted by mistake',
  }),
  ticketMerged: (into: TicketId): Attention => ({
    code: 'ticketMerged',
    sentence: `The ticket was merged into ticket ${into}, which is followed instead.`,
    resolvedBy: 'nothing; the case of the other ticket continues',
  }),
  /** `held`: by an outstanding invoice, when it was moved; then a note says so (I1). */
  notAtRisk: (held?: { readonly moved: Act | undefined }): Attention =>
    held === undefined
      ? {
          code: 'notAtRisk',
          sentence: 'The ticket is no longer in the At-Risk pipeline, so nothing more is done for it.',
          resolvedBy: 'move the ticket back to the At-Risk pipeline',
        }
      : {
          ...notifiedOnce('notAtRisk', held.moved?.at),
          sentence: `The ticket was moved out of the At-Risk pipeline${byWhom(held.moved)} while it is on hold for an outstanding invoice, and Finance has not approved closing it.`,
          resolvedBy: 'move the ticket back to the At-Risk pipeline until Finance has approved closing it',
        },
  noCompany: (): Attention => ({
    ...notifiedOnce('noCompany'),
    sentence: 'The ticket has no company, so there is no Client Status to set.',
    resolvedBy: "associate the client's company with the ticket",
  }),
  severalCompanies: (count: number): Attention => ({
    ...notifiedOnce('severalCompanies'),
    sentence: `The ticket has ${String(count)} companies and none is the primary one, so it is not clear which client it is about.`,
    resolvedBy: "make the client's company the primary one, or remove the others",
  }),
  clientStatusChanged: ({ found, by, at }: Pick<Drift, 'found' | 'by' | 'at'>, wanted: ClientStatus): Attention => ({
    ...notifiedOnce('clientStatusChanged', at),
    sentence: `${describeActor(by)} set the Client Status to "${found ?? 'empty'}"; according to the SOP it would now be "${wanted}". It was left as it is.`,
    resolvedBy: `set the Client Status to "${wanted}", or correct the answer on the ticket`,
  }),
  unknownClientStatus: (): Attention => ({
    ...notifiedOnce('unknownClientStatus'),
    sentence: "The company's Client Status is not one that the SOP knows. It was left as it is.",
    resolvedBy: 'choose one of the known Client Statuses, or name the new one in the portal file',
  }),
  unknownValue: (properties: readonly string[]): Attention => ({
    ...notifiedOnce('unknownValue'),
    sentence: `The ticket has a value that the SOP does not know in: ${properties.join(', ')}.`,
    resolvedBy: 'choose one of the known values, or name the new one in the portal file',
  }),
  dateOutOfBounds: ({ value, since, by }: CurrentValue<CalendarDate>, bounds: string): Attention => ({
    ...notifiedOnce('dateOutOfBounds', since),
    sentence: `The RCM Cancellation Date ${showDate(value)}, entered${byWhom({ by })}, is not plausible: when it was entered it had to lie ${bounds}.`,
    resolvedBy: 'correct the RCM Cancellation Date',
  }),
  dateRemoved: (removed: Act | undefined): Attention => ({
    ...notifiedOnce('dateRemoved', removed?.at),
    sentence: `The ticket is closed as not saved, but its RCM Cancellation Date was removed${byWhom(removed)}: was the cancellation rescinded, or the date removed by mistake?`,
    resolvedBy: 'enter the date again, or set Customer Saved to Yes if the cancellation is rescinded',
  }),
  answerChangedAfterClosing: (changed: Act | undefined): Attention => ({
    ...notifiedOnce('answerChangedAfterClosing', changed?.at),
    sentence: `Customer Saved was changed${byWhom(changed)} after the ticket had been closed as saved. The SOP requires a new At-Risk ticket; this one stays saved.`,
    resolvedBy: 'create a new At-Risk ticket, and set Customer Saved back to Yes on this one',
  }),
  answerRemoved: (removed: Act | undefined): Attention => ({
    ...notifiedOnce('answerRemoved', removed?.at),
    sentence: `The ticket is closed as not saved, but Customer Saved was cleared${byWhom(removed)}: was the cancellation rescinded, or the answer removed by mistake?`,
    resolvedBy: 'set Customer Saved to No again, or to Yes if the cancellation is rescinded',
  }),
  answerBrought: (value: YesNo, by: BroughtBy, since: Instant): Attention => ({
    ...notifiedOnce('answerBrought', since),
    sentence: `Customer Saved is ${value}, but nobody set it on this ticket: ${BROUGHT[by]}. It does not count.`,
    resolvedBy: 'if it is right, clear Customer Saved, save, and set it again; otherwise set the right answer',
  }),
  approvalByNobody: ({ by, brought }: Pick<Change<YesNo>, 'by' | 'brought'>, since: Instant): Attention => ({
    ...notifiedOnce('approvalByNobody', since),
    sentence: `Cancellation Approval is Yes, but no person set it: ${brought ? BROUGHT[brought] : `it was set by ${describeActor(by)}`}. It does not count.`,
    resolvedBy: 'a person of Client Success clears Cancellation Approval, saves, and sets it to Yes',
  }),
  filesHidden: (files: readonly FileId[]): Attention => ({
    ...notifiedOfFiles('filesHidden', files),
    sentence: `This service cannot see ${filesNamed(files)} on the ticket: deleted, or hidden from it. It therefore does not know whether the written cancellation notice is there.`,
    resolvedBy:
      'upload the notice again if it was deleted; otherwise an operator gives the app the scopes files and files.ui_hidden.read',
  }),
  filesOld: (files: readonly FileId[]): Attention => ({
    ...notifiedOfFiles('filesOld', files),
    sentence: `None of the files on the ticket counts as the written cancellation notice: ${filesNamed(files)} had been uploaded to HubSpot before the ticket was opened.`,
    resolvedBy: 'upload the written cancellation notice to this ticket',
  }),
  closedIncomplete: (missing: readonly string[], closed: Act): Attention => ({
    ...notifiedOnce('closedIncomplete', closed.at),
    sentence: `The ticket was closed manually${byWhom(closed)} although the SOP still requires: ${missing.join('; ')}.`,
    resolvedBy: 'add what is missing, or reopen the ticket',
  }),
  closedUnanswered: (closed: Act): Attention => ({
    ...notifiedOnce('closedUnanswered', closed.at),
    sentence: `The ticket was closed${byWhom(closed)} without an answer in Customer Saved, so nothing happens, and the Client Status stays as it is.`,
    resolvedBy: 'set Customer Saved to Yes or No, or delete the ticket if it was opened by mistake',
  }),
  dateEnteredIncomplete: ({ value, since, by }: CurrentValue<CalendarDate>, missing: readonly string[]): Attention => ({
    ...notifiedOnce('dateEnteredIncomplete', since),
    sentence: `The RCM Cancellation Date ${showDate(value)} was entered${byWhom({ by })}, but the ticket cannot close yet. Still missing: ${missing.join('; ')}.`,
    resolvedBy: 'add what is missing; the ticket then closes automatically',
  }),
  dateCameIncomplete: ({ value, since }: CurrentValue<CalendarDate>, missing: readonly string[]): Attention => ({
    ...notifiedOnce('dateCameIncomplete', since),
    sentence: `The RCM Cancellation Date ${showDate(value)} has come, but the client was not cancelled. Still missing: ${missing.join('; ')}.`,
    resolvedBy: 'add what is missing, or move the date; the client then becomes Cancelled automatically',
  }),
  closedUnderInvoice: (missing: readonly string[], closed: Act): Attention => ({
    ...notifiedOnce('closedUnderInvoice', closed.at),
    sentence: `The ticket was closed again${byWhom(closed)} although an invoice is outstanding. It was left closed; still missing: ${missing.join('; ')}.`,
    resolvedBy: 'Finance settles the invoice and approves closing, or CS reopens the ticket',
  }),
  portalMismatch: (detail: string): Attention => ({
    code: 'portalMismatch',
    sentence: `HubSpot and the portal file do not match: ${detail}`,
    resolvedBy: 'an operator creates it in HubSpot, or corrects the portal file; see the runbook',
  }),
  settingMismatch: (problems: readonly string[]): Attention => ({
    code: 'settingMismatch',
    sentence: `The portal file names people or teams that HubSpot does not have: ${problems.join('; ')}. Everything else continues.`,
    resolvedBy: 'an operator corrects the portal file, or creates in HubSpot what it names; see the runbook',
  }),
  reopenedByHand: ({ by, at }: Act): Attention => ({
    ...notifiedOnce('reopenedByHand', at),
    sentence: `${describeActor(by)} reopened the ticket after it had been closed according to the SOP. It was left open.`,
    resolvedBy: 'close the ticket, or change the answer on it',
  }),
  ticketValueChanged: (what: string, wanted: string, since: Instant): Attention => ({
    ...notifiedOnce('ticketValueChanged', since),
    sentence: `${what}; according to the SOP it would be ${wanted}. It was left as it is.`,
    resolvedBy: `set it to ${wanted}, or correct the answer on the ticket`,
  }),
  newerTicket: (newer: TicketId, since?: Instant): Attention => ({
    ...notifiedOnce('newerTicket', since),
    sentence: `The client has a newer At-Risk ticket, ${newer}, which has taken over: it decides the Client Status and the RCM Cancellation Date, and what is entered on this ticket has no effect on them.`,
    resolvedBy: `enter any further changes on ticket ${newer} and close this ticket, or delete the newer one if it was opened by mistake`,
  }),
  /** `turnedBack`: by this service with a rescission, after which the answer became No again. */
  approvalWithdrawn: (withdrawn: Act | undefined, turnedBack = false): Attention => ({
    ...notifiedOnce('approvalWithdrawn', withdrawn?.at),
    sentence: turnedBack
      ? 'Customer Saved is No again, but Cancellation Approval was withdrawn when it was Yes, so the RCM Cancellation Date is not applied.'
      : `The RCM Cancellation Date has come, but Cancellation Approval was taken back, and no person has set it to Yes again (last changed${byWhom(withdrawn)}), so the client was not set to Cancelled.`,
    resolvedBy: 'set Cancellation Approval to Yes again, or set Customer Saved to Yes if the cancellation is rescinded',
  }),
  hubspotRefused: (detail: string): Attention => ({
    code: 'hubspotRefused',
    sentence: `HubSpot refused a request of this service: ${detail}`,
    resolvedBy: 'an operator renews the token or grants the scope; see the runbook',
  }),
  hubspotInvalid: (detail: string): Attention => ({
    code: 'hubspotInvalid',
    sentence: `HubSpot did not accept a change: ${detail}`,
    resolvedBy:
      'an operator compares the portal file with the portal, and with the validation rules of the property that is named; see the runbook',
  }),
  hubspotIncomplete: (detail: string): Attention => ({
    code: 'hubspotIncomplete',
    sentence: `A rule that an administrator set in HubSpot did not let a change through: ${detail}`,
    resolvedBy:
      'enter a value in that property; the change is then made within the hour. If nobody should have to enter it, a HubSpot administrator takes the property out of the rule (Settings → Objects or Properties)',
  }),
} as const satisfies Record<AttentionCode, (...args: never[]) => Attention>;
