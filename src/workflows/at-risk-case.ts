import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { z } from 'zod';
import type { Activities, CasePicture } from '../activities';
import { approvalWrites, objectionToPerson, refusalNote } from '../sop/approval';
import type { Instant } from '../sop/dates';
import { decide } from '../sop/decide';
import type { Decision, Outcome, Write } from '../sop/decision';
import { describeWrite } from '../sop/describe';
import type { CaseReading } from '../sop/facts';
import type { TicketId } from '../sop/ids';
import { ACTIVITY_OPTIONS } from './activity-options';
import {
  APPROVAL_REFUSED,
  approveClosingSchema,
  approveClosingUpdate,
  caseInputSchema,
  caseQuery,
  recheckUpdate,
  type ApproveClosing,
  type CaseInput,
  type CaseView,
} from './contract';
import { Inbox, isAsNewAs, type Received } from './inbox';
import { parkingAttention } from './parking';
import { Display } from './show';
import { Story } from './story';

/** HubSpot's copies catch up within seconds; after this many looks the case goes on with what it sees. */
const STALE_READS = 3;
const STALE_PAUSE_MS = 3_000;

/** A refusal by HubSpot is mended outside of HubSpot's records, so no webhook tells of it. */
const PARKED_LOOK_MS = 60 * 60 * 1000;

const { readCase, readApprover, perform, beginCase } = proxyActivities<Activities>(ACTIVITY_OPTIONS);

interface Case {
  readonly input: CaseInput;
  readonly inbox: Inbox;
  readonly story: Story;
  readonly display: Display;
  /** References of the notes written by this run; HubSpot knows them all, but asking costs calls. */
  readonly toldNotes: Set<string>;
  turnsBegun: number;
  turnsDone: number;
  picture?: CasePicture;
  decision?: Decision;
  decidedAt?: Instant;
}

/** One At-Risk ticket, from the first word of it until its client is Active or Cancelled. */
export async function atRiskCase(input: CaseInput): Promise<Outcome> {
  const atRisk = setup(input);
  const outcome = await run(atRisk);
  await condition(allHandlersFinished);
  return outcome;
}

function setup(input: CaseInput): Case {
  const parsed = caseInputSchema.safeParse(input);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidCaseInput');
  const story = new Story(input.timeline);
  const inbox = new Inbox(({ signal }) => {
    story.tell(`HubSpot: ${signal}`);
  });
  const atRisk: Case = {
    input,
    inbox,
    story,
    display: new Display(),
    toldNotes: new Set(),
    turnsBegun: 0,
    turnsDone: 0,
  };
  setHandler(caseQuery, () => view(atRisk));
  setHandler(recheckUpdate, () => lookAgain(atRisk));
  setHandler(approveClosingUpdate, (command) => approveClosing(atRisk, command), { validator: mustBeAnApproval });
  return atRisk;
}

async function lookAgain(atRisk: Case): Promise<CaseView> {
  const turn = atRisk.turnsBegun + 1;
  atRisk.inbox.wake();
  await condition(() => atRisk.turnsDone >= turn);
  return view(atRisk);
}

/** I1, I3: takes effect by being written to HubSpot, with the same check as an approval that a person sets there. */
async function approveClosing(atRisk: Case, { determination, by }: ApproveClosing): Promise<CaseView> {
  const { ticketId } = atRisk.input;
  const summary = `I3: look up user ${by}, who approves`;
  const { approver, settings } = await readApprover.executeWithOptions({ summary }, [ticketId, by]);
  const objection = objectionToPerson(approver, settings);
  if (objection !== undefined) {
    log.warn('approval of closing refused', { ticketId, by, objection });
    await carryOut(atRisk, refusalNote(ticketId, by, objection, settings, now()));
    throw ApplicationFailure.nonRetryable(`The approval was refused: ${objection}.`, APPROVAL_REFUSED);
  }
  for (const write of approvalWrites(ticketId, by, determination, now())) await carryOut(atRisk, write);
  return lookAgain(atRisk);
}

function mustBeAnApproval(command: unknown): void {
  const parsed = approveClosingSchema.safeParse(command);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(z.prettifyError(parsed.error), 'InvalidCommand');
}

