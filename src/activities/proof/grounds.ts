import type { Mode } from '../../config/portal';
import type { HoldMemory } from '../../contract/case';
import type { Command } from '../../contract/commands';
import type { HubSpot } from '../../hubspot';
import { showsChange } from '../../sop/after-closing/command';
import { refusalByHubSpot } from '../../sop/attention/attention-note';
import { withoutEarlyStatus } from '../../sop/deactivation/checklist';
import { workNote } from '../../sop/deactivation/work-after';
import { decide } from '../../sop/decide';
import { attention, type Attention } from '../../sop/decision/attention';
import type { Write } from '../../sop/decision/decision';
import { isOnlyShown } from '../../sop/decision/purpose';
import type { CalendarDate, Instant } from '../../sop/vocabulary/dates';
import type { ServiceNote } from '../../sop/vocabulary/facts';
import type { CompanyId, TicketId } from '../../sop/vocabulary/ids';
import { decideCommand, type CommandDependencies } from '../decide-command';
import type { RefusalType } from '../failures';
import type { Seals, Statement } from './seal';
import {
  isAmong,
  isFresh,
  isSealed,
  mustBeWanted,
  outdated,
  scheduledAt,
  type Decided,
  type Sealed,
  type SeenCompany,
} from './still-wanted';

/** Why a write is wanted, according to the caller. Each is proven, or checked against HubSpot, before anything is written. */
export type Ground =
  /** What the SOP says of the ticket. Cases that began under an older version give no kind. */
  | (Decided & { readonly kind?: 'case' })
  /** C1, C2, I3: what a person commanded. */
  | (Sealed & {
      readonly kind: 'command';
      readonly ticketId: TicketId;
      readonly command: Command;
      readonly at: Instant;
    })
  /** X1: HubSpot refused to change or show the ticket, which the ticket says. */
  | {
      readonly kind: 'refusal';
      readonly ticketId: TicketId;
      readonly type: RefusalType;
      readonly message: string;
      readonly since: Instant;
      readonly seal?: string | undefined;
    }
  /** N9: work that was logged on a cancelled client. */
  | (Sealed & { readonly kind: 'workAfter'; readonly companyId: CompanyId; readonly day: CalendarDate });

export interface GroundDependencies extends CommandDependencies {
  readonly hubspot: CommandDependencies['hubspot'] & Pick<HubSpot, 'workOnClient'>;
  readonly seals: Seals;
}

/** It is written once people pause, no rule rests on it, and the next read corrects it: not worth a call of its own. */
const SHOWN_FRESH_MS = 10 * 60_000;

/** A day that is over hardly changes any more. */
const WORK_FRESH_MS = 10 * 60_000;

/** Whether the write still has to be made; fails as `DecisionOutdated` where nothing wants it. */
export async function mayWrite(
  write: Write,
  ground: Ground | undefined,
  dependencies: GroundDependencies,
): Promise<boolean> {
  // A decision from before the mode was switched: the case decides again, and sees that it only observes.
  if (ground === undefined || dependencies.portal.ticket.mode === 'observe') throw outdated();
  if (ground.kind === undefined || ground.kind === 'case') {
    const { ticketId, readAt } = ground;
    const isProven = isSealed(dependencies.seals, ['case', ticketId], write, ground);
    const freshMs = isOnlyShown(write) ? SHOWN_FRESH_MS : undefined;
    await mustBeWanted(write, { isProven, readAt, freshMs }, () => caseWrites(ground, dependencies));
    return true;
  }
  switch (ground.kind) {
    case 'command':
      return mayWriteCommanded(write, ground, dependencies);
    case 'refusal':
      if (!isAmong(refusalWrites(ground, dependencies.seals), write)) throw outdated();
      return true;
    case 'workAfter': {
      const { companyId, day, readAt } = ground;
      const isProven = isSealed(dependencies.seals, ['workAfter', companyId, day], write, ground);
      await mustBeWanted(write, { isProven, readAt, freshMs: WORK_FRESH_MS }, async () =>
        (await dependencies.hubspot.workOnClient(day, companyId)).found.map((work) => workNote(work, day)),
      );
      return true;
    }
  }
}

