import { AT_RISK_PIPELINE, SUPPORT_PIPELINE } from '../../../dev/portal/people';
import type { CrmRecord, StoredFile } from '../../../emulator/model/types';
import type { PortalRecords } from '../portal/portal';
import { entriesOf, valueIn, type Entry } from './history';

const TYPE = { ticket: '0-5', company: '0-2', note: '0-46', task: '0-27', invoice: '0-53' } as const;

/** A ticket with what hangs on it, as a person sees it on the ticket's page; what was deleted is there too, as archived. */
export interface Ticket {
  readonly id: string;
  readonly record: CrmRecord;
  readonly companies: readonly { readonly id: string; readonly primary: boolean }[];
  readonly notes: readonly CrmRecord[];
  readonly tasks: readonly CrmRecord[];
  readonly invoices: readonly CrmRecord[];
  readonly linked: readonly string[];
}

export interface Company {
  readonly id: string;
  readonly record: CrmRecord;
  readonly invoices: readonly CrmRecord[];
  readonly notes: readonly CrmRecord[];
  readonly tasks: readonly CrmRecord[];
}

/** All of the portal at one instant, never changed afterwards. */
export interface View {
  readonly at: number;
  /** By the order of their opening; those that were merged away are not there. */
  readonly tickets: readonly Ticket[];
  readonly companies: ReadonlyMap<string, Company>;
  readonly files: ReadonlyMap<string, StoredFile>;
}

export function viewOf(portal: PortalRecords, at: number): View {
  const { records } = portal;
  const linked = (record: CrmRecord, typeId: string): readonly CrmRecord[] =>
    portal.associations.between(record, typeId).flatMap(({ to }) => records.get(typeId, to.id) ?? []);
  const tickets = records.all(TYPE.ticket).map((record): Ticket => ({
    id: record.id,
    record,
    companies: portal.rendering.liveLinks(record, TYPE.company).map(({ to, types }) => ({
      id: records.survivor(TYPE.company, to.id),
      primary: types.some(({ label }) => label === 'Primary'),
    })),
    notes: linked(record, TYPE.note),
    tasks: linked(record, TYPE.task),
    invoices: linked(record, TYPE.invoice),
    linked: linked(record, TYPE.ticket).map(({ id }) => id),
  }));
  const companies = records.all(TYPE.company).map((record): Company => ({
    id: record.id,
    record,
    invoices: linked(record, TYPE.invoice),
    notes: linked(record, TYPE.note),
    tasks: linked(record, TYPE.task),
  }));
  return {
    at,
    tickets: tickets.sort((a, b) => openedAt(a) - openedAt(b) || Number(a.id) - Number(b.id)),
    companies: new Map(companies.map((company) => [company.id, company])),
    files: new Map(portal.files.snapshot().map((file) => [file.id, file])),
  };
}

export function openedAt({ record }: Pick<Ticket, 'record'>): number {
  return Date.parse(record.createdAt);
}

export function isLive(record: CrmRecord): boolean {
  return record.archivedAt === undefined;
}

export function isAtRisk({ record }: Ticket): boolean {
  return isLive(record) && valueIn(record, 'hs_pipeline') === AT_RISK_PIPELINE.id;
}

export function isSupport({ record }: Ticket): boolean {
  return (
    isLive(record) && valueIn(record, 'hs_pipeline') === SUPPORT_PIPELINE.id && valueIn(record, 'support_form') !== ''
  );
}

/** HubSpot marks each stage of a pipeline as an open or a closed one. */
export function isOpen({ record }: Pick<Ticket, 'record'>): boolean {
  return valueIn(record, 'hs_pipeline_stage') === AT_RISK_PIPELINE.open;
}

/** The stages of the At-Risk pipeline that the ticket went through; `value` is `open` or `closed`. */
export function stagesOf({ record }: Pick<Ticket, 'record'>): readonly Entry[] {
  return entriesOf(record, 'hs_pipeline_stage').flatMap((entry) => {
    if (entry.value === AT_RISK_PIPELINE.open) return [{ ...entry, value: 'open' }];
    return entry.value === AT_RISK_PIPELINE.closed ? [{ ...entry, value: 'closed' }] : [];
  });
}

/** The client that the ticket is about, if that is clear: its only company, or the primary one. */
export function companyOf({ companies }: Ticket): string | undefined {
  const primary = companies.find((company) => company.primary);
  if (primary !== undefined) return primary.id;
  return companies.length === 1 ? companies[0]?.id : undefined;
}

export function ticketIn(view: View, id: string): Ticket | undefined {
  return view.tickets.find((ticket) => ticket.id === id);
}

/** A client's At-Risk tickets, the newest last. */
export function ticketsOfClient(view: View, companyId: string): readonly Ticket[] {
  return view.tickets.filter((ticket) => isAtRisk(ticket) && companyOf(ticket) === companyId);
}

export function wasMerged({ histories }: CrmRecord): boolean {
  return histories['hs_merged_object_ids'] !== undefined;
}

/** Created closed, and never open since: an import of an old one. */
export function isOldImport(ticket: Ticket): boolean {
  const stages = stagesOf(ticket);
  return (
    stages.length > 0 && stages.every(({ value }) => value === 'closed') && (stages[0]?.at ?? 0) <= openedAt(ticket)
  );
}
