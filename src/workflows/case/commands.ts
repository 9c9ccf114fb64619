import { ApplicationFailure, log, setHandler } from '@temporalio/workflow';
import { z } from 'zod';
import type { Ground } from '../../activities/proof/grounds';
import { caseQuery, recheckUpdate, type CaseView } from '../../contract/case';
import {
  COMMAND_REFUSED,
  approveClosingSchema,
  approveClosingUpdate,
  changeDateSchema,
  changeDateUpdate,
  rescindSchema,
  rescindSignal,
  rescindSignalSchema,
  rescindUpdate,
  type Command,
} from '../../contract/commands';
import { parseOnce } from '../../contract/payloads/on-demand';
import { shadowQuery } from '../../contract/shadow';
import { requestWaitsSchema, requestWaitsSignal } from '../../contract/signals';
import type { Write } from '../../sop/decision/decision';
import { activities } from '../activities';
import { now } from '../clock';
import { isOutdated } from '../turn/parking';
import { URGENCY } from '../turn/urgency';
import type { Case } from './case';

/** People's commands. Each takes effect by being written to HubSpot; the turn that follows then decides. */
export function handleCommands(atRisk: Case): void {
  setHandler(caseQuery, () => atRisk.view);
  setHandler(shadowQuery, () => atRisk.shadowView);
  setHandler(recheckUpdate, () => atRisk.checkAgain());
  setHandler(approveClosingUpdate, (given) => command(atRisk, { kind: 'approveClosing', ...given }), {
    validator: mustFit(approveClosingSchema),
  });
  setHandler(rescindUpdate, (given) => command(atRisk, { kind: 'rescind', ...given }), {
    validator: mustFit(rescindSchema),
  });
  setHandler(changeDateUpdate, (given) => command(atRisk, { kind: 'changeDate', ...given }), {
    validator: mustFit(changeDateSchema),
  });
  setHandler(rescindSignal, (given) => rescindUnanswered(atRisk, given));
  setHandler(requestWaitsSignal, (given) => {
    const parsed = parseOnce(requestWaitsSchema, given);
    if (parsed.success) atRisk.requests.add(parsed.data.requestId);
  });
}

function command(atRisk: Case, given: Command): Promise<CaseView> {
  return atRisk.commands.inTurn(() => carryOut(atRisk, given));
}

/**
 * The activity decides on HubSpot as it is now; its decision is recorded, so that a changed rule breaks no case that received
 * a command before (C1, C2, I3).
 */
async function carryOut(atRisk: Case, given: Command): Promise<CaseView> {
  const { ticketId } = atRisk;
  const at = now();
  const options = { summary: SUMMARIES[given.kind], ...URGENCY.command.read };
  const decided = await activities.decideCommand.executeWithOptions(options, [ticketId, given, at]);
  const { writes, objection, readAt, seals } = decided;
  const ground: Ground = { kind: 'command', ticketId, command: given, at, readAt, seals };
  if (objection === undefined) return apply(atRisk, writes, ground);
  log.warn('command refused', { ticketId, command: given.kind, objection });
  for (const write of writes) await atRisk.write(write, URGENCY.command, ground);
  throw refused(objection);
}

const SUMMARIES: Readonly<Record<Command['kind'], string>> = {
  approveClosing: 'I3: may this person approve closing?',
  rescind: 'C2: may it be rescinded?',
  changeDate: 'C1: may the date be changed?',
};

async function apply(atRisk: Case, writes: readonly Write[], ground: Ground): Promise<CaseView> {
  atRisk.inbox.beginCommand();
  try {
    for (const write of writes) await atRisk.write(write, URGENCY.command, ground);
  } catch (error) {
    atRisk.inbox.wake();
    throw isOutdated(error)
      ? refused('someone changed the ticket in the meantime; check it before you try again')
      : error;
  }
  return atRisk.checkAgain(now());
}

/** Nobody waits for a signal's answer, and an error in its handler would fail the case: it is recorded in the timeline. */
async function rescindUnanswered(atRisk: Case, given: unknown): Promise<void> {
  try {
    await command(atRisk, { kind: 'rescind', ...rescindSignalSchema().parse(given) });
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    log.warn('rescission by signal was not applied', { ticketId: atRisk.ticketId, why });
    atRisk.record(`rescission by signal not carried out: ${why}`, ['C2']);
  }
}

function refused(objection: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`Not done: ${objection}.`, COMMAND_REFUSED);
}

function mustFit(schema: () => z.ZodType): (given: unknown) => void {
  return (given) => {
    const parsed = parseOnce(schema, given);
    if (!parsed.success) throw ApplicationFailure.nonRetryable(z.prettifyError(parsed.error), COMMAND_REFUSED);
  };
}
