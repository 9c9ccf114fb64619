import { decide } from '../../src/sop/decide';
import type { Decision, Requirement, Write } from '../../src/sop/decision/decision';
import { describeWrite } from '../../src/sop/decision/describe';
import { instantOf, type CalendarDate, type Instant } from '../../src/sop/vocabulary/dates';
import type { CaseFacts, ClientStatus, EtfNote, TicketFacts } from '../../src/sop/vocabulary/facts';
import { companyIdSchema, noteIdSchema, ticketIdSchema, userIdSchema } from '../../src/sop/vocabulary/ids';
import { sopSettingsSchema } from '../../src/sop/vocabulary/settings';
import type { Actor, Timeline } from '../../src/sop/vocabulary/timeline';
import { betweenMarkers } from './between-markers';

/**
 * The decision table of `docs/sop.md`: every combination of what the SOP asks for goes through the real `decide`, with the
 * settings' defaults, and combinations with the same outcome become one row.
 */

const SETTINGS = sopSettingsSchema.parse({});

const cs: Actor = { kind: 'person', userId: userIdSchema.parse('11') };
const finance: Actor = { kind: 'person', userId: userIdSchema.parse('21') };
const service: Actor = { kind: 'service' };

/** The hours of one day in March, so that each thing comes after the one before. */
const AT = {
  created: instantOf('2026-03-02T08:00-05:00'),
  answered: instantOf('2026-03-02T09:00-05:00'),
  evidence: instantOf('2026-03-02T10:00-05:00'),
  status: instantOf('2026-03-02T11:00-05:00'),
  determined: instantOf('2026-03-02T12:00-05:00'),
  approved: instantOf('2026-03-02T13:00-05:00'),
  closed: instantOf('2026-03-02T14:00-05:00'),
  soon: instantOf('2026-03-03T09:00-05:00'),
  later: instantOf('2026-05-04T09:00-04:00'),
} as const;
const DATE = '2026-04-30' as CalendarDate;

const INVOICES = {
  none: 'no invoice',
  undetermined: 'no determination',
  determined: 'determined',
  approved: 'approved by Finance',
} as const;
type Invoice = keyof typeof INVOICES;

const STAGES = { open: 'open', closedByHand: 'closed by hand' } as const;
type Stage = keyof typeof STAGES;

interface Situation {
  readonly answer: 'Yes' | 'No';
  readonly notice: boolean;
  readonly note: 'none' | 'blank' | 'complete';
  readonly date: boolean;
  readonly approval: boolean;
  readonly invoice: Invoice;
  readonly stage: Stage;
  readonly when: 'soon' | 'later';
}

/** Nothing there: what each combination starts from. */
const EMPTY = { notice: false, note: 'none', date: false, approval: false } as const;
const COMPLETE = { notice: true, note: 'complete', date: true, approval: true } as const;

const BOOLEANS = [true, false];
const NOTES = ['none', 'blank', 'complete'] as const;
const WHENS = ['soon', 'later'] as const;
const keys = <T extends object>(table: T): readonly (keyof T)[] => Object.keys(table) as (keyof T)[];

function notSavedSituations(): readonly Situation[] {
  return keys(STAGES).flatMap((stage) =>
    BOOLEANS.flatMap((notice) =>
      NOTES.flatMap((note) =>
        BOOLEANS.flatMap((date) =>
          BOOLEANS.flatMap((approval) =>
            WHENS.flatMap((when) =>
              keys(INVOICES).map((invoice) => ({
                answer: 'No' as const,
                notice,
                note,
                date,
                approval,
                invoice,
                stage,
                when,
              })),
            ),
          ),
        ),
      ),
    ),
  );
}

function savedSituations(): readonly Situation[] {
  return keys(STAGES).flatMap((stage) =>
    WHENS.flatMap((when) =>
      keys(INVOICES).map((invoice) => ({ answer: 'Yes' as const, ...EMPTY, invoice, stage, when })),
    ),
  );
}

function once<T>(is: boolean, value: T, at: Instant, by: Actor = cs): Timeline<T> {
  return is ? [{ value, at, by }] : [];
}

