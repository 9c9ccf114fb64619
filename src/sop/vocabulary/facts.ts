import type { CalendarDate, Instant } from './dates';
import type { CompanyId, FileId, InvoiceId, NoteId, TaskId, TicketId, UserId } from './ids';
import type { Actor, Timeline } from './timeline';

export type YesNo = 'Yes' | 'No';
export type Stage = 'open' | 'closed';
/** N9: RCM clients have their AR wound down, for ITS clients all services end. */
export const SERVICE_LINES = ['RCM', 'ITS'] as const;
export type ServiceLine = (typeof SERVICE_LINES)[number];
export type InvoiceDetermination = 'Paid in full' | 'Sent to collections';

/** The company's Client Status, in the SOP's words; the portal's own option values are mapped in `src/hubspot`. */
export const CLIENT_STATUSES = [
  'Active',
  'At-Risk',
  'Monitor for 30 days',
  'Cancellation in Progress',
  'Cancelled',
] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** The At-Risk ticket's own properties, each with its history. */
export interface TicketFacts {
  readonly id: TicketId;
  readonly inAtRiskPipeline: boolean;
  /** The company that the ticket is about, if that is clear. */
  readonly companyId?: CompanyId;
  /** HubSpot's owner id, which is not a user id; absent if nobody owns the ticket. */
  readonly ownerId?: string;
  /** I3: who owned the ticket when, by owner ids. */
  readonly owners: Timeline<string>;
  /** When the ticket was last merged with another one; what was on it before may be the other one's. */
  readonly mergedAt?: Instant;
  readonly createdAt: Instant;
  /** When the record was last changed, by HubSpot's clock: shows whether this read is as new as a signal. */
  readonly changedAt: Instant;
  readonly stage: Timeline<Stage>;
  readonly customerSaved: Timeline<YesNo>;
  readonly cancellationApproval: Timeline<YesNo>;
  readonly rcmCancellationDate: Timeline<CalendarDate>;
  readonly outstandingInvoice: Timeline<YesNo>;
  readonly invoiceDetermination: Timeline<InvoiceDetermination>;
  readonly financeApproval: Timeline<YesNo>;
  /** Properties whose value is none of the portal file's options (X1). */
  readonly unknownValues: readonly string[];
}

/** N3: an Early Termination Fee note on the ticket; its text stays in HubSpot. */
export interface EtfNote {
  readonly id: NoteId;
  readonly createdAt: Instant;
  /** The snippet's labels that have nothing behind them, in the snippet's order. */
  readonly blankLabels: readonly string[];
  /** When people wrote words of their own into it, beside what the snippet brings (C4). */
  readonly wordsAt?: readonly Instant[];
}

/** What is attached to the ticket. */
export interface EvidenceFacts {
  readonly changedAt: Instant;
  /** N2: how many attached files count as the written cancellation notice, of those that had to be checked. */
  readonly noticeFiles: number;
  /** N2: files that do not count, being older than the ticket; only where none counts. */
  readonly oldFiles?: readonly FileId[];
  /** N2: files that HubSpot does not show to this service; only where none counts. */
  readonly hiddenFiles?: readonly FileId[];
  readonly etfNotes: readonly EtfNote[];
  /** When people wrote words of their own in notes, except in the ETF note itself; the text stays in HubSpot (C4). */
  readonly notesByPeople: readonly Instant[];
  /** The notes that this service wrote: what was said once is not said again, also after a loss of all data (X3). */
  readonly serviceNotes: readonly ServiceNote[];
}

/** X1: the version of a note whose cause is gone. */
export const SETTLED = 'settled';

/** A note of this service on the ticket, known by its reference. */
export interface ServiceNote {
  /** Absent for a note that is only remembered. */
  readonly id?: NoteId | undefined;
  readonly reference: string;
  /** X1: which text it has: `SETTLED`, or a code of the text; absent of a note that is not kept up to date. */
  readonly version?: string | undefined;
  readonly createdAt: Instant;
  /** Whether someone else changed its text: it was said, but proves nothing any more (I3). */
  readonly edited?: boolean | undefined;
}

