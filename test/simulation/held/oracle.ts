import { AT_RISK_PIPELINE } from '../../../dev/portal/people';
import type { Change } from '../../../emulator/model/types';
import { SERVICE_APP } from '../oracle/history';
import { companyOf, isAtRisk, isOpen, ticketIn, type Ticket, type View } from '../oracle/view';
import { changesOf, sinceOf, valueOf } from './history';
import { differenceOf, isOwing, owedBy, type Owed } from './owed';

/** The people of Finance, by HubSpot's user ids, and the owner ids of all people. */
const FINANCE: readonly number[] = [5003, 5004];
const OWNER_OFFSET = 2000;
const DETERMINATIONS = ['Paid in full', 'Sent to collections'];
const TICKET = '0-5';
/** Marks what only stands for something that the service did before anybody watched. */
export const ONCE = 'once';

/** What is changed so shortly before a closing, the service cannot have read yet. In milliseconds. */
const CROSSED_MS = 30_000;
/** HubSpot keeps no history of associations: what is owed for so long, the service has seen. */
const SEEN_MS = 120_000;

interface Memory {
  /** I1: a hold that was seen and that Finance has not freed. */
  held: boolean;
  owingSince: number | undefined;
  heldNotes: number;
  /** There were such notes, which somebody may have deleted since. */
  wasNoted: boolean;
  /** What was owed, by when it began to be just that; the newest last. */
  owed: { readonly at: number; readonly owed: Owed }[];
  mergedAt: number;
  /** When nothing was last to be said against closing. */
  mightCloseAt: number;
  isSettled: boolean;
}

/**
 * I1–I4, by the text of RULES: the service closes no ticket with an outstanding invoice unless a person of Finance, as
 * HubSpot's history proves, approved exactly what is owed. It watches the portal alone and shares no code with the service.
 */
export class HeldOracle {
  readonly objections: string[] = [];
  /** How often the service closed a ticket that was held, with an approval that counts. */
  closings = 0;
  private readonly memories = new Map<string, Memory>();

  /** The portal has changed and now is as `view` shows. */
  see(changes: readonly Change[], view: View): void {
    for (const change of changes)
      if (change.kind === 'merged') this.merge(change.ref.id, [change.primaryId, ...change.mergedIds], view);
    for (const { id } of changes.flatMap((change) => (isClosingByService(change) ? [change.ref] : [])))
      this.judgeClosing(id, view);
    for (const ticket of view.tickets) this.remember(ticket, view);
  }

  /** I4: at the end, what was closed by hand under a hold is open again, or a note says so. */
  atRest(view: View): void {
    for (const ticket of view.tickets.filter((each) => isAtRisk(each) && !isOpen(each))) {
      const closing = sinceOf(ticket.record, 'hs_pipeline_stage');
      const [newest] = ticket.record.histories['hs_pipeline_stage'] ?? [];
      if (closing === undefined || newest?.sourceId === SERVICE_APP || this.memoryOf(ticket.id).isSettled) continue;
      // Without a company the ticket says that first, and the rest once it has one (X1).
      if (companyOf(ticket) === undefined) continue;
      const notified = [...ticket.notes, ...ticket.tasks].some(
        (record) => record.origin?.sourceId === SERVICE_APP && Date.parse(record.createdAt) >= closing.at,
      );
      if (!notified)
        this.objections.push(`I4: ticket ${ticket.id} was closed by hand under a hold, and nothing says so`);
    }
  }

  private judgeClosing(id: string, view: View): void {
    const ticket = ticketIn(view, id);
    if (ticket === undefined || !isAtRisk(ticket)) return;
    const memory = this.memoryOf(id);
    this.notice(ticket, memory, view);
    const objection = objectionToClosing(ticket, memory, view);
    if (objection === undefined) {
      if (memory.held || isOwing(owedBy(ticket, view))) this.closings += 1;
      return;
    }
    if (view.at - memory.mightCloseAt > CROSSED_MS) this.objections.push(`${objection}: ticket ${id} was closed`);
  }

  private remember(ticket: Ticket, view: View): void {
    const memory = this.memoryOf(ticket.id);
    const owed = owedBy(ticket, view);
    const before = memory.owed.at(-1);
    if (before === undefined || differenceOf(before.owed, owed) !== undefined || before.owed.named !== owed.named)
      memory.owed.push({ at: view.at, owed });
    if (!isAtRisk(ticket)) return;
    this.notice(ticket, memory, view);
    if (memory.isSettled) memory.mightCloseAt = view.at;
    memory.isSettled = objectionToClosing(ticket, memory, view) === undefined;
    if (memory.isSettled) memory.mightCloseAt = view.at;
  }

