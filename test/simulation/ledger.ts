import { AT_RISK_PIPELINE } from '../../dev/portal/people';
import { valueOf } from '../../emulator/crm/history';
import type { CrmRecord, HistoryEntry, RecordRef } from '../../emulator/model/types';
import type { Instant } from '../../src/sop/dates';
import type { ClientStatus } from '../../src/sop/facts';
import { userIdSchema } from '../../src/sop/ids';
import type { Actor } from '../../src/sop/timeline';
import { person, service } from '../sop/build';
import { Portal as Ledger, type Happened, type TicketProperty } from '../sop/portal';
import { TYPE, USERS } from './people';
import type { Portal } from './portal/portal';

/** The service as histories name it. */
export const APP = { sourceType: 'INTEGRATION', sourceId: '4242' } as const;

const PROPERTIES: readonly (readonly [string, TicketProperty])[] = [
  ['hs_pipeline_stage', 'stage'],
  ['customer_saved', 'customerSaved'],
  ['cancellation_approval', 'cancellationApproval'],
  ['rcm_cancellation_date', 'rcmCancellationDate'],
  ['outstanding_invoice', 'outstandingInvoice'],
  ['invoice_determination', 'invoiceDetermination'],
  ['finance_approval', 'financeApproval'],
];

/**
 * What happened on a ticket, as its records tell it: the lists by which the invariants judge. It reads the records by
 * itself, and not with the help of `src/hubspot`, which it is there to judge.
 */
export function ledgerOf(portal: Portal, ticket: CrmRecord, now: number, groundsChangedAt: number): Ledger {
  const ledger = new Ledger();
  ledger.now = now as Instant;
  ledger.groundsChangedAt = groundsChangedAt as Instant;
  ledger.ticketEvents = PROPERTIES.flatMap(([name, key]) =>
    (ticket.histories[name] ?? []).flatMap((entry): Happened<object>[] => {
      const set = valueIn(key, entry.value);
      return set === undefined ? [] : [{ at: at(entry), by: actorOf(entry), set: { [key]: set } }];
    }),
  ).sort((a, b) => a.at - b.at);

  const companies = portal.rendering.liveLinks(ticket, TYPE.company);
  const primary = companies.find(({ types }) => types.some(({ label }) => label === 'Primary'));
  const [only, ...others] = primary === undefined ? companies : [primary];
  ledger.companies = only === undefined ? 'none' : others.length > 0 ? 'several' : 'one';
  const company = only && portal.records.get(TYPE.company, only.to.id);
  ledger.statusEvents = [...(company?.histories['client_status'] ?? [])]
    .reverse()
    .map((entry) => ({ at: at(entry), by: actorOf(entry), set: (entry.value || null) as ClientStatus | null }));
  ledger.invoices = company === undefined ? [] : openInvoices(portal, company);

  const notes = live(portal, ticket, TYPE.note);
  ledger.noticeFiles = notes.filter((note) => (valueOf(note, 'hs_attachment_ids') ?? '') !== '').length;
  for (const note of notes) {
    const body = valueOf(note, 'hs_note_body') ?? '';
    const createdAt = Date.parse(note.createdAt) as Instant;
    const reference = referenceIn(body);
    if (reference !== undefined) ledger.serviceNotes.push({ reference, createdAt });
    else if (body.includes('ETF Review')) ledger.notes.push({ createdAt, blank: body.includes(': </p>') });
    else if (body !== '') ledger.notesByPeople.push(createdAt);
  }
  ledger.finance = [USERS.finn, USERS.faye].map((id) => userIdSchema.parse(String(id)));
  const owner = Number(valueOf(ticket, 'hubspot_owner_id') ?? '0') - 2000;
  ledger.owner = userIdSchema.parse(String(Math.max(owner, 0)));
  return ledger;
}

/** Notes and tasks of the service end with it. */
export function referenceIn(body: string): string | undefined {
  return /Reference: (\S+?)(?:<|$)/.exec(body)?.[1];
}

export function live(portal: Portal, record: CrmRecord, typeId: string): readonly CrmRecord[] {
  return portal.rendering.liveLinks(record, typeId).flatMap(({ to }) => portal.records.get(typeId, to.id) ?? []);
}

export function isOwn({ sourceType, sourceId }: Pick<HistoryEntry, 'sourceType' | 'sourceId'>): boolean {
  return sourceType === APP.sourceType && sourceId === APP.sourceId;
}

/** At-Risk tickets of a company that are there, the newest last. */
export function atRiskTickets(portal: Portal, company: RecordRef): readonly CrmRecord[] {
  const record = portal.records.get(TYPE.company, company.id);
  if (record === undefined) return [];
  return live(portal, record, TYPE.ticket)
    .filter((ticket) => valueOf(ticket, 'hs_pipeline') === AT_RISK_PIPELINE.id)
    .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}

function openInvoices(portal: Portal, company: CrmRecord): Instant[] {
  return live(portal, company, TYPE.invoice)
    .filter(
      (invoice) => valueOf(invoice, 'hs_invoice_status') === 'open' && Number(valueOf(invoice, 'hs_balance_due')) > 0,
    )
    .map(({ histories }) =>
      Math.max(
        ...['hs_invoice_status', 'hs_balance_due'].map((name) => Date.parse(histories[name]?.[0]?.timestamp ?? '')),
      ),
    ) as Instant[];
}

function valueIn(key: TicketProperty, value: string): string | null | undefined {
  if (value === '') return null;
  if (key !== 'stage') return key === 'rcmCancellationDate' ? value : value;
  if (value === AT_RISK_PIPELINE.open) return 'open';
  return value === AT_RISK_PIPELINE.closed ? 'closed' : undefined;
}

function at({ timestamp }: HistoryEntry): Instant {
  return Date.parse(timestamp) as Instant;
}

function actorOf(entry: HistoryEntry): Actor {
  if (isOwn(entry)) return service;
  if (entry.updatedByUserId !== undefined) return person(String(entry.updatedByUserId));
  return { kind: 'other', source: entry.sourceType };
}