/** I2: an invoice with a balance due. */
export interface OutstandingInvoice {
  readonly id: InvoiceId;
  /** As HubSpot has it, in the invoice's currency; null if it cannot be read. */
  readonly balance: number | null;
  /** When its status or balance last changed. */
  readonly changedAt: Instant;
}

/** I1: what happened to an invoice that held the ticket and is no longer outstanding on it. */
export interface SettledInvoice {
  readonly id: InvoiceId;
  /** `settled`: nothing is due on it; `unlinked`: something is, but it is no longer associated. */
  readonly now: 'paid' | 'voided' | 'draft' | 'settled' | 'unlinked' | 'deleted';
  /** Who did it and when, as far as HubSpot's history shows it. */
  readonly by?: Actor;
  readonly at?: Instant;
}

/** The client. The SOP speaks of one company; a ticket with none, or several and no primary one, needs a person (X1). */
export type CompanyFacts =
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly count: number }
  | {
      readonly kind: 'one';
      readonly id: CompanyId;
      readonly clientStatus: Timeline<ClientStatus>;
      /** A Client Status that the portal file does not name (X1). */
      readonly unknownStatus: boolean;
      /** I2: the company's own, and those that the setting `invoicesAlsoOf` adds. */
      readonly outstandingInvoices: readonly OutstandingInvoice[];
      /** N9; absent if HubSpot does not say. */
      readonly serviceLines?: readonly ServiceLine[];
      /** S5: the company's At-Risk tickets that were opened after this one, the newest first, without those that supersede nothing. */
      readonly newerTickets?: readonly NewerTicket[];
      /** S5: whether the company has any ticket but this one; absent in histories from before it was read. */
      readonly hasOtherTickets?: boolean;
      /** X1: the id of the ticket that the company names as deciding its Client Status; absent where the portal has no such property. */
      readonly caseTicket?: string | null;
    };

/**
 * S5: what a ticket completes, as older tickets of its client see it: `nothing` before there is an answer, `saved` with Yes,
 * `notSaved` with No while something of N2–N5 is missing, `cancellation` with No and all of it.
 */
export type Completes = 'nothing' | 'saved' | 'notSaved' | 'cancellation';

/** What a ticket completes, and since when it does. */
export interface Completion {
  readonly completes: Completes;
  readonly since: Instant;
  /** The RCM Cancellation Date, of a cancellation. */
  readonly date?: CalendarDate;
}

/** S5: the client is at risk again. */
export interface NewerTicket extends Completion {
  readonly id: TicketId;
}

/** I1, I3: a person who approved closing, or cleared the outstanding invoice, looked up in the portal. */
export interface ApproverFacts {
  readonly userId: UserId;
  /** Names of the portal's teams that the person is in. */
  readonly teams: readonly string[];
  /** Whether the ticket is or was the person's at any time since the determination. */
  readonly ownsTicket: boolean;
}

/** N9: a task of the deactivation checklist on the ticket, known by the reference in its text. */
export interface ChecklistTask {
  readonly id: TaskId;
  /** The item of the setting `checklist` that it was made for. */
  readonly key: string;
  readonly createdAt: Instant;
  readonly due: Timeline<CalendarDate>;
  /** Not completed. */
  readonly open: boolean;
  /** When it was completed, if it is. */
  readonly completedAt?: Instant;
  /** Whether a task of this service asks to undo it. */
  readonly isTakenBack?: boolean;
  /** The companies that it is on; read only where the ticket's company may have been corrected. */
  readonly companyIds?: readonly CompanyId[];
  /** Whether someone else changed its title, its text or its status: that part is theirs (X1). */
  readonly edited: boolean;
}

