import type { CalendarDate, Instant } from '../vocabulary/dates';
import type { ClientStatus, Completes, InvoiceDetermination, NewerTicket, Stage, YesNo } from '../vocabulary/facts';
import type { CompanyId, NoteId, TaskId, TicketId } from '../vocabulary/ids';
import type { RuleId } from '../vocabulary/rules';
import type { Absence } from './absence';
import type { Attention } from './attention';
import type { Drift } from './drift';

/** The phase of a case: saved → `monitoring`; not saved → `collecting` evidence, then `cancelling`. */
export const PHASES = ['deciding', 'monitoring', 'collecting', 'cancelling'] as const;
export type Phase = (typeof PHASES)[number];

/** How a case ends. */
export type Outcome = 'active' | 'cancelled' | 'superseded' | 'merged' | 'leftAlone' | 'gone';

/** What a case can wait for; each is also a value of the search attribute `AtRiskWaitingFor`. */
export type RequirementCode =
  | 'customerSaved'
  | 'monitoringPeriod'
  | 'newerTicket'
  | 'cancellationNotice'
  | 'etfNote'
  | 'rcmCancellationDate'
  | 'cancellationApproval'
  | 'cancellationDay'
  | 'invoiceDetermination'
  | 'financeApproval'
  | 'changeNote';

/** Something that is still missing, in words that tell CS what to do. */
export interface Requirement {
  readonly code: RequirementCode;
  readonly rule: RuleId;
  readonly sentence: string;
  /** The day on which it is met by itself; absent where a person must act. */
  readonly on?: CalendarDate;
}

/** A case that has ended has no phase of the SOP any more. */
export type ShownPhase = Phase | 'ended';

/** How a case ends while HubSpot still shows its ticket in the pipeline. */
export type ShownOutcome = Extract<Outcome, 'active' | 'cancelled' | 'superseded'>;

/** What the ticket's own properties say of its case, for HubSpot's views, reports and workflows; null: empty. */
export interface Shown {
  readonly phase: ShownPhase | null;
  readonly waitingFor: readonly RequirementCode[];
  /** Since when the ticket has been waiting for exactly this. */
  readonly waitingSince: Instant | null;
  /** One or two sentences: what, who, until when. */
  readonly nextStep: string | null;
  /** The day on which something happens by itself, or by which something must be done. */
  readonly nextDate: CalendarDate | null;
  readonly needsAttention: string | null;
  readonly outcome: ShownOutcome | null;
}

export type ShownField = keyof Shown;

/** What is to be shown from now on; a field that is left out stays as it is. */
export type ShownChange = Partial<Shown>;

/** Wanted values of an At-Risk ticket; null clears. Sent as one PATCH. */
export interface TicketChange {
  readonly stage?: Stage;
  readonly customerSaved?: YesNo;
  readonly cancellationApproval?: YesNo;
  readonly rcmCancellationDate?: CalendarDate | null;
  readonly invoiceDetermination?: InvoiceDetermination;
  readonly financeApproval?: YesNo | null;
}

/** N9, C4: a task as the service writes it; its due date is a day, given by an instant in the middle of it. */
export interface NewTask {
  readonly reference: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly dueAt: Instant;
  readonly ownerId?: string;
  /** HubSpot's priority High; absent: none. */
  readonly urgent?: boolean;
}

/** N9, C1: a task that moves; without `text` only its due date does. */
export interface MovedTask {
  readonly id: TaskId;
  readonly dueAt: Instant;
  readonly text?: Pick<NewTask, 'reference' | 'subject' | 'paragraphs'>;
}

/** X1: a task that is completed, opened again, or gets the text that is right now. */
export interface ChangedTask {
  readonly id: TaskId;
  readonly status?: 'completed' | 'open';
  readonly text?: Pick<NewTask, 'reference' | 'subject' | 'paragraphs' | 'urgent'>;
}

/**
 * What a note is for. `hold`: the proof that an invoice holds the ticket (I1), written again when it was deleted. `release`: who freed
 * it, or what an approval stood for (I1, I3). `message`: it tells people what happened, or what to do (X1). `record`: any other.
 */
export type NotePurpose = 'hold' | 'release' | 'message' | 'record';

/**
 * What tasks are for: the deactivation `checklist` and those that `undo` it (N9), the `explanation` of a change (C4), the
 * `attention` of whoever must act (X1), or a `reminder` of what waits for someone (X1).
 */
export type TaskPurpose = 'checklist' | 'undo' | 'explanation' | 'attention' | 'reminder';

/**
 * A wanted change in HubSpot: idempotent, and named by the rules that want it. `purpose` is absent in histories from before it was
 * recorded; `src/sop/decision/purpose.ts` reads both.
 */
