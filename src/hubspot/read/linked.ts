import { createHash } from 'node:crypto';
import type { PortalConfig } from '../../config/portal';
import type { TicketId } from '../../sop/vocabulary/ids';
import { readAssociations, readLinks, type Link } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import { companyOfTicket } from '../records/company-facts';

/**
 * Which records a case is based on, as two short texts that differ when the records do. HubSpot changes no date of a ticket, a note
 * or a company when two of them are associated, so no search for changes shows it.
 */
export interface Linked {
  /** The ticket's companies, which of them is the primary one, its notes, its invoices, and its e-mails where they count. */
  readonly ticket: string;
  /** The invoices of its company; absent where the case is not based on them. */
  readonly company?: string | undefined;
}

/** Records by the kind of their association with a ticket. */
export interface LinkedRecords {
  readonly companies: readonly Link[];
  readonly notes: readonly string[];
  readonly emails: readonly string[];
  readonly ticketInvoices: readonly string[];
  /** The company's. */
  readonly invoices?: readonly string[] | undefined;
}

export function linkedOf({ companies, notes, emails, ticketInvoices, invoices }: LinkedRecords): Linked {
  const primary = companies.filter((company) => company.primary).map(({ id }) => id);
  const ofTicket = [companies.map(({ id }) => id), primary, notes, emails, ticketInvoices];
  return {
    ticket: fingerprint(ofTicket),
    ...(invoices !== undefined && { company: fingerprint([invoices]) }),
  };
}

/** Whether a case has seen what is associated now. */
export function isStillLinked(seen: Linked, now: Linked): boolean {
  return seen.ticket === now.ticket && (seen.company === undefined || seen.company === now.company);
}

function fingerprint(groups: readonly (readonly string[])[]): string {
  const text = groups.map((ids) => [...new Set(ids)].sort().join()).join('|');
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** What is associated with each of these tickets now: four calls (with e-mails five) for a thousand, and as many more for full pages. */
export async function readLinked(
  client: HubSpotClient,
  portal: PortalConfig,
  ticketIds: readonly TicketId[],
): Promise<ReadonlyMap<TicketId, Linked>> {
  if (ticketIds.length === 0) return new Map();
  const companies = await readLinks(client, 'tickets', 'companies', ticketIds);
  const notes = await readAssociations(client, 'tickets', 'notes', ticketIds);
  const emails = portal.notice.emailAttachments
    ? await readAssociations(client, 'tickets', 'emails', ticketIds)
    : new Map<string, readonly string[]>();
  const ticketInvoices = await readAssociations(client, 'tickets', 'invoices', ticketIds);
  const companyOf = (id: TicketId): string | undefined => {
    const company = companyOfTicket(companies.get(id) ?? []);
    return company.kind === 'one' ? company.id : undefined;
  };
  const clients = ticketIds.flatMap((id) => companyOf(id) ?? []);
  const invoices = clients.length === 0 ? new Map() : await readAssociations(client, 'companies', 'invoices', clients);
  return new Map(
    ticketIds.map((id) => {
      const records: LinkedRecords = {
        companies: companies.get(id) ?? [],
        notes: notes.get(id) ?? [],
        emails: emails.get(id) ?? [],
        ticketInvoices: ticketInvoices.get(id) ?? [],
        invoices: (invoices as ReadonlyMap<string, readonly string[]>).get(companyOf(id) ?? '') ?? [],
      };
      return [id, linkedOf(records)] as const;
    }),
  );
}
