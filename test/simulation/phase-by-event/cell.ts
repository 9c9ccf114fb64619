import { caseQuery, type CaseView } from '../../../src/contract/case';
import { CASE_WORKFLOW } from '../../../src/contract/names';
import type { RequirementCode, Write } from '../../../src/sop/decision/decision';
import { describeWrite } from '../../../src/sop/decision/describe';
import { describeStep } from '../../../src/sop/support/describe-support';
import type { SupportWrite } from '../../../src/sop/support/support-request';
import { SETTLED } from '../../../src/sop/vocabulary/facts';
import { atRest } from '../at-rest';
import { clock, onSimulatedTime } from '../clock';
import { DAY, HOUR, MINUTE, WHOLE } from '../scenario';
import type { Execution } from '../temporal/server';
import { World } from '../world';
import { EVENTS, type Happening } from './events';
import { PHASES, type PhaseName } from './phases';

/** 10:00 in New York, on a Monday. */
const BEGINS = Date.UTC(2026, 0, 5, 15);

/** Between two things that somebody does, and until everything has come to rest. */
const A_WHILE = 10 * MINUTE;
const REST = 3 * HOUR;

/** What an event does in a phase, played on the real workflows: the words of one cell of the table in `docs/sop.md`. */
export function playCell(phase: PhaseName, event: string): Promise<string> {
  return onSimulatedTime(async () => {
    const happenings = EVENTS[event]?.(PHASES[phase].tickets) ?? [];
    const world = calmWorld(happenings);
    for (const step of PHASES[phase].steps) await take(world, step);
    await world.agenda.run(clock.now + REST);
    // X1: the nightly audit shows the end of a case on its ticket.
    await world.night();
    const before = currentOf(world);
    const written = world.watch.writings.length;
    const notified = world.lines.length;
    for (const happening of happenings) {
      if (!(await take(world, happening))) return 'cannot happen';
    }
    await comeToRest(world);
    if (world.broken !== undefined) throw new Error(`${world.broken.invariant}: ${world.broken.sentence}`);
    const words = [
      ...refusals(world.lines.slice(notified).map(({ text }) => text)),
      // What the ticket shows follows each change, and would stand in every cell.
      ...world.watch.writings
        .slice(written)
        .filter(({ write }) => write.kind !== 'showOnTicket')
        .map((writing) => inWords(world, writing)),
      ...change(before, currentOf(world)),
    ];
    return words.length === 0 ? 'nothing' : words.join('<br>');
  });
}

/** No accidents, and the settings' defaults. */
function calmWorld(happenings: readonly Happening[]): World {
  const deeds = happenings.flatMap((happening) => (happening.kind === 'wait' ? [] : [happening]));
  const acts = deeds.map((deed, index) => ({ index, at: 0, deed }));
  return new World({
    seed: 0,
    cut: WHOLE,
    begins: BEGINS,
    settings: {},
    acts,
    rough: false,
    pace: 'quick',
    longHistory: 100_000,
  });
}

/** False if it cannot be done. */
async function take(world: World, happening: Happening): Promise<boolean> {
  if (happening.kind === 'wait') {
    await world.agenda.run(clock.now + happening.ms);
    return true;
  }
  const notified = world.lines.length;
  await world.do(happening);
  const done = world.lines.length > notified;
  await world.agenda.run(clock.now + A_WHILE);
  return done;
}

async function comeToRest(world: World): Promise<void> {
  await world.agenda.run(clock.now + REST);
  world.server.checkNow();
  await world.agenda.run(clock.now + HOUR);
  await world.night();
  atRest(world);
}

// --- Where the case of the first ticket stands -----------------------------------------------------------------------------

interface CurrentValue {
  readonly end: string | undefined;
  readonly phase: string;
  readonly waitsFor: string;
  readonly attention: string | undefined;
}

