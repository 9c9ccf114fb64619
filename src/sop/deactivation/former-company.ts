import type { Decision, Write } from '../decision/decision';
import { later, latest, type Instant } from '../vocabulary/dates';
import type {
  CaseFacts,
  ChecklistTask,
  ClientStatus,
  CompanyFacts,
  FormerCompany,
  TicketFacts,
} from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { createChecklist, isCalledOff } from './checklist';
import { takeBack } from './checklist-again';
import { correctionNote, correctionReference, type PutBack } from './former-company-note';

type OneCompany = Extract<CompanyFacts, { kind: 'one' }>;

/**
 * N9: when the company of a ticket is corrected, Client Status and tasks follow the ticket, and the wrong company is put back, or
 * a person is asked about it. These writes come first: the Client Status that the right company gets afterwards proves that
 * all of this was done.
 */
export function withFormerCompanies(decision: Decision, facts: CaseFacts, settings: SopSettings): Decision {
  const { company, formerCompanies = [] } = facts;
  if (company?.kind !== 'one' || formerCompanies.length === 0) return decision;
  const writes = formerCompanies.flatMap((former) => correction(decision, facts, company, former, settings));
  return { ...decision, writes: [...writes, ...decision.writes] };
}

function correction(
  decision: Decision,
  facts: CaseFacts,
  company: OneCompany,
  former: FormerCompany,
  settings: SopSettings,
): readonly Write[] {
  const { ticket, evidence } = facts;
  const tasks = (facts.checklist ?? []).filter(({ companyIds = [] }) => companyIds.includes(former.id));
  const status = putBack(ticket, decision, former);
  const isNotified =
    evidence?.serviceNotes.some((n) => n.reference === correctionReference(former.id, company.id)) === true;
  const moved = isCalledOff(decision) ? [] : moveOpen(tasks, company, former);
  const redone = isNotified || isCalledOff(decision) ? [] : redo(facts, company, tasks, settings);
  const undone = isNotified ? [] : takeBack(facts, former.id, tasks, lastAnswered(ticket), settings);
  const isTouched = status.kind !== 'nothing' || moved.length > 0 || redone.length > 0 || undone.length > 0;
  return [
    ...(status.kind === 'set' ? [status.write] : []),
    ...moved,
    ...redone,
    ...undone,
    ...(isTouched && !isNotified ? [correctionNote(ticket.id, former, company.id, status)] : []),
  ];
}

/**
 * X1: what it was before this service set it for this ticket, if nobody changed it since. A status that this ticket does not set
 * belongs to another ticket.
 */
function putBack(ticket: TicketFacts, decision: Decision, { id, clientStatus }: FormerCompany): PutBack {
  // Before its first answer this ticket gave none.
  const answeredAt = ticket.customerSaved.findLast(({ value }) => value !== null)?.at ?? ticket.createdAt;
  const isOurs = ({ by, at }: (typeof clientStatus)[number]): boolean => by.kind === 'service' && at >= answeredAt;
  if (!clientStatus.some(isOurs)) return { kind: 'nothing' };
  const found = currentValue(clientStatus)?.value;
  if (found === undefined || !isGivenBy(decision, found)) return { kind: 'nothing' };
  const since = clientStatus.findIndex((change) => !isOurs(change));
  // S5: one that passes, which was given for another ticket, is that ticket's to give again.
  const given = clientStatus[since];
  const passes = given?.by.kind === 'service' && isPassing(given.value);
  const earlier = passes ? clientStatus.slice(since).find(({ by }) => by.kind !== 'service') : given;
  const before = since > 0 ? earlier?.value : undefined;
  if (before == null) return { kind: 'asked', found };
  return { kind: 'set', write: { kind: 'setClientStatus', rules: ['N9', 'X1'], companyId: id, status: before } };
}

/** The SOP ends it by itself. */
function isPassing(status: ClientStatus | null): boolean {
  return status === 'Monitor for 30 days' || status === 'Cancellation in Progress';
}

function isGivenBy({ phase }: Decision, status: ClientStatus): boolean {
  if (status === 'Cancellation in Progress' || status === 'Cancelled') return true;
  return phase === 'monitoring' && (status === 'Monitor for 30 days' || status === 'Active');
}

function moveOpen(
  tasks: readonly ChecklistTask[],
  { id: to }: OneCompany,
  { id: from }: FormerCompany,
): readonly Write[] {
  const taskIds = tasks.filter(({ open }) => open).map(({ id }) => id);
  return taskIds.length === 0 ? [] : [{ kind: 'reassociateTasks', rules: ['N9'], taskIds, from, to }];
}

/** Work that was ended for the wrong client still has to be ended for the right one. */
function redo(
  { ticket, checklist = [] }: CaseFacts,
  company: OneCompany,
  tasks: readonly ChecklistTask[],
  settings: SopSettings,
): readonly Write[] {
  const date = currentValue(ticket.rcmCancellationDate);
  const isOpen = (key: string): boolean => checklist.some((task) => task.key === key && task.open);
  const items = settings.checklist.filter(({ key }) => tasks.some((task) => task.key === key) && !isOpen(key));
  if (date === undefined || items.length === 0) return [];
  const since = later(latest(...tasks.map(({ createdAt }) => createdAt)), 1);
  return createChecklist(items, { ticket, company }, { since, date: date.value, settings });
}

function lastAnswered({ customerSaved, createdAt }: TicketFacts): Instant {
  return currentValue(customerSaved)?.since ?? createdAt;
}
