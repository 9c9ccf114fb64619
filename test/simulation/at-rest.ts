import { AT_RISK_PIPELINE, SUPPORT_PIPELINE } from '../../dev/portal/people';
import { valueOf } from '../../emulator/crm/history';
import type { CrmRecord } from '../../emulator/model/types';
import type { Instant } from '../../src/sop/dates';
import { dayOf, shiftDate } from '../../src/sop/dates';
import type { ClientStatus } from '../../src/sop/facts';
import { CASE_WORKFLOW, caseQuery, type CaseView } from '../../src/workflows/contract';
import { must, openedAgain, savedSince, wallClock } from '../sop/invariants';
import type { Happened, Portal as Ledger } from '../sop/portal';
import { clock } from './clock';
import { atRiskTickets, ledgerOf, live, referenceIn } from './ledger';
import { TYPE } from './people';
import { DAY, HOUR } from './story';
import type { Execution } from './temporal/server';
import type { World } from './world';

/** What must hold once everything has come to rest: right after the story, and after the last day that it waits for. */
export function atRest(world: World): void {
  if (world.broken !== undefined) return;
  world.check(ofTheCases, world);
  const { portal, people } = world;
  const tickets = atRiskTickets(portal, people.company);
  const newest = tickets.at(-1);
  const [before] = tickets.slice(-2);
  // Two tickets of one instant: which is the newer one, nobody can say.
  const unclear = tickets.length > 1 && before?.createdAt === newest?.createdAt;
  // One that is newer, but was taken from the client or the pipeline after its case had ended, may have ended the older one's.
  const taken = people.tickets.some((id) => {
    const other = portal.records.get(TYPE.ticket, id);
    const isLive = other !== undefined && other.archivedAt === undefined;
    return newest !== undefined && isLive && other.createdAt > newest.createdAt;
  });
  // The histories of a merged ticket are those of two, and it is as old as the older one.
  const merged = tickets.some(({ histories }) => histories['hs_merged_object_ids'] !== undefined);
  if (newest !== undefined && !unclear && !taken && !merged) world.check(ofTheNewestTicket, restOf(world, newest));
}

interface Rest {
  readonly world: World;
  readonly ticket: CrmRecord;
  readonly ledger: Ledger;
  /** X2: since when the client counts as saved, if so. */
  readonly saved: Instant | undefined;
  /** N1–N5: since when all of it is there, if it is. */
  readonly complete: Instant | undefined;
  readonly holds: boolean;
}