export type Write =
  | {
      readonly kind: 'setClientStatus';
      readonly rules: readonly RuleId[];
      readonly companyId: CompanyId;
      readonly status: ClientStatus;
      /** X1: which ticket the company names as the one that decides its status, in the same call; null: none. */
      readonly caseTicket?: TicketId | null;
    }
  | {
      readonly kind: 'updateTicket';
      readonly rules: readonly RuleId[];
      readonly ticketId: TicketId;
      readonly change: TicketChange;
      /** X1: what the ticket shows of its case, in the same call. */
      readonly shown?: ShownChange;
    }
  | {
      /** X1: the same where the rules change nothing on the ticket. Nobody waits for it, and no rule rests on it. */
      readonly kind: 'showOnTicket';
      readonly rules: readonly RuleId[];
      readonly ticketId: TicketId;
      readonly shown: ShownChange;
    }
  | {
      /** X1: the company no longer names this ticket, if it does. */
      readonly kind: 'clearCaseTicket';
      readonly rules: readonly RuleId[];
      readonly companyId: CompanyId;
      readonly ticketId: TicketId;
    }
  | {
      readonly kind: 'addNote';
      readonly purpose?: NotePurpose;
      readonly rules: readonly RuleId[];
      readonly ticketId: TicketId;
      /** Part of the note's text; makes it unique on the ticket. */
      readonly reference: string;
      /** X1: of a note that is kept up to date: a code of its text. */
      readonly version?: string;
      readonly paragraphs: readonly string[];
    }
  | {
      /** X1: brings a note of this service up to date, unless a person has edited or deleted it. */
      readonly kind: 'updateNote';
      readonly purpose: NotePurpose;
      readonly rules: readonly RuleId[];
      readonly ticketId: TicketId;
      readonly noteId: NoteId;
      readonly reference: string;
      /** `SETTLED`: the paragraphs are put before the note's text, which stays. */
      readonly version: string;
      readonly paragraphs: readonly string[];
    }
  | {
      /** X1: for when there is no longer a ticket to say it on. */
      readonly kind: 'addCompanyNote';
      readonly rules: readonly RuleId[];
      readonly companyId: CompanyId;
      readonly reference: string;
      readonly paragraphs: readonly string[];
    }
  | {
      readonly kind: 'createTasks';
      readonly purpose?: TaskPurpose;
      readonly rules: readonly RuleId[];
      /** On the ticket, on the company, or on both. */
      readonly ticketId?: TicketId;
      readonly companyId?: CompanyId;
      /** A completed task that is older belongs to an earlier cancellation, and does not count for a new one. */
      readonly since: Instant;
      readonly tasks: readonly NewTask[];
    }
  | { readonly kind: 'moveTasks'; readonly rules: readonly RuleId[]; readonly tasks: readonly MovedTask[] }
  | {
      readonly kind: 'changeTasks';
      readonly purpose: TaskPurpose;
      readonly rules: readonly RuleId[];
      readonly tasks: readonly ChangedTask[];
    }
  /** N9: from the wrong company to the right one. */
  | {
      readonly kind: 'reassociateTasks';
      readonly rules: readonly RuleId[];
      readonly taskIds: readonly TaskId[];
      readonly from: CompanyId;
      readonly to: CompanyId;
    }
  | {
      readonly kind: 'callOffTasks';
      readonly purpose?: TaskPurpose;
      readonly rules: readonly RuleId[];
      readonly taskIds: readonly TaskId[];
    };

/** X1: what a ticket is to show of its case, where nothing else changes on it. */
export type ShowOnTicket = Extract<Write, { readonly kind: 'showOnTicket' }>;

/** When to check again without a signal, and why, for the timer's summary. */
export interface WakeUp {
  readonly at: Instant;
  readonly reason: string;
}

/**
 * Whether what is decided goes on or is over, known by `end`: a running one is checked again at `wakeUp`, or only when there is an
 * event; an ended one has nothing to wait for.
 */
export type RunningOrEnded<End> =
  { readonly wakeUp?: WakeUp; readonly end?: never } | { readonly end: End; readonly wakeUp?: never };

/** What a decision says whether the case goes on or ends; describes the case as it is after `writes` are applied. */
interface Said {
  readonly phase: Phase;
  readonly waitingFor: readonly Requirement[];
  readonly writes: readonly Write[];
  readonly attention?: Attention;
  /** X1: what else a person must do, once `attention` is settled: notes that were written about it stay. */
  readonly others?: readonly Attention[];
  /** S5: what the ticket completes for older tickets of its client; absent where it supersedes nothing. */
  readonly completes?: Completes;
  /** S5: the newer ticket that decides in place of this one. */
  readonly takenOverBy?: NewerTicket;
  /** X1: what must be remembered of a ticket that may be gone. */
  readonly absence?: Absence;
  /** X1: what others changed against the SOP, and how it is handled. */
  readonly drift?: readonly Drift[];
}

/** What the SOP says of one snapshot of a case. */
export type Decision = Said & RunningOrEnded<Outcome>;

/** A decision by which the case does not end. */
export type RunningDecision = Extract<Decision, { readonly end?: never }>;