async function caseWrites(
  { ticketId, lastCompany, holdMemory }: Decided,
  { hubspot, portal, seals }: GroundDependencies,
): Promise<readonly Write[]> {
  const now = scheduledAt();
  const known = {
    lastCompanyId: provenCompany(seals, ticketId, lastCompany),
    rememberedNotes: provenHoldNotes(seals, ticketId, holdMemory),
    hasNotes: 'unknown',
    now,
  } as const;
  const reading = await hubspot.readCase(ticketId, portal.sop, known);
  return withoutEarlyStatus(decide(reading, portal.sop, now).writes);
}

/** N9, X1: HubSpot's history does not say that a ticket was on a company; only what a worker has seen counts. */
export function provenCompany(
  seals: Seals,
  ticketId: TicketId,
  company: SeenCompany | undefined,
): CompanyId | undefined {
  const isProven = company !== undefined && seals.prove(['company', ticketId, company.id], company.seal);
  return isProven ? company.id : undefined;
}

/**
 * I1: what a worker has stated of the notes of a hold; nothing where it did not. Notes that were only kept (`mode: observe`) count
 * while the case observes, and no longer.
 */
export function provenHoldNotes(
  seals: Seals,
  ticketId: TicketId,
  memory: HoldMemory | undefined,
  mode: Mode = 'on',
): readonly ServiceNote[] {
  if (memory === undefined) return [];
  const counts = (when: Mode): boolean => seals.prove(holdNotesOf(ticketId, memory.notes, when), memory.seal);
  return counts('on') || (mode === 'observe' && counts('observe')) ? memory.notes : [];
}

/** I1: the memory of a hold, for the case to keep; undefined where there is nothing to remember. */
export function sealHoldNotes(
  seals: Seals,
  ticketId: TicketId,
  notes: readonly ServiceNote[],
  mode: Mode = 'on',
): HoldMemory | undefined {
  return notes.length === 0 ? undefined : { notes, seal: seals.of(holdNotesOf(ticketId, notes, mode)) };
}

/** In an order of its own: that of the keys is lost on the way through Temporal. */
function holdNotesOf(ticketId: TicketId, notes: readonly ServiceNote[], mode: Mode): Statement {
  const said = notes.map(({ reference, createdAt, edited }) => [reference, createdAt, edited === true]);
  return ['holdNotes', ticketId, said, ...(mode === 'observe' ? [mode] : [])];
}

/**
 * C1, C2, I3: a command is decided on before it writes, so one that no worker decided on is refused. One that had to wait is decided
 * on again; what an earlier attempt has already changed is done.
 */
async function mayWriteCommanded(
  write: Write,
  ground: Extract<Ground, { kind: 'command' }>,
  dependencies: GroundDependencies,
): Promise<boolean> {
  const { ticketId, command, at, readAt } = ground;
  if (!isSealed(dependencies.seals, ['command', ticketId], write, ground)) throw outdated();
  if (isFresh(readAt)) return true;
  const { hubspot, portal } = dependencies;
  const again = await decideCommand(ticketId, command, at, dependencies);
  if (isAmong(again.writes, write)) return true;
  const isMade =
    write.kind === 'updateTicket' && showsChange(await hubspot.readCase(ticketId, portal.sop), write.change);
  if (!isMade) throw outdated();
  return false;
}

function refusalWrites(
  { ticketId, type, message, since, seal }: Extract<Ground, { kind: 'refusal' }>,
  seals: Seals,
): readonly Write[] {
  if (!seals.prove(['refusal', ticketId, type, message], seal)) return [];
  return [refusalByHubSpot(ticketId, WHY[type](message), since)];
}

const WHY: Readonly<Record<RefusalType, (message: string) => Attention>> = {
  'HubSpot.mismatch': attention.portalMismatch,
  'HubSpot.incomplete': attention.hubspotIncomplete,
  'HubSpot.invalid': attention.hubspotInvalid,
  'HubSpot.gone': attention.hubspotInvalid,
};