/** The case of the client's newest At-Risk ticket: HubSpot shows what the rules say of everything that people did. */
const ofTheNewestTicket = {
  'S1 S2 C2: a saved client is monitored, then Active': ({ world, ledger, saved }: Rest): void => {
    if (saved === undefined || ledger.companies !== 'one' || foreignAfter(ledger.statusEvents, saved)) return;
    const due = saved + world.settings.monitoringDays * DAY;
    if (Math.abs(clock.now - due) < 3 * HOUR) return;
    const atOnce = world.settings.rescindedClient === 'active' && closedAsNotSavedAt(ledger, saved);
    const wanted: ClientStatus = clock.now > due || atOnce ? 'Active' : 'Monitor for 30 days';
    must(ledger.status === wanted, `S1, S2: the client is ${String(ledger.status)} instead of ${wanted}`);
  },

  'S3: a saved client has no approval to cancel': ({ ledger, saved }: Rest): void => {
    if (saved === undefined) return;
    const newest = ledger.newest('cancellationApproval');
    if (newest !== undefined && newest.by.kind !== 'service' && newest.at > saved) return;
    must(newest?.set === 'No', 'S3: Cancellation Approval is not No');
  },

  'S4: the ticket of a saved client is closed': ({ world, ledger, saved, holds }: Rest): void => {
    if (saved === undefined || holds || ledger.companies !== 'one' || foreignStageAfter(ledger, saved)) return;
    const due = saved + world.settings.monitoringDays * DAY + 3 * HOUR;
    if (world.settings.closeSavedTicket === 'after-monitoring' && clock.now < due) return;
    must(!ledger.open, 'S4: the ticket is still open');
  },

  'C2: a rescinded cancellation has no date': ({ ledger, saved }: Rest): void => {
    if (saved === undefined || !closedAsNotSavedAt(ledger, saved)) return;
    const newest = ledger.newest('rcmCancellationDate');
    if (newest !== undefined && newest.by.kind !== 'service' && newest.at > saved) return;
    must(ledger.date === null, 'C2: the date is still there');
  },

  'N7 N8 C1: a client not saved is in cancellation, then Cancelled': (rest: Rest): void => {
    const { world, ledger, complete } = rest;
    if (complete === undefined || ledger.companies !== 'one' || foreignAfter(ledger.statusEvents, complete)) return;
    const [today, hour] = wallClock(clock.now as Instant, world.settings.timeZone);
    const date = ledger.date ?? '';
    const due = today > date || (today === date && hour >= world.settings.cancellationHour);
    const wanted: ClientStatus = due ? 'Cancelled' : 'Cancellation in Progress';
    must(ledger.status === wanted, `N7, N8: the client is ${String(ledger.status)} instead of ${wanted}`);
  },

  'N6: the ticket of a client not saved closes by itself': ({ ledger, complete, holds }: Rest): void => {
    if (complete === undefined || holds || ledger.companies !== 'one' || openedAgain(ledger)) return;
    must(!ledger.open, 'N6: the ticket is still open');
  },

  'N5: the approval is set by itself where the setting says so': ({ world, ledger, complete }: Rest): void => {
    if (complete === undefined || world.settings.cancellationApproval !== 'automatic') return;
    // A ticket that was closed before is not approved again.
    if (ledger.companies !== 'one' || ledger.since('stage') < complete || ledger.setBy('stage')?.kind !== 'service')
      return;
    const newest = ledger.newest('cancellationApproval');
    if (newest !== undefined && newest.by.kind !== 'service' && newest.at > complete) return;
    must(newest?.set === 'Yes', 'N5: Cancellation Approval was not set');
  },

  'I3: an approval that does not count is undone': ({ ledger, saved, holds }: Rest): void => {
    if (!holds || ledger.companies !== 'one' || (saved === undefined && ledger.value('customerSaved') !== 'No')) return;
    // What happens to a closed ticket is not followed for ever.
    if (!ledger.open) return;
    // Without a determination the approval waits for one, and is then older.
    if (ledger.value('financeApproval') !== 'Yes') return;
    must(ledger.value('invoiceDetermination') === null, 'I3: an approval by others, or too old, still stands');
    const approver = ledger.financeApprovedBy();
    must(approver !== undefined && ledger.finance.includes(approver), 'I3: an approval by others still stands');
  },

  'I4: a ticket that was closed by hand under an invoice is open again': (rest: Rest): void => {
    const { world, ledger, saved, holds } = rest;
    if (!holds || ledger.open || ledger.companies !== 'one') return;
    if (saved === undefined && ledger.value('customerSaved') !== 'No') return;
    if (ledger.setBy('stage')?.kind === 'service') return;
    const told = ledger.serviceNotes.filter(({ reference }) => reference.startsWith('I4-'));
    must(told.length >= world.settings.reopenings, 'I4: closed by hand, and not opened again');
  },

  'C4: a change by hand after closing is asked about until a note explains it': ({
    world,
    ticket,
    ledger,
  }: Rest): void => {
    const closed = ledger.newest('stage');
    if (ledger.open || closed === undefined) return;
    const closedAt = ledger.since('stage');
    const before = ledger.ticketEvents.findLast(({ at, set }) => at <= closedAt && set.customerSaved !== undefined);
    if (before?.set.customerSaved !== 'No') return;
    const changes = ledger.ticketEvents.filter(
      ({ at, by, set }) =>
        at > closedAt &&
        by.kind !== 'service' &&
        (set.rcmCancellationDate !== undefined || set.customerSaved === 'Yes'),
    );
    const changedAt = changes.at(-1)?.at;
    if (changedAt === undefined || ledger.notesByPeople.some((at) => at >= changedAt - DAY)) return;
    const execution = runningCases(world).find(({ workflowId }) => workflowId.endsWith(`:${ticket.id}`));
    must(execution !== undefined, 'C4: the case ended without an explanation');
    const decision = viewOf(execution)?.decision;
    if (decision === undefined) return;
    const asks = decision.waitingFor.some(({ code }) => code === 'changeNote');
    must(asks, 'C4: nobody is asked for an explanation');
  },

  "C4: one task asks the ticket's owner for the explanation, and none once it is there": (rest: Rest): void => {
    const { world, ticket, ledger } = rest;
    // A task that a person completed, renamed or deleted is theirs.
    if (world.deeds.has('task') || ledger.open) return;
    const execution = runningCases(world).find(({ workflowId }) => workflowId.endsWith(`:${ticket.id}`));
    const decision = execution && viewOf(execution)?.decision;
    // A case that the worker has put away does not say.
    if (execution !== undefined && decision === undefined) return;
    const asks = decision?.waitingFor.some(({ code }) => code === 'changeNote') === true;
    const open = live(world.portal, ticket, TYPE.task).filter(isOfExplanation);
    must(open.length === (asks ? 1 : 0), `C4: ${String(open.length)} tasks ask for the explanation`);
  },

  'N9: the checklist is there, due on the date': ({ world, ticket, ledger, complete }: Rest): void => {
    const { checklist, timeZone } = world.settings;
    const last = ledger.statusEvents.at(-1);
    if (complete === undefined || checklist.length === 0 || last?.by.kind !== 'service' || last.at < complete) return;
    // A client who was Cancelled already has no work left to end.
    if (ledger.statusEvents.slice(0, -1).some(({ set }) => set === 'Cancelled')) return;
    // Nor is one made again that a newer ticket had called off which is gone by now (docs/simulation.md).
    if (world.deeds.has('task') || world.people.tickets.at(-1) !== ticket.id) return;
    const tasks = live(world.portal, ticket, TYPE.task);
    for (const { key } of checklist) {
      const own = tasks.filter((task) => referenceIn(valueOf(task, 'hs_task_body') ?? '') === `N9-${ticket.id}-${key}`);
      must(own.length === 1, `N9: ${String(own.length)} tasks for ${key}`);
      const due = Date.parse(valueOf(own[0] ?? ticket, 'hs_timestamp') ?? '') as Instant;
      must(dayOf(due, timeZone) === ledger.date, `N9: the task for ${key} is not due on the date`);
    }
  },

  'N9: the checklist of a cancellation that was called off is gone': ({ world, ticket, ledger, saved }: Rest): void => {
    if (saved === undefined || ledger.companies !== 'one' || world.deeds.has('task')) return;
    const open = live(world.portal, ticket, TYPE.task).filter(
      (task) => valueOf(task, 'hs_task_status') !== 'COMPLETED' && !isOfExplanation(task),
    );
    must(open.length === 0, 'N9: open tasks of a client who stays');
  },
} as const satisfies Record<string, (rest: Rest) => void>;