function ticketOf(situation: Situation): TicketFacts {
  const { answer, date, approval, invoice, stage } = situation;
  return {
    id: ticketIdSchema.parse('1'),
    inAtRiskPipeline: true,
    owners: [],
    createdAt: AT.created,
    changedAt: AT.closed,
    stage: [
      ...once(stage === 'closedByHand', 'closed' as const, AT.closed),
      ...once(true, 'open' as const, AT.created),
    ],
    customerSaved: once(true, answer, AT.answered),
    cancellationApproval: once(approval, 'Yes', AT.evidence),
    rcmCancellationDate: once(date, DATE, AT.evidence),
    outstandingInvoice: once(invoice !== 'none', 'Yes', AT.answered),
    invoiceDetermination: once(invoice === 'determined' || invoice === 'approved', 'Paid in full', AT.determined),
    financeApproval: once(invoice === 'approved', 'Yes', AT.approved, finance),
    unknownValues: [],
  };
}

function factsOf(situation: Situation): CaseFacts {
  const { notice, note, when } = situation;
  const etfNote: EtfNote = {
    id: noteIdSchema.parse('1'),
    createdAt: AT.evidence,
    blankLabels: note === 'blank' ? ['ETF amount'] : [],
  };
  return {
    ticket: ticketOf(situation),
    evidence: {
      changedAt: AT.evidence,
      noticeFiles: notice ? 1 : 0,
      etfNotes: note === 'none' ? [] : [etfNote],
      notesByPeople: [],
      serviceNotes: [],
    },
    company: {
      kind: 'one',
      id: companyIdSchema.parse('1'),
      clientStatus: [
        ...(when === 'later' ? once(true, statusSetBefore(situation), AT.status, service) : []),
        { value: 'At-Risk', at: AT.created, by: cs },
      ],
      unknownStatus: false,
      outstandingInvoices: [],
    },
    approver: { userId: userIdSchema.parse('21'), teams: ['Finance'], ownsTicket: false },
  };
}

/** Later, the service has long set what was due soon after the answer. */
function statusSetBefore(situation: Situation): ClientStatus {
  if (situation.answer === 'Yes') return 'Monitor for 30 days';
  return isComplete(situation) ? 'Cancellation in Progress' : 'At-Risk';
}

function isComplete(situation: Situation): boolean {
  return countMissing(situation) === 0;
}

/** Of a saved ticket nothing is asked. */
function countMissing({ answer, notice, note, date, approval }: Situation): number {
  if (answer === 'Yes') return 0;
  return [notice, note === 'complete', date, approval].filter((present) => !present).length;
}

function decisionOn(situation: Situation): Decision {
  return decide({ kind: 'found', facts: factsOf(situation) }, SETTINGS, AT[situation.when]);
}

type Cells = readonly string[];

/** What is visible of a decision; missing evidence is listed in a table of its own. */
function outcome(situation: Situation): Cells {
  const { phase, waitingFor, writes, attention, end } = decisionOn(situation);
  const evidence = waitingFor.filter(isEvidence);
  // The table says "what is missing" in place of the names; it must be exactly that.
  if (evidence.length !== countMissing(situation)) throw new Error(`unexpected: ${JSON.stringify(situation)}`);
  const others = waitingFor.filter((requirement) => !isEvidence(requirement)).map(shownRequirement);
  return [
    phase,
    [...(evidence.length > 0 ? ['what is missing'] : []), ...others].join(', '),
    writes.map(shownWrite).join('<br>'),
    [...(attention ? [`\`${attention.code}\``] : []), ...(end === undefined ? [] : [`ends: ${end}`])].join(', '),
  ];
}

function isEvidence({ rule }: Requirement): boolean {
  return ['N2', 'N3', 'N4', 'N5'].includes(rule);
}

function shownRequirement({ code, rule }: Requirement): string {
  return `\`${code}\` (${rule})`;
}

function shownWrite(write: Write): string {
  const text = write.kind === 'addNote' ? 'note on the ticket' : describeWrite(write);
  return `${text} (${write.rules.join(', ')})`;
}

