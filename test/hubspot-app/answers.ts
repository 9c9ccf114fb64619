import type {
  CalendarAnswer,
  CardAnswer,
  CaseRow,
  CasesAnswer,
  ClientShown,
  FinanceAnswer,
  NextDate,
  ReportsAnswer,
  WhatIfAnswer,
} from '../../hubspot-app/src/app/backend/answers';

const TIME_ZONE = 'America/New_York';
const AS_OF = '2026-11-28T15:04:00.000Z';

/** A client who is being cancelled, with the date still to come. */
export const CANCELLING: CardAnswer = {
  ticketId: '7',
  timeZone: TIME_ZONE,
  asOf: AS_OF,
  observes: false,
  client: { companyId: '20', name: 'Harbor Dental Group' },
  owner: 'Casey Success',
  phase: { code: 'cancelling', words: 'Cancelling' },
  since: '2026-11-20T15:00:00.000Z',
  requirements: [
    { code: 'customerSaved', rule: 'N1', sentence: 'Customer Saved is No.', done: true, who: 'clientSuccess' },
    {
      code: 'cancellationNotice',
      rule: 'N2',
      sentence: 'The written cancellation notice is on the ticket.',
      done: true,
      who: 'clientSuccess',
    },
    { code: 'etfNote', rule: 'N3', sentence: 'The ETF note is filled in.', done: true, who: 'clientSuccess' },
    {
      code: 'financeApproval',
      rule: 'I1',
      sentence: 'Finance approves closing the ticket.',
      done: false,
      who: 'finance',
    },
    { code: 'cancellationDay', rule: 'N8', sentence: 'The RCM Cancellation Date comes.', done: false, who: 'calendar' },
  ],
  next: {
    kind: 'cancellation',
    day: '2026-12-28',
    at: '2026-12-28T05:00:00.000Z',
    words: 'the client becomes Cancelled',
  },
  attention: null,
  outcome: null,
  timeline: [
    {
      at: '2026-11-20T15:00:00.000Z',
      who: 'the service',
      what: 'Set Client Status to Cancellation in Progress',
      rules: ['N7'],
    },
    { at: '2026-11-20T14:00:00.000Z', who: 'Casey Success', what: 'Entered the RCM Cancellation Date', rules: ['N4'] },
  ],
  acts: [
    {
      act: 'recheck',
      label: 'Check again',
      effect: 'Reads the ticket again.',
      possible: true,
      whyNot: null,
      asksReason: false,
      financeOnly: false,
      way: { kind: 'here' },
    },
    {
      act: 'rescind',
      label: 'Rescind the cancellation',
      effect: 'The client is saved, and monitored for 30 days.',
      possible: true,
      whyNot: null,
      asksReason: true,
      financeOnly: false,
      way: {
        kind: 'property',
        set: [{ name: 'customer_saved', label: 'Customer Saved', value: 'Yes' }],
        steps: ['Set Customer Saved to Yes.', 'Add a note that explains the change.'],
      },
    },
    {
      act: 'approveClosing',
      label: 'Approve closing',
      effect: 'The ticket closes.',
      possible: false,
      whyNot: 'The Invoice Determination is not set yet.',
      asksReason: false,
      financeOnly: true,
      way: { kind: 'property', set: [], steps: [] },
    },
  ],
};

export const WHAT_IF: WhatIfAnswer = {
  ticketId: '7',
  date: '2027-01-15',
  timeZone: TIME_ZONE,
  dates: [{ day: '2027-01-15', at: '2027-01-15T05:00:00.000Z', words: 'the client becomes Cancelled', rule: 'N8' }],
  missing: [{ code: 'etfNote', rule: 'N3', sentence: 'The ETF note is missing.' }],
  problem: 'The date is past.',
};

const client = (companyId: string, name: string): ClientShown => ({ companyId, name });

const cancelledOn = (day: string): NextDate => ({
  kind: 'cancellation',
  day,
  at: `${day}T05:00:00.000Z`,
  words: 'the client becomes Cancelled',
});

const activeOn = (day: string): NextDate => ({
  kind: 'monitoringEnds',
  day,
  at: `${day}T15:00:00.000Z`,
  words: 'the client becomes Active',
});