/** Read, decide, write, wait: HubSpot is the record, and this loop only its clock. */
async function run(atRisk: Case): Promise<Outcome> {
  for (;;) {
    atRisk.turnsBegun += 1;
    const received = await atRisk.inbox.take();
    const decision = await follow(atRisk, received);
    atRisk.turnsDone = atRisk.turnsBegun;
    if (!atRisk.inbox.hasNews) {
      if (decision.end !== undefined) return decision.end;
      if (workflowInfo().continueAsNewSuggested) await goOnAsNew(atRisk);
      await atRisk.inbox.newsOrUntil(decision.wakeUp, now());
    }
  }
}

/** One turn: a fresh picture, what the SOP says of it, and the changes that it wants. */
async function follow(atRisk: Case, received: readonly Received[]): Promise<Decision> {
  try {
    const picture = await readFresh(atRisk, received);
    atRisk.picture = picture;
    const decision = decide(picture.reading, picture.settings, now());
    show(atRisk, decision);
    for (const write of decision.writes) await carryOut(atRisk, write);
    if (picture.reading.kind === 'merged') await goOnWith(atRisk, picture.reading.into);
    return decision;
  } catch (error) {
    const attention = parkingAttention(error);
    const wakeUp = { at: (now() + PARKED_LOOK_MS) as Instant, reason: 'X1: look whether HubSpot accepts it by now' };
    const { phase, waitingFor } = atRisk.decision ?? { phase: 'deciding', waitingFor: [] };
    const decision: Decision = { phase, waitingFor, writes: [], attention, wakeUp };
    show(atRisk, decision);
    return decision;
  }
}

async function readFresh(atRisk: Case, received: readonly Received[]): Promise<CasePicture> {
  for (let look = 1; ; look += 1) {
    const picture = await readCase.executeWithOptions({ summary: 'read ticket and client' }, [atRisk.input.ticketId]);
    if (look === STALE_READS || !isStale(picture.reading, received)) return picture;
    await sleep(STALE_PAUSE_MS, { summary: 'HubSpot still shows an older state' });
  }
}

function isStale(reading: CaseReading, received: readonly Received[]): boolean {
  return reading.kind === 'found' && !isAsNewAs(reading.facts, received);
}

async function carryOut(atRisk: Case, write: Write): Promise<void> {
  if (write.kind === 'addNote' && atRisk.toldNotes.has(write.reference)) return;
  const text = describeWrite(write);
  await perform.executeWithOptions({ summary: `${write.rules.join(', ')}: ${text}` }, [write]);
  if (write.kind === 'addNote') atRisk.toldNotes.add(write.reference);
  atRisk.story.tell(text, write.rules);
}

/** X1: the case of the ticket that this one was merged into goes on in its place. */
async function goOnWith(atRisk: Case, into: TicketId): Promise<void> {
  const other: CaseInput = { portalId: atRisk.input.portalId, ticketId: into };
  await beginCase.executeWithOptions({ summary: `X1: the case of ticket ${into} goes on` }, [other]);
}

function show(atRisk: Case, decision: Decision): void {
  const before = atRisk.decision;
  atRisk.decision = decision;
  atRisk.decidedAt = now();
  if (before?.phase !== decision.phase) atRisk.story.tell(`phase: ${decision.phase}`);
  if (decision.attention && before?.attention?.code !== decision.attention.code) {
    atRisk.story.tell(`needs attention: ${decision.attention.sentence}`, ['X1']);
  }
  atRisk.display.show(decision, atRisk.picture);
}

/** A case of many changes goes on in a fresh history; HubSpot holds everything that decides it (X3). */
async function goOnAsNew(atRisk: Case): Promise<never> {
  await condition(allHandlersFinished);
  return continueAsNew<typeof atRiskCase>({ ...atRisk.input, timeline: atRisk.story.entries });
}

function view({ input, decidedAt, picture, decision, story }: Case): CaseView {
  return {
    portalId: input.portalId,
    ticketId: input.ticketId,
    ...(decidedAt !== undefined && { decidedAt }),
    ...(picture && { reading: picture.reading }),
    ...(decision && { decision }),
    timeline: story.entries,
  };
}

function now(): Instant {
  return Date.now() as Instant;
}
