import { decide } from './decide';
import type { Decision, Requirement, Write } from './decision/decision';
import { describeWrite } from './decision/describe';
import { purposeOfTasks } from './decision/purpose';
import { assumeCompany, assumeTicket } from './shadow/assume';
import { keep, newestChange, type KeptWrite } from './shadow/kept';
import { dayOf, latest, type CalendarDate, type Instant } from './vocabulary/dates';
import type { CaseFacts, CompanyFacts, TicketFacts } from './vocabulary/facts';
import { companyIdSchema, noteIdSchema, userIdSchema } from './vocabulary/ids';
import type { RuleId } from './vocabulary/rules';
import type { SopSettings } from './vocabulary/settings';
import { currentValue, type Actor, type Timeline } from './vocabulary/timeline';

/** What would happen by the rules, in the order of time. */
export interface ExpectedDate {
  readonly at: Instant;
  /** In the SOP's time zone. */
  readonly day: CalendarDate;
  readonly rule: RuleId;
  readonly words: string;
}

/** What follows from an RCM Cancellation Date that is not entered. */
export interface WhatIf {
  /** Once everything else is there; what is due already happens at once. */
  readonly dates: readonly ExpectedDate[];
  /** What the SOP would still wait for. */
  readonly missing: readonly Requirement[];
  /** Why the date would not count. */
  readonly problem?: string;
}

/** Nobody's id: the person who would enter the date. */
const SOMEBODY: Actor = { kind: 'person', userId: userIdSchema.parse('0') };

/** N4–N9, C1: decides, by the same rules as the case itself, on the facts as they would be with this date. */
export function whatIf(facts: CaseFacts, date: CalendarDate, settings: SopSettings, now: Instant): WhatIf {
  const at = latest(now, newestChange({ kind: 'found', facts }));
  const entered = withDate(withClient(facts), date, at);
  const decision = decide({ kind: 'found', facts: entered }, settings, at);
  const missing = decision.waitingFor.filter(({ code }) => code !== 'cancellationDay' && code !== 'monitoringPeriod');
  const problem = problemOf(entered.ticket, decision);
  if (problem !== undefined) return { dates: [], missing, problem };
  return { missing, dates: datesOf(complete(entered, at), settings, at) };
}

function problemOf({ customerSaved, inAtRiskPipeline }: TicketFacts, { attention }: Decision): string | undefined {
  if (!inAtRiskPipeline) return 'The ticket is not in the At-Risk pipeline.';
  if (attention?.code === 'dateOutOfBounds') return attention.sentence;
  const saved = currentValue(customerSaved)?.value === 'Yes';
  return saved ? 'Customer Saved is Yes, so no RCM Cancellation Date applies.' : undefined;
}

/** The rules ask for the client's company wherever a status is due, also where the case has not needed it so far. */
function withClient(facts: CaseFacts): CaseFacts & { readonly company: CompanyFacts } {
  const { company, ticket } = facts;
  if (company?.kind === 'one') return { ...facts, company };
  const id = ticket.companyId ?? companyIdSchema.parse('0');
  return { ...facts, company: { kind: 'one', id, clientStatus: [], unknownStatus: false, outstandingInvoices: [] } };
}

function withDate<Facts extends CaseFacts>(facts: Facts, value: CalendarDate, at: Instant): Facts {
  const { ticket } = facts;
  return { ...facts, ticket: { ...ticket, rcmCancellationDate: setTo(ticket.rcmCancellationDate, value, at) } };
}

function setTo<T>(timeline: Timeline<T>, value: T, at: Instant): Timeline<T> {
  return currentValue(timeline)?.value === value ? timeline : [{ value, at, by: SOMEBODY }, ...timeline];
}

/** The same with everything that N1–N5 and I1 ask for. */
function complete(facts: CaseFacts & { readonly company: CompanyFacts }, at: Instant): CaseFacts {
  const { ticket, company, evidence, checklist = [] } = facts;
  return {
    checklist,
    ticket: {
      ...ticket,
      customerSaved: setTo(ticket.customerSaved, 'No', at),
      cancellationApproval: setTo(ticket.cancellationApproval, 'Yes', at),
      outstandingInvoice: [],
      financeApproval: [],
    },
    company: company.kind === 'one' ? { ...company, outstandingInvoices: [] } : company,
    evidence: {
      changedAt: at,
      noticeFiles: 1,
      etfNotes: [{ id: noteIdSchema.parse('0'), createdAt: at, blankLabels: [] }],
      notesByPeople: [at],
      serviceNotes: evidence?.serviceNotes.filter(({ reference }) => !reference.startsWith('I')) ?? [],
    },
  };
}

/** Enough for the status now, and the one of the day. */
const MOST_DECISIONS = 3;

/** Decides again on what the writes would have made of the facts, at each instant at which a decision wants to be made again. */
function datesOf(facts: CaseFacts, settings: SopSettings, now: Instant): readonly ExpectedDate[] {
  const dates: ExpectedDate[] = [];
  let at = now;
  let kept: readonly KeptWrite[] = [];
  for (let times = 0; times < MOST_DECISIONS; times += 1) {
    const assumed = withWrites(facts, kept);
    const decision = decide({ kind: 'found', facts: assumed }, settings, at);
    for (const write of decision.writes) {
      dates.push(...expected(write, at, settings));
      kept = keep(kept, write, at, newestChange({ kind: 'found', facts: assumed }));
    }
    if (decision.wakeUp === undefined || decision.attention !== undefined) break;
    at = decision.wakeUp.at;
  }
  return withoutRepeats(dates).sort((a, b) => a.at - b.at);
}

/** Tasks are no part of what is assumed, so that each decision wants them again. */
function withoutRepeats(dates: readonly ExpectedDate[]): ExpectedDate[] {
  return [...new Map(dates.map((date) => [`${date.rule} ${date.words} ${date.day}`, date])).values()];
}

function withWrites(facts: CaseFacts, kept: readonly KeptWrite[]): CaseFacts {
  const { ticket, company } = facts;
  return { ...facts, ticket: assumeTicket(ticket, kept), ...(company && { company: assumeCompany(company, kept) }) };
}

/** What people see happen; notes, and tasks that ask for help, belong to the case as it is now. */
function expected(write: Write, at: Instant, { timeZone }: SopSettings): readonly ExpectedDate[] {
  const [rule] = write.rules;
  const on = (when: Instant): ExpectedDate[] =>
    rule === undefined ? [] : [{ at: when, day: dayOf(when, timeZone), rule, words: describeWrite(write) }];
  switch (write.kind) {
    case 'setClientStatus':
    case 'updateTicket':
      return on(at);
    case 'createTasks':
      return purposeOfTasks(write) === 'checklist' ? on(write.tasks[0]?.dueAt ?? at) : [];
    case 'moveTasks':
      return on(write.tasks[0]?.dueAt ?? at);
    case 'showOnTicket':
    case 'clearCaseTicket':
    case 'addNote':
    case 'updateNote':
    case 'addCompanyNote':
    case 'changeTasks':
    case 'reassociateTasks':
    case 'callOffTasks':
      return [];
  }
}