const ROW: CaseRow = {
  ticketId: '7',
  status: 'open',
  observes: false,
  client: client('20', 'Harbor Dental Group'),
  owner: 'Casey Success',
  phase: { code: 'cancelling', words: 'Cancelling' },
  since: '2026-11-20T15:00:00.000Z',
  waitingFor: [{ code: 'financeApproval', words: 'Finance approval', who: 'finance' }],
  next: cancelledOn('2026-12-28'),
  attention: null,
  outcome: null,
  endedAt: null,
};

/** The first page of 105 cases. */
export const CASES: CasesAnswer = {
  timeZone: TIME_ZONE,
  asOf: AS_OF,
  rows: [
    {
      ...ROW,
      ticketId: '9',
      client: client('22', 'Lakeside Orthodontics'),
      attention: { code: 'severalCompanies', words: 'The ticket has two companies' },
      next: null,
    },
    ROW,
    {
      ...ROW,
      ticketId: '8',
      client: client('21', 'Bay Family Dental'),
      owner: null,
      phase: { code: 'monitoring', words: 'Monitoring' },
      waitingFor: [{ code: 'monitoringPeriod', words: 'the end of the monitoring period', who: 'calendar' }],
      next: activeOn('2026-12-15'),
    },
    { ...ROW, ticketId: '10', client: { companyId: '23', name: null }, phase: null, waitingFor: [], next: null },
  ],
  total: 105,
  cursor: 'page-2',
};

export const CALENDAR: CalendarAnswer = {
  timeZone: TIME_ZONE,
  asOf: AS_OF,
  from: '2026-11-28',
  to: '2027-01-27',
  entries: [
    {
      ticketId: '8',
      client: client('21', 'Bay Family Dental'),
      owner: null,
      next: activeOn('2026-12-15'),
      needsAttention: false,
    },
    {
      ticketId: '11',
      client: client('24', 'Cedar Oral Surgery'),
      owner: 'Sasha Success',
      next: cancelledOn('2026-12-18'),
      needsAttention: true,
    },
    {
      ticketId: '7',
      client: client('20', 'Harbor Dental Group'),
      owner: 'Casey Success',
      next: cancelledOn('2026-12-28'),
      needsAttention: false,
    },
  ],
};

export const FINANCE: FinanceAnswer = {
  timeZone: TIME_ZONE,
  asOf: AS_OF,
  rows: [
    {
      ticketId: '7',
      client: client('20', 'Harbor Dental Group'),
      owner: 'Casey Success',
      since: '2026-11-20T15:00:00.000Z',
      waitingFor: [
        { code: 'invoiceDetermination', words: 'the determination of the invoice', who: 'finance' },
        { code: 'etfNote', words: 'the ETF note', who: 'clientSuccess' },
      ],
      invoices: 2,
      balance: 1890.5,
    },
  ],
};

export const REPORTS: ReportsAnswer = {
  timeZone: TIME_ZONE,
  asOf: AS_OF,
  from: '2025-11-28',
  to: '2026-11-28',
  knownSince: '2026-02-02T15:00:00.000Z',
  saveRate: { of: 80, count: 52, rate: 0.65 },
  saveRateByMonth: [
    { month: '2026-08', of: 20, count: 11, rate: 0.55 },
    { month: '2026-09', of: 20, count: 12, rate: 0.6 },
    { month: '2026-10', of: 0, count: 0, rate: null },
    { month: '2026-11', of: 40, count: 29, rate: 0.725 },
  ],
  stillSaved: [
    { afterDays: 30, of: 40, count: 37, rate: 0.925 },
    { afterDays: 90, of: 22, count: 18, rate: 0.818 },
    { afterDays: 180, of: 0, count: 0, rate: null },
  ],
  daysToClose: { count: 61, median: 4.2, p90: 19, saved: 2.5, notSaved: 11 },
  blockedBy: [
    { who: 'clientSuccess', words: 'Client Success', count: 14 },
    { who: 'client', words: 'the client', count: 0 },
    { who: 'finance', words: 'Finance', count: 6 },
    { who: 'calendar', words: 'the calendar', count: 31 },
  ],
  openByCause: [
    { code: 'monitoringPeriod', words: 'the end of the monitoring period', count: 22 },
    { code: 'etfNote', words: 'the ETF note', count: 9 },
    { code: 'financeApproval', words: 'Finance approval', count: 6 },
  ],
};
