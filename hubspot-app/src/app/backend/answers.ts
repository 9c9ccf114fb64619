/**
 * What the card and the page ask the service for, and what it answers: agreed by both sides. HubSpot builds this folder by itself, so
 * this file imports nothing; the service's schemas are typed against it.
 *
 * Instants are ISO 8601 in UTC (`2026-12-28T05:00:00.000Z`), days are `YYYY-MM-DD`; people read both in the portal's `timeZone`.
 * Every path is called with `hubspot.fetch(BACKEND_URL + path)`. HubSpot adds `portalId`, `appId`, `userId` and `userEmail` and signs
 * the whole URL: never put one of these four into a URL, as a request that has one of them twice is refused.
 */
export const PATHS = {
  /** GET → `CardAnswer`, or 404 `noCase`. */
  card: '/app/cases/:ticketId',
  /** GET `?date=YYYY-MM-DD` → `WhatIfAnswer`. */
  whatIf: '/app/cases/:ticketId/what-if',
  /** POST without a body → `CardAnswer` as it is after HubSpot was read again. Needs no person. */
  recheck: '/app/cases/:ticketId/recheck',
  /** POST `RescindRequest` → `CardAnswer`. Only where the act's `way` is `here`; otherwise 403 `personNotProved`. */
  rescind: '/app/cases/:ticketId/rescind',
  /** POST `ChangeDateRequest` → `CardAnswer`. As for `rescind`. */
  changeDate: '/app/cases/:ticketId/change-date',
  /** POST `ApproveClosingRequest` → `CardAnswer`. As for `rescind`, and for Finance only: otherwise 403 `notFinance`. */
  approveClosing: '/app/cases/:ticketId/approve-closing',
  /** GET with `CasesQuery` → `CasesAnswer`. */
  cases: '/app/cases',
  /** GET with `CasesQuery` without cursor and limit → `CsvAnswer`. */
  casesCsv: '/app/cases.csv',
  /** GET `?from=YYYY-MM-DD&to=YYYY-MM-DD`, at most 400 days; by default the next 60 days → `CalendarAnswer`. */
  calendar: '/app/calendar',
  /** GET → `FinanceAnswer`: what waits for Finance, the longest wait first. */
  finance: '/app/finance',
  /** GET `?from=YYYY-MM-DD&to=YYYY-MM-DD`, by default the last 365 days → `ReportsAnswer`. */
  reports: '/app/reports',
  /** GET, as for `reports` → `CsvAnswer`. */
  reportsCsv: '/app/reports.csv',
} as const;

/** How every answer that is not 2xx looks. `message` is a sentence for the person at the screen. */
export interface ErrorAnswer {
  readonly error:
    | 'unauthorized'
    | 'otherPortal'
    | 'badRequest'
    | 'noCase'
    | 'personNotProved'
    | 'notFinance'
    | 'refused'
    | 'repeated'
    | 'notFound'
    | 'methodNotAllowed'
    | 'tooLarge'
    | 'tooMany'
    | 'tooSlow'
    | 'unavailable'
    | 'failed';
  readonly message: string;
}

export type Phase = 'deciding' | 'monitoring' | 'collecting' | 'cancelling';

export type Outcome = 'active' | 'cancelled' | 'superseded' | 'merged' | 'leftAlone' | 'gone';

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

/** Who must act. `calendar`: a day must come; `operator`: whoever runs the service. */
export type Who = 'clientSuccess' | 'client' | 'finance' | 'calendar' | 'operator';

/** A code of the service, with the words for people. */
export interface Worded<Code extends string> {
  readonly code: Code;
  readonly words: string;
}

/** The client, as far as the case has read it. `name` is null where the setting `showClientNames` is off. */
export interface ClientShown {
  readonly companyId: string | null;
  readonly name: string | null;
}

/** What happens by itself, and when, if nothing changes. */
export interface NextDate {
  readonly kind: 'cancellation' | 'monitoringEnds';
  /** The day in the portal's zone. */
  readonly day: string;
  /** When the service acts on it. */
  readonly at: string;
  /** What happens then, in words: `the client becomes Cancelled`. */
  readonly words: string;
}