  /** I1: a hold begins once it was seen, on an open ticket, and ends when a person of Finance frees the ticket. */
  private notice(ticket: Ticket, memory: Memory, view: View): void {
    const owed = owedBy(ticket, view);
    if (memory.owingSince !== undefined && view.at - memory.owingSince >= SEEN_MS) memory.held = true;
    // The service itself says on the ticket that it has seen one. Whoever deletes its notes does not delete the hold.
    const before = memory.heldNotes;
    memory.heldNotes = heldNotes(ticket);
    if (memory.heldNotes > before) memory.held = memory.wasNoted = true;
    if (isFreed(ticket, owed, view.at)) memory.held = false;
    if (owed.named && isOpen(ticket)) memory.held = true;
    // Invoices are read only once the ticket is answered.
    const isAnswered = valueOf(ticket.record, 'customer_saved') === 'Yes';
    const isSeen = isOpen(ticket) && isAnswered && isOwing(owed);
    memory.owingSince = isSeen ? (memory.owingSince ?? view.at) : undefined;
  }

  /** What a case remembers ends with its ticket: only the notes come along (docs/security.md, What cannot be prevented). */
  private merge(into: string, ids: readonly string[], view: View): void {
    const [primary, ...others] = ids.map((id) => this.memoryOf(id));
    if (primary === undefined) return;
    const ticket = ticketIn(view, into);
    const isNoted = ticket !== undefined && heldNotes(ticket) > 0;
    const held = [primary, ...others].some((each) => each.held && (isNoted || !each.wasNoted));
    this.memories.set(into, { ...primary, held, mergedAt: view.at });
  }

  private memoryOf(id: string): Memory {
    const known = this.memories.get(id);
    if (known !== undefined) return known;
    const fresh = {
      held: false,
      owingSince: undefined,
      heldNotes: 0,
      wasNoted: false,
      owed: [],
      mergedAt: 0,
      mightCloseAt: 0,
      isSettled: false,
    };
    this.memories.set(id, fresh);
    return fresh;
  }
}

/** I1: the notes by which the service says that the ticket is on hold, also edited ones. */
function heldNotes({ notes }: Ticket): number {
  return notes.filter(
    ({ origin, histories, archivedAt }) =>
      archivedAt === undefined &&
      origin?.sourceId === SERVICE_APP &&
      (histories['hs_note_body'] ?? []).some(({ value }) => value.includes('Reference: I1-held-')),
  ).length;
}

/** I1: a person of Finance says that nothing is outstanding, and nothing else is owed. */
function isFreed({ record }: Ticket, { balances }: Owed, at: number): boolean {
  const [flag] = changesOf(record, 'outstanding_invoice');
  if (flag === undefined || flag.value === 'Yes' || balances.size > 0) return false;
  return at - flag.at <= CROSSED_MS && flag.person !== undefined && FINANCE.includes(flag.person);
}

function isClosingByService(change: Change): change is Extract<Change, { kind: 'property' }> {
  return (
    change.kind === 'property' &&
    change.ref.typeId === TICKET &&
    change.name === 'hs_pipeline_stage' &&
    change.value === AT_RISK_PIPELINE.closed &&
    change.source.sourceId === SERVICE_APP &&
    change.source.sourceLabel !== ONCE
  );
}

/** Why the ticket must not be closed, as far as money is concerned. */
function objectionToClosing(ticket: Ticket, memory: Memory, view: View): string | undefined {
  const { record } = ticket;
  const owed = owedBy(ticket, view);
  if (!memory.held && !isOwing(owed)) return undefined;
  if (companyOf(ticket) === undefined) return 'I1: nobody knows what is owed';
  const determination = sinceOf(record, 'invoice_determination');
  if (determination === undefined || !DETERMINATIONS.includes(determination.value)) return 'I1: no determination';
  const approval = sinceOf(record, 'finance_approval');
  if (approval?.value !== 'Yes') return 'I1: no approval';
  if (approval.person === undefined || !FINANCE.includes(approval.person)) return 'I3: no person of Finance approved';
  if (approval.at < determination.at) return 'I3: the approval is older than the determination';
  if (approval.at <= memory.mergedAt) return 'X1: the approval is older than a merge';
  if (ownersBetween(ticket, determination.at, approval.at).includes(approval.person + OWNER_OFFSET))
    return 'I3: an owner approved';
  const approved = memory.owed.findLast(({ at }) => at <= approval.at)?.owed;
  const difference = approved === undefined ? 'it was never seen' : differenceOf(approved, owed);
  return difference === undefined ? undefined : `I3: what is owed is not what was approved: ${difference}`;
}

/** Owner ids. */
function ownersBetween({ record }: Ticket, since: number, until: number): readonly number[] {
  const owners = changesOf(record, 'hubspot_owner_id').filter(({ at }) => at <= until);
  const first = owners.find(({ at }) => at <= since);
  return [...owners.filter(({ at }) => at > since), ...(first ? [first] : [])].map(({ value }) => Number(value));
}