const ofTheCases = {
  'X1: a case waits for something, and says what': (world: World): void => {
    for (const execution of runningCases(world)) {
      const { decision } = viewOf(execution) ?? {};
      if (decision === undefined) continue;
      const { attention, waitingFor, wakeUp, end } = decision;
      must(
        waitingFor.length > 0 || attention !== undefined || end !== undefined,
        'X1: goes on without saying for what',
      );
      must(wakeUp === undefined || wakeUp.at > clock.now - DAY, 'X1: should have looked long ago');
      const refused = attention?.code === 'hubspotRefused' || attention?.code === 'hubspotInvalid';
      must(!refused, `X1: parked although the cause is gone: ${attention?.sentence ?? ''}`);
    }
  },

  'X1: what a person must do stands on the ticket': (world: World): void => {
    for (const execution of runningCases(world)) {
      const reference = viewOf(execution)?.decision?.attention?.noteReference;
      const ticket = ticketOf(world, execution);
      if (reference === undefined || ticket === undefined || ticket.archivedAt !== undefined) continue;
      const { serviceNotes } = ledgerOf(world.portal, ticket, clock.now, 0);
      const told = serviceNotes.some((note) => note.reference === reference);
      must(told, `X1: no note says what to do (${reference})`);
    }
  },

  'C3: an open support ticket is answered': (world: World): void => {
    for (const id of world.people.supportTickets) {
      const ticket = world.portal.records.get(TYPE.ticket, id);
      if (ticket === undefined || ticket.archivedAt !== undefined) continue;
      if (valueOf(ticket, 'hs_pipeline_stage') !== SUPPORT_PIPELINE.new) continue;
      const { serviceNotes } = ledgerOf(world.portal, ticket, clock.now, 0);
      const done = serviceNotes.some(({ reference }) => reference === 'C3-done');
      must(!done || foreignStage(ticket), `C3: support ticket ${id} is done, but not closed`);
      must(serviceNotes.length > 0, `C3: support ticket ${id} is neither carried out nor answered`);
    }
  },
} as const satisfies Record<string, (world: World) => void>;

