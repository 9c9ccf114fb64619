import { ApplicationFailure, allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { CasePicture } from '../activities';
import type { Instant } from '../sop/dates';
import { decide } from '../sop/decide';
import type { Decision, Outcome } from '../sop/decision';
import type { CaseReading } from '../sop/facts';
import type { TicketId } from '../sop/ids';
import { activities, carryOut, now, type Case } from './case';
import { handleCommands } from './commands';
import { caseInputSchema, type CaseInput } from './contract';
import { Inbox, hasSeen, isAsNewAs, type Received } from './inbox';
import { parkingAttention } from './parking';
import { readFresh } from './read-fresh';
import { Display } from './show';
import { Story } from './story';

/** A refusal by HubSpot is mended outside of HubSpot's records, so no webhook tells of it. */
const PARKED_LOOK_MS = 60 * 60 * 1000;

/** One At-Risk ticket, from the first word of it until its client is Active or Cancelled. */
export async function atRiskCase(input: CaseInput): Promise<Outcome> {
  return run(setup(input));
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
    companyId: input.companyId,
    announced: input.companyId !== undefined,
  };
  handleCommands(atRisk);
  return atRisk;
}

/** Read, decide, write, wait: HubSpot is the record, and this loop only its clock. */
async function run(atRisk: Case): Promise<Outcome> {
  for (;;) {
    atRisk.turnsBegun += 1;
    const received = await atRisk.inbox.take();
    const decision = await follow(atRisk, received);
    atRisk.turnsDone = atRisk.turnsBegun;
    // A command under way ends with news; a case that ended or went on as new before would leave it unanswered.
    const settles = decision.end !== undefined || workflowInfo().continueAsNewSuggested;
    if (settles) await condition(() => atRisk.inbox.hasNews || allHandlersFinished());
    if (atRisk.inbox.hasNews) continue;
    if (decision.end !== undefined) return decision.end;
    if (settles) await goOnAsNew(atRisk);
    await atRisk.inbox.newsOrUntil(decision.wakeUp, now());
  }
}

/** One turn: a fresh picture, what the SOP says of it, and the changes that it wants. */
async function follow(atRisk: Case, received: readonly Received[]): Promise<Decision> {
  try {
    const picture = await readFresh(
      () => readCase(atRisk),
      (seen) => isFresh(seen, received),
    );
    atRisk.picture = picture;
    atRisk.inbox.hasSeen = (news) => picture.reading.kind === 'found' && hasSeen(picture.reading.facts, news);
    const decision = decide(picture.reading, picture.settings, now());
    show(atRisk, decision);
    for (const write of decision.writes) await carryOut(atRisk, write);
    await tellOthers(atRisk, picture.reading);
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

function readCase({ input }: Case): Promise<CasePicture> {
  return activities.readCase.executeWithOptions({ summary: 'read ticket and client' }, [input.ticketId]);
}

function isFresh({ reading }: CasePicture, received: readonly Received[]): boolean {
  return reading.kind !== 'found' || isAsNewAs(reading.facts, received);
}

/** S5, X1: the other cases that what was found matters to. */
async function tellOthers(atRisk: Case, reading: CaseReading): Promise<void> {
  switch (reading.kind) {
    case 'found':
      await announce(atRisk, reading);
      return;
    case 'merged':
      await goOnWith(atRisk, reading.into);
      return;
    case 'gone':
      await resumeOlder(atRisk);
  }
}

/** S5: cases of the same company look again, and find that there is a newer At-Risk ticket. */
async function announce(atRisk: Case, { facts }: Extract<CaseReading, { kind: 'found' }>): Promise<void> {
  const { portalId, ticketId } = atRisk.input;
  atRisk.companyId = facts.ticket.companyId ?? atRisk.companyId;
  if (atRisk.announced || atRisk.companyId === undefined || !facts.ticket.inAtRiskPipeline) return;
  const ticket = { portalId, ticketId, companyId: atRisk.companyId };
  const summary = "S5: tell the cases of the client's other tickets";
  await activities.announceTicket.executeWithOptions({ summary }, [ticket]);
  atRisk.announced = true;
}

/** X1: the case of the ticket that this one was merged into goes on in its place. */
async function goOnWith(atRisk: Case, into: TicketId): Promise<void> {
  const other: CaseInput = { portalId: atRisk.input.portalId, ticketId: into };
  await activities.beginCase.executeWithOptions({ summary: `X1: the case of ticket ${into} goes on` }, [other]);
}

/** S5: a deleted ticket supersedes nothing, so that the monitoring of an older one is resumed. */
async function resumeOlder(atRisk: Case): Promise<void> {
  if (atRisk.companyId === undefined || !atRisk.announced) return;
  const { portalId, ticketId } = atRisk.input;
  const summary = "S5: the cases of the client's other tickets look again";
  await activities.resumeCasesOf.executeWithOptions({ summary }, [{ portalId, ticketId, companyId: atRisk.companyId }]);
  atRisk.announced = false;
}

function show(atRisk: Case, decision: Decision): void {
  const before = atRisk.decision;
  atRisk.decision = decision;
  atRisk.decidedAt = now();
  if (before?.phase !== decision.phase) atRisk.story.tell(`phase: ${decision.phase}`);
  if (decision.attention && before?.attention?.code !== decision.attention.code) {
    atRisk.story.tell(`needs attention: ${decision.attention.sentence}`, ['X1']);
  }
  if (decision.end !== undefined) atRisk.story.tell(`ended: ${decision.end}`);
  atRisk.display.show(decision, atRisk.picture);
}

/** A case of many changes goes on in a fresh history; HubSpot holds everything that decides it (X3). */
async function goOnAsNew({ input, story, companyId }: Case): Promise<never> {
  return continueAsNew<typeof atRiskCase>({ ...input, timeline: story.entries, companyId });
}
