import type { PortalConfig } from '../config/portal';
import type { ApproveClosing, Command } from '../contract/commands';
import type { HubSpot } from '../hubspot';
import type { ChangeAfterClosing } from '../sop/after-closing/change';
import {
  changeWrites,
  objectionToApproval,
  objectionToAsker,
  objectionToChange,
  objectionToReason,
  type Grounds,
} from '../sop/after-closing/command';
import type { Write } from '../sop/decision/decision';
import { approvalWrites, objectionToAssertion, objectionToPerson, refusalNote } from '../sop/invoice/approval';
import type { Instant } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';

/** What a command writes; with an `objection` it is refused, and what is written says so on the ticket. */
export interface CommandDecision {
  readonly writes: readonly Write[];
  readonly objection?: string;
}

export interface CommandDependencies {
  readonly hubspot: Pick<HubSpot, 'readApprover' | 'readCase'>;
  readonly portal: PortalConfig;
}

/** Whoever gives a command wants it done, so it is not kept as if it had been. */
const ONLY_OBSERVED =
  'At-Risk tickets are only observed (mode: observe in the portal file), so nothing is written; make the change in HubSpot';

/** What a person's command changes, decided on HubSpot as it is now. */
export function decideCommand(
  ticketId: TicketId,
  command: Command,
  now: Instant,
  dependencies: CommandDependencies,
): Promise<CommandDecision> {
  if (dependencies.portal.ticket.mode === 'observe') return Promise.resolve({ writes: [], objection: ONLY_OBSERVED });
  switch (command.kind) {
    case 'rescind':
      return changeTicket(ticketId, { kind: 'rescission' }, command, now, dependencies);
    case 'changeDate':
      return changeTicket(ticketId, { kind: 'date', date: command.date }, command, now, dependencies);
    case 'approveClosing':
      return approveClosing(ticketId, command, now, dependencies);
  }
}

/** C1, C2: before the date and after it. */
async function changeTicket(
  ticketId: TicketId,
  change: ChangeAfterClosing,
  grounds: Grounds,
  now: Instant,
  { hubspot, portal }: CommandDependencies,
): Promise<CommandDecision> {
  const objection =
    objectionToAsker(grounds) ??
    objectionToReason(grounds) ??
    objectionToChange(await hubspot.readCase(ticketId, portal.sop), change, portal.sop, now);
  return objection === undefined ? { writes: changeWrites(ticketId, change, grounds, now) } : { writes: [], objection };
}

/** I1, I3: with the same checks as an approval that a person sets in HubSpot. */
async function approveClosing(
  ticketId: TicketId,
  command: ApproveClosing,
  now: Instant,
  { hubspot, portal }: CommandDependencies,
): Promise<CommandDecision> {
  const objection =
    objectionToAssertion(portal.sop) ??
    objectionToApproval(await hubspot.readCase(ticketId, portal.sop), command.determination) ??
    objectionToPerson(await hubspot.readApprover(ticketId, command.by), portal.sop);
  return objection === undefined
    ? { writes: approvalWrites(ticketId, command, now) }
    : { writes: [refusalNote(ticketId, command, objection, portal.sop, now)], objection };
}
