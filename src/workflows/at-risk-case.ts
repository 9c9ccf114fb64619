import { ApplicationFailure, allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { Activities, CasePicture } from '../activities';
import type { Instant } from '../sop/dates';
import { decide } from '../sop/decide';
import type { Decision, Outcome } from '../sop/decision';
import type { CaseFacts } from '../sop/facts';
import { activities, carryOut, now, type Case } from './case';
import { handleCommands } from './commands';
import { caseInputSchema, type CaseInput, type Seen } from './contract';
import { Inbox, hasSeen, isAsNewAs, type Received } from './inbox';
import { tellOthers } from './other-cases';
import { PARKED_LOOK_MS, isOutdated, parkingAttention } from './parking';
import { readFresh } from './read-fresh';
import { Display } from './show';
import { Story } from './story';
import type { Urgency } from './urgency';

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
    told: new Set(),
    seen: input.seen,
    commands: 0,
    turnsBegun: 0,
    turnsDone: 0,
    companyId: input.companyId,
    announced: input.companyId !== undefined ? 'nothing' : 'no',
  };
  handleCommands(atRisk);
  return atRisk;
}

/** Read, decide, write, wait: HubSpot is the record, and this loop only its clock. */
async function run(atRisk: Case): Promise<Outcome> {
  for (;;) {
    const { urgency } = atRisk.inbox;
    const received = await atRisk.inbox.take();
    // Only now: a command that comes while news are gathered is answered by this very turn.
    atRisk.turnsBegun += 1;
    const decision = await follow(atRisk, received, urgency);
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
async function follow(atRisk: Case, received: readonly Received[], urgency: Urgency): Promise<Decision> {
  const { commands } = atRisk;
  try {
    const picture = await readFresh(
      () => readCase(atRisk, urgency),
      (seen) => isFresh(seen, atRisk, received),
    );
    atRisk.picture = picture;
    if (picture.reading.kind === 'found') atRisk.seen = seenIn(picture.reading.facts, atRisk.seen);
    atRisk.inbox.hasSeen = (news) => picture.reading.kind === 'found' && hasSeen(picture.reading.facts, news);
    const { companyId: lastCompanyId, input } = atRisk;
    const decided = { ticketId: input.ticketId, readAt: picture.readAt, at: now(), lastCompanyId };
    const decision = decide(picture.reading, picture.settings, decided.at);
    show(atRisk, decision);
    for (const write of decision.writes) {
      if (atRisk.commands !== commands) return goingOn(decision);
      await carryOut(atRisk, write, urgency, decided);
    }
    await tellOthers(atRisk, picture.reading);
    return decision;
  } catch (error) {
    if (isOutdated(error)) return follow(atRisk, received, urgency);
    const attention = parkingAttention(error);
    const wakeUp = { at: (now() + PARKED_LOOK_MS) as Instant, reason: 'X1: look whether HubSpot accepts it by now' };
    const { phase, waitingFor } = atRisk.decision ?? { phase: 'deciding', waitingFor: [] };
    const decision: Decision = { phase, waitingFor, writes: [], attention, wakeUp };
    show(atRisk, decision);
    return decision;
  }
}

/** X1: a command came in between, and makes the case look again once it has written. */
function goingOn({ phase, waitingFor, writes, attention, wakeUp }: Decision): Decision {
  return { phase, waitingFor, writes, ...(attention && { attention }), ...(wakeUp && { wakeUp }) };
}

function readCase({ input, companyId }: Case, { read }: Urgency): Promise<CasePicture> {
  const args: Parameters<Activities['readCase']> =
    companyId === undefined ? [input.ticketId] : [input.ticketId, companyId];
  return activities.readCase.executeWithOptions({ summary: 'read ticket and client', ...read }, args);
}

function isFresh({ reading }: CasePicture, { seen }: Case, received: readonly Received[]): boolean {
  return reading.kind !== 'found' || (isAsNewAs(reading.facts, received) && !isOlder(reading.facts, seen));
}

function isOlder({ ticket, evidence }: CaseFacts, seen: Seen | undefined): boolean {
  if (seen === undefined) return false;
  return ticket.changedAt < seen.ticket || (evidence !== undefined && evidence.changedAt < (seen.evidence ?? 0));
}

function seenIn({ ticket, evidence }: CaseFacts, before: Seen | undefined): Seen {
  return { ticket: ticket.changedAt, evidence: evidence?.changedAt ?? before?.evidence };
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
async function goOnAsNew({ input, story, companyId, seen }: Case): Promise<never> {
  return continueAsNew<typeof atRiskCase>({ ...input, timeline: story.entries, companyId, seen });
}