/** One thing that the SOP asks for on this ticket's path, done or open, in the SOP's order. */
export interface CardRequirement {
  readonly code: RequirementCode;
  readonly rule: string;
  /** Open: what is still to do; done: what was done. */
  readonly sentence: string;
  readonly done: boolean;
  readonly who: Who;
}

export interface CardAttention {
  readonly code: string;
  readonly sentence: string;
  readonly whatToDo: string;
  readonly who: Who;
}

/** One line of the timeline; the newest comes first. */
export interface TimelineLine {
  readonly at: string;
  /** `the service`, `HubSpot`, or a person by name or HubSpot user id. */
  readonly who: string;
  readonly what: string;
  /** Rules of the SOP, such as `S2`; empty for what is not a rule's. */
  readonly rules: readonly string[];
}

export type ActName = 'recheck' | 'rescind' | 'changeDate' | 'approveClosing';

/**
 * How an act is done. `here`: by POST to its path. `property`: the person sets properties of the ticket in HubSpot, whose history
 * proves who did it. `support`: with PrimeSupport's form.
 */
export type ActWay =
  | { readonly kind: 'here' }
  | {
      readonly kind: 'property';
      /** What to set, in this order. `name` is the internal name; `value` is absent where the person chooses it. */
      readonly set: readonly { readonly name: string; readonly label: string; readonly value?: string }[];
      /** The same in sentences. */
      readonly steps: readonly string[];
    }
  | { readonly kind: 'support'; readonly form: string; readonly steps: readonly string[] };

export interface Act {
  readonly act: ActName;
  readonly label: string;
  /** What it will do, in one or two sentences; shown before it is done. */
  readonly effect: string;
  /** Whether the ticket is in a state for it; if not, `whyNot` says why. */
  readonly possible: boolean;
  readonly whyNot: string | null;
  /** Whether it asks for a reason, which becomes part of the note of C4. */
  readonly asksReason: boolean;
  /** Only Finance may do it. */
  readonly financeOnly: boolean;
  readonly way: ActWay;
}

export interface CardAnswer {
  readonly ticketId: string;
  readonly timeZone: string;
  /** When the case read HubSpot last; null before the first time, when all that follows is empty. */
  readonly asOf: string | null;
  /** The service only observes, and writes nothing. */
  readonly observes: boolean;
  readonly client: ClientShown;
  readonly owner: string | null;
  readonly phase: Worded<Phase>;
  /** Since when the case is in this phase. */
  readonly since: string | null;
  readonly requirements: readonly CardRequirement[];
  readonly next: NextDate | null;
  readonly attention: CardAttention | null;
  readonly outcome: (Worded<Outcome> & { readonly at: string | null }) | null;
  readonly timeline: readonly TimelineLine[];
  readonly acts: readonly Act[];
}

/** What would follow if the RCM Cancellation Date were the one asked about, by the same rules that decide the case. */
export interface WhatIfAnswer {
  readonly ticketId: string;
  readonly date: string;
  readonly timeZone: string;
  /** In order of time. A date that is already due happens at once. */
  readonly dates: readonly {
    readonly day: string;
    readonly at: string;
    readonly words: string;
    readonly rule: string;
  }[];
  /** What would still be missing for it. */
  readonly missing: readonly { readonly code: RequirementCode; readonly rule: string; readonly sentence: string }[];
  /** Why the date would not be accepted, or what a person would have to settle. */
  readonly problem: string | null;
}

/** `key`: a random text of 16 to 64 letters, digits and hyphens, made once for each click; a repetition changes nothing. */
export interface RescindRequest {
  readonly key: string;
  readonly reason: string;
}

export interface ChangeDateRequest {
  readonly key: string;
  readonly reason: string;
  readonly date: string;
}

export interface ApproveClosingRequest {
  readonly key: string;
  readonly determination: 'Paid in full' | 'Sent to collections';
}

