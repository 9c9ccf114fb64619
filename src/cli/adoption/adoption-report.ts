import { PHASES, type Outcome, type Phase } from '../../sop/decision/decision';
import { describeWrite } from '../../sop/decision/describe';
import { isOnlyShown } from '../../sop/decision/purpose';
import type { RuleId } from '../../sop/vocabulary/rules';
import { plainTable } from '../output/table';
import type { Adoptee, Adoption, Fate } from './adoption';

const FATES = ['start', 'started', 'running', 'finished', 'notAtRisk', 'gone'] as const satisfies readonly Fate[];

const FATE_WORDS: Readonly<Record<Fate, string>> = {
  start: 'to be started',
  started: 'started',
  running: 'already running',
  finished: 'finished, not started',
  notAtRisk: 'not in the At-Risk pipeline',
  gone: 'deleted, or never existed',
};

/** What programs get for one ticket. */
interface AdoptedTicket {
  readonly ticketId: string;
  readonly fate: Fate;
  readonly phase: Phase;
  readonly end: Outcome | null;
  readonly waitingFor: readonly { readonly code: string; readonly rule: RuleId; readonly sentence: string }[];
  readonly nextDate: string | null;
  readonly writes: readonly { readonly rules: readonly RuleId[]; readonly text: string }[];
  readonly attention: { readonly code: string; readonly sentence: string; readonly resolvedBy: string } | null;
}

/** How the tickets of one phase are. */
interface PhaseSummary {
  readonly tickets: number;
  readonly withWrites: number;
  readonly needAttention: number;
}

export function adoptionAsJson({ adoptees, supportRequests }: Adoption, dryRun: boolean): unknown {
  return {
    dryRun,
    summary: {
      tickets: adoptees.length,
      ...Object.fromEntries(FATES.map((fate) => [fate, adoptees.filter((each) => each.fate === fate).length])),
      supportRequests,
      byPhase: Object.fromEntries(PHASES.map((phase) => [phase, summaryOf(phase, adoptees)])),
    },
    tickets: adoptees.map(ticketOf),
  };
}

export function adoptionAsText({ adoptees, supportRequests }: Adoption, dryRun: boolean): string {
  return [
    ...(adoptees.length === 0 ? ['There is no At-Risk ticket.'] : linesOfTickets(adoptees)),
    ...(supportRequests === 0 ? [] : [`Open support requests: ${String(supportRequests)}.`]),
    ...(dryRun ? ['Dry run: nothing was written, to HubSpot or to Temporal.'] : []),
    '',
  ].join('\n');
}

function linesOfTickets(adoptees: readonly Adoptee[]): readonly string[] {
  return [tableOfTickets(adoptees), ...attentionLines(adoptees), '', tableOfPhases(adoptees), '', fateLine(adoptees)];
}

/** For tickets that a person named: why one of them cannot be adopted. */
export function refusals(adoptees: readonly Adoptee[]): readonly string[] {
  return adoptees
    .filter(({ fate }) => fate === 'notAtRisk' || fate === 'gone')
    .map(({ ticketId, fate }) => `${ticketId} (${FATE_WORDS[fate]})`);
}

function tableOfTickets(adoptees: readonly Adoptee[]): string {
  const table = plainTable(['ticket', 'case', 'phase', 'waits for', 'next date', 'writes', 'attention']);
  for (const { ticketId, fate, phase, end, waitingFor, nextDate, writes, attention } of adoptees.map(ticketOf)) {
    table.push([
      ticketId,
      FATE_WORDS[fate],
      end === null ? phase : `ends: ${end}`,
      waitingFor.map(({ rule, code }) => `${rule} ${code}`).join('\n'),
      nextDate ?? '',
      writes.map(({ rules, text }) => `${rules.join(', ')}: ${text}`).join('\n'),
      attention?.code ?? '',
    ]);
  }
  return table.toString();
}

function attentionLines(adoptees: readonly Adoptee[]): readonly string[] {
  const lines = adoptees.flatMap(({ ticketId, decision: { attention } }) =>
    attention === undefined ? [] : [`  ${ticketId}: ${attention.sentence} What to do: ${attention.resolvedBy}.`],
  );
  return lines.length === 0 ? [] : ['', 'Needs attention:', ...lines];
}

function tableOfPhases(adoptees: readonly Adoptee[]): string {
  const table = plainTable(['phase', 'tickets', 'with writes', 'need attention']);
  for (const phase of PHASES) {
    const { tickets, withWrites, needAttention } = summaryOf(phase, adoptees);
    table.push([phase, tickets, withWrites, needAttention]);
  }
  return table.toString();
}

function summaryOf(phase: Phase, adoptees: readonly Adoptee[]): PhaseSummary {
  const decisions = adoptees.map(({ decision }) => decision).filter((decision) => decision.phase === phase);
  return {
    tickets: decisions.length,
    withWrites: decisions.filter(({ writes }) => !writes.every(isOnlyShown)).length,
    needAttention: decisions.filter(({ attention }) => attention !== undefined).length,
  };
}

function fateLine(adoptees: readonly Adoptee[]): string {
  const counts = FATES.map((fate) => [fate, adoptees.filter((each) => each.fate === fate).length] as const);
  const said = counts.filter(([, count]) => count > 0).map(([fate, count]) => `${String(count)} ${FATE_WORDS[fate]}`);
  return `${String(adoptees.length)} ${adoptees.length === 1 ? 'ticket' : 'tickets'}: ${said.join('; ')}.`;
}

function ticketOf({ ticketId, fate, decision }: Adoptee): AdoptedTicket {
  const { phase, end, waitingFor, wakeUp, writes, attention } = decision;
  return {
    ticketId,
    fate,
    phase,
    end: end ?? null,
    waitingFor,
    nextDate: end === undefined && wakeUp !== undefined ? new Date(wakeUp.at).toISOString() : null,
    writes: writes
      .filter((write) => !isOnlyShown(write))
      .map((write) => ({ rules: write.rules, text: describeWrite(write) })),
    attention: attention
      ? { code: attention.code, sentence: attention.sentence, resolvedBy: attention.resolvedBy }
      : null,
  };
}