function restOf(world: World, ticket: CrmRecord): Rest {
  const ledger = ledgerOf(world.portal, ticket, clock.now, world.groundsChangedAt);
  const saved = savedSince(ledger, { correctionMinutes: 60 });
  return { world, ticket, ledger, saved, complete: completeSince(world, ledger, saved), holds: isHeld(world, ledger) };
}

/** N1–N5, with a date that made sense when it was entered (N4). */
function completeSince(world: World, ledger: Ledger, saved: Instant | undefined): Instant | undefined {
  if (saved !== undefined || ledger.value('customerSaved') !== 'No' || ledger.date === null) return undefined;
  const { settings } = world;
  const entered = dayOf(ledger.since('rcmCancellationDate'), settings.timeZone);
  const plausible =
    ledger.date >= shiftDate(entered, { days: -settings.datePastDays }) &&
    ledger.date <= shiftDate(entered, { years: settings.dateFutureYears });
  if (!plausible) return undefined;
  const approved = ledger.value('cancellationApproval') === 'Yes';
  const done =
    !ledger.open && ledger.newest('stage')?.by.kind === 'service' && ledger.setBy('stage')?.kind === 'service';
  const evidence = ledger.noticeFiles > 0 && ledger.notes.some(({ blank }) => !blank);
  if (!done && !(evidence && (approved || settings.cancellationApproval === 'automatic'))) return undefined;
  const since = [ledger.since('customerSaved'), ledger.since('rcmCancellationDate')];
  // What the service approves itself, it approves last.
  if (approved && ledger.setBy('cancellationApproval')?.kind !== 'service')
    since.push(ledger.since('cancellationApproval'));
  return Math.max(...since) as Instant;
}

/** I1–I3. */
function isHeld({ settings }: World, ledger: Ledger): boolean {
  if (ledger.value('outstandingInvoice') !== 'Yes' && ledger.invoices.length === 0) return false;
  const approver = ledger.financeApprovedBy();
  const determined = ledger.value('invoiceDetermination') !== null;
  if (!determined || approver === undefined || !ledger.finance.includes(approver)) return true;
  if (approver === ledger.owner && !settings.ownerMayApprove) return true;
  const approvedAt = ledger.since('financeApproval');
  return approvedAt < ledger.since('invoiceDetermination') || ledger.invoices.some((invoice) => invoice > approvedAt);
}

function closedAsNotSavedAt(ledger: Ledger, instant: Instant): boolean {
  let answer: unknown;
  let answerAtClosing: unknown;
  for (const { at, set } of ledger.ticketEvents) {
    if (at > instant) break;
    if (set.stage === 'closed') answerAtClosing ??= answer;
    if (set.stage === 'open') answerAtClosing = undefined;
    if (at < instant && set.customerSaved !== undefined) answer = set.customerSaved;
  }
  return answerAtClosing === 'No';
}

function foreignAfter(events: readonly Happened<unknown>[], instant: Instant): boolean {
  return events.some(({ at, by }) => by.kind !== 'service' && at > instant);
}

function foreignStageAfter(ledger: Ledger, instant: Instant): boolean {
  return ledger.ticketEvents.some(
    ({ at, by, set }) => set.stage !== undefined && by.kind !== 'service' && at > instant,
  );
}

function isOfExplanation(task: CrmRecord): boolean {
  return referenceIn(valueOf(task, 'hs_task_body') ?? '')?.startsWith('C4-explain-') === true;
}

function foreignStage({ histories }: CrmRecord): boolean {
  return (histories['hs_pipeline_stage'] ?? []).slice(0, -1).some(({ sourceType }) => sourceType !== 'INTEGRATION');
}

function runningCases({ server }: World): readonly Execution[] {
  return [...server.executions.values()].filter(({ type, status }) => type === CASE_WORKFLOW && status === 'running');
}

function viewOf(execution: Execution): CaseView | undefined {
  return execution.run?.query(caseQuery.name) as CaseView | undefined;
}

function ticketOf(world: World, execution: Execution): CrmRecord | undefined {
  const id = execution.workflowId.split(':').at(-1) ?? '';
  const ticket = world.portal.records.get(TYPE.ticket, id);
  return ticket?.id === id && valueOf(ticket, 'hs_pipeline') === AT_RISK_PIPELINE.id ? ticket : undefined;
}