/** The query of a list; every part is optional. */
export interface CasesQuery {
  readonly status?: 'open' | 'ended' | 'all';
  readonly phase?: Phase;
  readonly waitingFor?: RequirementCode;
  readonly who?: Who;
  /** `any`: whatever needs a person; or a code of `attention`. */
  readonly attention?: string;
  readonly outcome?: Outcome;
  /** A part of the client's name, or a ticket's or company's id. */
  readonly search?: string;
  /** By default `attention`: what needs a person first, then the longest wait. */
  readonly sort?: 'attention' | 'client' | 'owner' | 'phase' | 'since' | 'next';
  readonly order?: 'asc' | 'desc';
  /** At most, and by default, 100. */
  readonly limit?: string;
  readonly cursor?: string;
}

export interface CaseRow {
  readonly ticketId: string;
  readonly status: 'open' | 'ended' | 'stopped';
  readonly observes: boolean;
  readonly client: ClientShown;
  readonly owner: string | null;
  readonly phase: Worded<Phase> | null;
  readonly since: string | null;
  readonly waitingFor: readonly (Worded<RequirementCode> & { readonly who: Who })[];
  readonly next: NextDate | null;
  readonly attention: Worded<string> | null;
  readonly outcome: Worded<Outcome> | null;
  readonly endedAt: string | null;
}

export interface CasesAnswer {
  readonly timeZone: string;
  readonly asOf: string;
  readonly rows: readonly CaseRow[];
  /** All that fit the query. */
  readonly total: number;
  /** For the next page; null on the last one. */
  readonly cursor: string | null;
}

export interface CalendarEntry {
  readonly ticketId: string;
  readonly client: ClientShown;
  readonly owner: string | null;
  readonly next: NextDate;
  readonly needsAttention: boolean;
}

/** In order of time. */
export interface CalendarAnswer {
  readonly timeZone: string;
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly entries: readonly CalendarEntry[];
}

export interface FinanceRow {
  readonly ticketId: string;
  readonly client: ClientShown;
  readonly owner: string | null;
  readonly since: string | null;
  readonly waitingFor: readonly (Worded<RequirementCode> & { readonly who: Who })[];
  /** Invoices with a balance due, and their sum; null where HubSpot shows none or no amount. */
  readonly invoices: number;
  readonly balance: number | null;
}

export interface FinanceAnswer {
  readonly timeZone: string;
  readonly asOf: string;
  readonly rows: readonly FinanceRow[];
}

/** `rate` is between 0 and 1; null where nothing can be counted yet. */
export interface Share {
  readonly of: number;
  readonly count: number;
  readonly rate: number | null;
}

export interface ReportsAnswer {
  readonly timeZone: string;
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  /** The oldest ended case that Temporal still keeps; reports know of nothing that ended before. */
  readonly knownSince: string | null;
  /** Of the tickets that were answered in the period: those answered with Yes. */
  readonly saveRate: Share;
  /** The same for each month of the answer, `YYYY-MM`. */
  readonly saveRateByMonth: readonly (Share & { readonly month: string })[];
  /** Of the clients saved in the period at least so many days ago: those without a newer At-Risk ticket or a cancellation since. */
  readonly stillSaved: readonly (Share & { readonly afterDays: 30 | 90 | 180 })[];
  /** From the opening of the ticket to its closing, of tickets closed in the period; null where there are none. */
  readonly daysToClose: {
    readonly count: number;
    readonly median: number | null;
    readonly p90: number | null;
    readonly saved: number | null;
    readonly notSaved: number | null;
  };
  /** Open cases by who must act; a case that waits for several is counted for each. */
  readonly blockedBy: readonly { readonly who: Who; readonly words: string; readonly count: number }[];
  /** Open cases by what they wait for, or what needs a person. */
  readonly openByCause: readonly { readonly code: string; readonly words: string; readonly count: number }[];
}

export interface CsvAnswer {
  readonly fileName: string;
  /** RFC 4180, with a header; cells that a spreadsheet would calculate are escaped. */
  readonly text: string;
}
