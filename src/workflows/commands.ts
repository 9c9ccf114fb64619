import { ApplicationFailure, log, setHandler } from '@temporalio/workflow';
import { z } from 'zod';
import { approvalWrites, objectionToPerson, refusalNote } from '../sop/approval';
import { dateWrites, objectionToDate, objectionToRescission, rescissionWrites } from '../sop/command';
import type { Write } from '../sop/decision';
import { activities, carryOut, lookAgain, now, view, type Case } from './case';
import {
  COMMAND_REFUSED,
  approveClosingSchema,
  approveClosingUpdate,
  caseQuery,
  changeDateSchema,
  changeDateUpdate,
  recheckUpdate,
  rescindSchema,
  rescindSignal,
  rescindUpdate,
  type ApproveClosing,
  type CaseView,
  type ChangeDate,
  type Rescind,
} from './contract';
import { URGENCY } from './urgency';

/** People's commands. Each takes effect by being written to HubSpot; the turn that follows then decides. */
export function handleCommands(atRisk: Case): void {
  setHandler(caseQuery, () => view(atRisk));
  setHandler(recheckUpdate, () => lookAgain(atRisk));
  setHandler(approveClosingUpdate, (command) => approveClosing(atRisk, command), {
    validator: mustFit(approveClosingSchema),
  });
  setHandler(rescindUpdate, (command) => rescind(atRisk, command), { validator: mustFit(rescindSchema) });
  setHandler(changeDateUpdate, (command) => changeDate(atRisk, command), { validator: mustFit(changeDateSchema) });
  setHandler(rescindSignal, (command) => rescindUnanswered(atRisk, command));
}

/** I1, I3: with the same check as an approval that a person sets in HubSpot. */
async function approveClosing(atRisk: Case, { determination, by }: ApproveClosing): Promise<CaseView> {
  const { ticketId } = atRisk.input;
  const summary = `I3: look up user ${by}, who approves`;
  const options = { summary, ...URGENCY.command.read };
  const { approver, settings } = await activities.readApprover.executeWithOptions(options, [ticketId, by]);
  const objection = objectionToPerson(approver, settings);
  if (objection !== undefined) {
    log.warn('approval of closing refused', { ticketId, by, objection });
    await carryOut(atRisk, refusalNote(ticketId, by, objection, settings, now()), URGENCY.command);
    throw refused(objection);
  }
  return obey(atRisk, approvalWrites(ticketId, by, determination, now()));
}

/** C2, before the date and after it. */
async function rescind(atRisk: Case, command: Rescind): Promise<CaseView> {
  const { ticketId } = atRisk.input;
  const options = { summary: 'C2: may it be rescinded?', ...URGENCY.command.read };
  const { reading } = await activities.readCase.executeWithOptions(options, [ticketId]);
  const objection = objectionToRescission(reading);
  if (objection !== undefined) throw refused(objection);
  return obey(atRisk, rescissionWrites(ticketId, command, now()));
}

/** C1. */
async function changeDate(atRisk: Case, command: ChangeDate): Promise<CaseView> {
  const { ticketId } = atRisk.input;
  const options = { summary: 'C1: may the date be changed?', ...URGENCY.command.read };
  const { reading, settings } = await activities.readCase.executeWithOptions(options, [ticketId]);
  const objection = objectionToDate(reading, command.date, settings, now());
  if (objection !== undefined) throw refused(objection);
  return obey(atRisk, dateWrites(ticketId, command.date, command, now()));
}

async function obey(atRisk: Case, writes: readonly Write[]): Promise<CaseView> {
  atRisk.commands += 1;
  try {
    for (const write of writes) await carryOut(atRisk, write, URGENCY.command);
  } catch (error) {
    atRisk.inbox.wake();
    throw error;
  }
  return lookAgain(atRisk, now());
}

/** Nobody waits for a signal's answer, and an error in its handler would fail the case: it is told in the timeline. */
async function rescindUnanswered(atRisk: Case, command: unknown): Promise<void> {
  try {
    await rescind(atRisk, rescindSchema.parse(command));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    log.warn('rescission by signal not carried out', { ticketId: atRisk.input.ticketId, why });
    atRisk.story.tell(`rescission by signal not carried out: ${why}`, ['C2']);
  }
}

function refused(objection: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`Not done: ${objection}.`, COMMAND_REFUSED);
}

function mustFit(schema: z.ZodType): (command: unknown) => void {
  return (command) => {
    const parsed = schema.safeParse(command);
    if (!parsed.success) throw ApplicationFailure.nonRetryable(z.prettifyError(parsed.error), COMMAND_REFUSED);
  };
}