interface Row {
  readonly conditions: Cells;
  readonly invoices: Invoice[];
  readonly cells: Cells;
}

/** One row for all invoices with the same outcome under the same conditions. */
function rowsOf(situations: readonly Situation[], conditionsOf: (situation: Situation) => Cells): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const situation of situations) {
    const conditions = conditionsOf(situation);
    const cells = outcome(situation);
    const key = JSON.stringify([conditions, cells]);
    const row = rows.get(key) ?? { conditions, invoices: [], cells };
    if (!row.invoices.includes(situation.invoice)) row.invoices.push(situation.invoice);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** The date has a column of its own; the approval comes after it (N5), so it is shown apart from what comes before. */
const EVIDENCE = ['something missing', 'notice or ETF note missing', 'only the approval missing', 'all there'] as const;

function shownEvidence(situation: Situation): (typeof EVIDENCE)[number] {
  if (isComplete(situation)) return 'all there';
  if (!situation.date) return 'something missing';
  return situation.notice && situation.note === 'complete' ? 'only the approval missing' : 'notice or ETF note missing';
}

/** Open tickets first; of each, those with the least evidence. */
function rankOf(situation: Situation): number {
  return keys(STAGES).indexOf(situation.stage) * EVIDENCE.length + EVIDENCE.indexOf(shownEvidence(situation));
}

const OUTCOME_HEAD = ['Phase', 'Waits for', 'Writes (rules)', 'Attention, end'];

function outcomeTable(conditions: Cells, rows: readonly Row[]): string {
  return table(
    [...conditions, 'Outstanding invoice', ...OUTCOME_HEAD],
    rows.map(({ conditions: of, invoices, cells }) => [
      ...of,
      invoices.map((invoice) => INVOICES[invoice]).join(' / '),
      ...cells,
    ]),
  );
}

/** What the case says of each piece of evidence, when that is all that is missing. */
function evidenceTable(): string {
  const missing: Readonly<Record<string, Partial<Situation>>> = {
    'the written cancellation notice': { notice: false },
    'the ETF note': { note: 'none' },
    'a line of the ETF note': { note: 'blank' },
    'the RCM Cancellation Date': { date: false },
    'Cancellation Approval = Yes': { approval: false },
  };
  const base: Situation = { answer: 'No', ...COMPLETE, invoice: 'none', stage: 'open', when: 'soon' };
  const rows = Object.entries(missing).map(([what, without]) => {
    const { waitingFor } = decisionOn({ ...base, ...without });
    return [what, waitingFor.map(shownRequirement).join(', '), waitingFor.map(({ sentence }) => sentence).join('; ')];
  });
  return table(['Missing', 'Waits for', 'In words'], rows);
}

function table(head: Cells, rows: readonly Cells[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => (cell === '' ? '–' : cell)))];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** The Markdown between the markers. */
function decisionTable(): string {
  const notSaved = [...notSavedSituations()].sort((a, b) => rankOf(a) - rankOf(b));
  const saved = savedSituations();
  return [
    `### Not saved (${String(notSaved.length)} combinations)`,
    outcomeTable(
      ['Ticket', 'Notice, ETF note, date, approval', 'RCM Cancellation Date'],
      rowsOf(notSaved, (situation) => [
        STAGES[situation.stage],
        shownEvidence(situation),
        situation.date ? (situation.when === 'later' ? 'reached' : 'to come') : 'none',
      ]),
    ),
    'What is missing, piece by piece:',
    evidenceTable(),
    `### Saved (${String(saved.length)} combinations)`,
    outcomeTable(
      ['Ticket', '30 days'],
      rowsOf(saved, ({ stage, when }) => [STAGES[stage], when === 'later' ? 'over' : 'running']),
    ),
  ].join('\n\n');
}

const MARKERS = {
  begin: '<!-- decision table: written by `npm run docs:table` -->',
  end: '<!-- end of the decision table -->',
};

/** The page with the current table between its markers; throws if it has none. */
export function withDecisionTable(page: string): string {
  return betweenMarkers(page, MARKERS, decisionTable);
}