/** N9: a company that this ticket was on before it was corrected. */
export interface FormerCompany {
  readonly id: CompanyId;
  readonly clientStatus: Timeline<ClientStatus>;
  readonly caseTicket?: string | null;
}

/** C4, X1: a task of this service that asks a person for something, known by the reference in its text. */
export interface AskingTask {
  readonly id: TaskId;
  readonly reference: string;
  /** Not completed. */
  readonly open: boolean;
  /** Whether someone else changed its title, its text or its status: it is theirs then (X1). */
  readonly edited: boolean;
}

/**
 * X1: what the ticket's own properties show of its case. A field is absent where the portal has no such property, or the portal file
 * says not to write it; null: empty. Texts are given by their marks (`src/sop/decision/text-mark.ts`), options as they are.
 */
export interface ShownFacts {
  readonly phase?: string | null;
  readonly waitingFor?: readonly string[];
  readonly waitingSince?: Instant | null;
  readonly nextStep?: string | null;
  readonly nextDate?: CalendarDate | null;
  readonly needsAttention?: string | null;
  readonly outcome?: string | null;
}

/**
 * One fresh snapshot of a case, as HubSpot holds it. Parts that the SOP does not need at this point are not read
 * (`src/sop/needs.ts`) and absent. No personal data: ids, dates and option values only.
 */
export interface CaseFacts {
  readonly ticket: TicketFacts;
  readonly evidence?: EvidenceFacts;
  /** Absent: not read, which says nothing about the client; a ticket that has no company is `none`. */
  readonly company?: CompanyFacts;
  /** I2: outstanding invoices that are associated with the ticket itself. */
  readonly ticketInvoices?: readonly OutstandingInvoice[];
  /**
   * I1, I3: notes of a hold that the case has seen on the ticket, or written; somebody may have deleted them since. Absent if
   * there are none.
   */
  readonly rememberedNotes?: readonly ServiceNote[];
  /** I1: those of the invoices named by the service's notes on the ticket that are not outstanding on it any more. */
  readonly settledInvoices?: readonly SettledInvoice[];
  readonly approver?: ApproverFacts;
  /** I1: the person who cleared Outstanding Invoice. */
  readonly clearer?: ApproverFacts;
  readonly checklist?: readonly ChecklistTask[];
  /** C4: the tasks that ask for the explaining note. */
  readonly explanationTasks?: readonly AskingTask[];
  /** X1: the tasks for whoever must act. */
  readonly attentionTasks?: readonly AskingTask[];
  /** X1: the tasks that remind someone. */
  readonly reminderTasks?: readonly AskingTask[];
  /** People named in the portal file that the portal does not have, a clause each; absent if there are none. */
  readonly settingProblems?: readonly string[];
  /** N9; absent where the company was not corrected. */
  readonly formerCompanies?: readonly FormerCompany[];
  /** `mode: observe`: values that the case assumes, and HubSpot does not show; absent if there are none. */
  readonly ahead?: readonly string[];
  /** X1; absent where the portal shows nothing of its cases. */
  readonly shown?: ShownFacts;
}

/** A case whose company was read: it is known, or known to be unclear. */
export type FactsOfClient = CaseFacts & { readonly company: CompanyFacts };

/**
 * For the parts of the SOP that need the company; `needsCompany` makes sure that it was read there.
 * @throws Error if it was not, so that this is never taken for a ticket without a company (X1)
 */
export function factsOfClient(facts: CaseFacts): FactsOfClient {
  const { company } = facts;
  if (company === undefined) throw new Error('the company was not read, although the SOP needs it here');
  return { ...facts, company };
}

/** What reading a ticket can find. `gone`: deleted, or not to be found. */
export type CaseReading =
  | { readonly kind: 'found'; readonly facts: CaseFacts }
  | { readonly kind: 'merged'; readonly into: TicketId }
  | { readonly kind: 'gone' };