function currentOf(world: World): CurrentValue {
  const execution = caseOf(world, world.people.ticket(0) ?? '');
  const view = execution?.run?.query(caseQuery.name) as CaseView | undefined;
  const decision = view?.decision;
  return {
    // Adoption begins no case that the SOP is through with.
    end: execution?.status === 'running' ? undefined : outcomeOf(execution),
    phase: decision?.phase ?? '',
    waitsFor: (decision?.waitingFor ?? []).map(({ code }) => WAITS_FOR[code]).join(', '),
    attention: decision?.attention?.code,
  };
}

const NO_CASE = 'no case';

function outcomeOf(execution: Execution | undefined): string {
  return typeof execution?.result === 'string' ? execution.result : NO_CASE;
}

function caseOf(world: World, ticketId: string): Execution | undefined {
  return [...world.server.executions.values()].find(
    ({ type, workflowId }) => type === CASE_WORKFLOW && workflowId.endsWith(`:${ticketId}`),
  );
}

const WAITS_FOR: Readonly<Record<RequirementCode, string>> = {
  customerSaved: 'the answer',
  monitoringPeriod: 'the 30 days',
  newerTicket: 'the newer ticket',
  cancellationNotice: 'the notice',
  etfNote: 'the ETF note',
  rcmCancellationDate: 'the date',
  cancellationApproval: 'the approval',
  cancellationDay: 'the day',
  invoiceDetermination: 'the determination',
  financeApproval: 'Finance',
  changeNote: 'the explaining note',
};

function change(before: CurrentValue, after: CurrentValue): readonly string[] {
  if (after.end !== undefined) {
    const isSame = after.end === before.end || (before.end !== undefined && after.end === NO_CASE);
    return isSame ? [] : [`_ends: ${after.end}_`];
  }
  const began = before.end !== undefined;
  const words = [
    ...(began || after.phase !== before.phase ? [after.phase] : []),
    ...(began || after.waitsFor !== before.waitsFor ? [`waits for ${after.waitsFor || 'nothing'}`] : []),
    ...(after.attention !== before.attention ? [`attention: ${after.attention ?? 'none any more'}`] : []),
  ];
  return words.length === 0 ? [] : [`_${began ? 'begins again: ' : ''}${words.join('; ')}_`];
}

// --- What the service wrote ------------------------------------------------------------------------------------------------

function inWords(world: World, { workflowId, write }: World['watch']['writings'][number]): string {
  const ofOther = world.people.tickets.slice(1).some((ticketId) => workflowId === caseOf(world, ticketId)?.workflowId);
  return `${ofOther ? 'newer ticket: ' : ''}${relative(describe(write))} (${[...new Set(write.rules)].join(', ')})`;
}

function describe(write: Write | SupportWrite): string {
  switch (write.kind) {
    case 'explainChange':
      return 'note';
    case 'closeRequest':
      return describeStep(write);
    case 'addCompanyNote':
      return 'note on the company';
    case 'addNote': {
      const [, said] = /^C3-(.*)$/.exec(write.reference) ?? [];
      if (said === undefined) return 'note';
      return said === 'done' ? 'note on the support ticket' : `note on the support ticket: ${said}`;
    }
    case 'updateNote': {
      const [, said] = /^C3-(.*)$/.exec(write.reference) ?? [];
      if (said !== undefined) return `note on the support ticket brought up to date: ${said}`;
      return write.version === SETTLED ? 'note settled' : 'note brought up to date';
    }
    default:
      return describeWrite(write);
  }
}

/** Days as they are counted from now: `Fri, Feb 6, 2026` as `in 29 days`. */
function relative(text: string): string {
  return text.replaceAll(/\b[A-Z][a-z]{2}, ([A-Z][a-z]{2} \d{1,2}, \d{4})/g, (_all, day: string) => {
    const days = Math.round((Date.parse(`${day} 17:00 UTC`) - clock.now) / DAY);
    return days === 0 ? 'today' : days > 0 ? `in ${String(days)} days` : `${String(-days)} days ago`;
  });
}

function refusals(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const [, how] = /^ {2}service: (?:rescind|changeDate|approveClosing): (.*)$/.exec(line) ?? [];
    return how === undefined || how === 'done' ? [] : [`refused: ${relative(how.replace(/^Not done: /, ''))}`];
  });
}
