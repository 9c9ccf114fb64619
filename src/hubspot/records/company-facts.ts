import type { PortalConfig } from '../../config/portal';
import type { ClientStatus, CompanyFacts, FormerCompany, NewerTicket } from '../../sop/vocabulary/facts';
import { companyIdSchema, type CompanyId } from '../../sop/vocabulary/ids';
import type { Associated, HubSpotRecord } from '../client/answers';
import type { Link } from '../client/batches';
import { readClientStatus, readServiceLines } from '../portal/values';
import { outstandingInvoices } from './invoice-facts';
import { timelineOf, type PropertyReading, type ReadProperty, type ServiceApps } from './timeline-of';

/** The company's parent, if it has one. */
export const PARENT_COMPANY = 'hs_parent_company_id';

/** How HubSpot v3 names the association of a ticket with its primary company; any other name is a further one. */
const PRIMARY = 'ticket_to_company';

/** The company that the ticket is about: the primary one, or the only one. */
export type TicketCompany =
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly count: number }
  | { readonly kind: 'one'; readonly id: CompanyId };

/** The companies that came with a ticket. A primary one is listed twice, once for each of its association types. */
export function linkedCompanies(associated: Associated | undefined): readonly Link[] {
  return (associated?.results ?? []).map(({ id, type }) => ({ id, primary: type === PRIMARY }));
}

export function companyOfTicket(companies: readonly Link[]): TicketCompany {
  const ids = [...new Set(companies.map(({ id }) => id))];
  const primary = [...new Set(companies.filter((company) => company.primary).map(({ id }) => id))];
  const [only, ...others] = primary.length === 1 ? primary : ids;
  if (only === undefined) return { kind: 'none' };
  return others.length > 0 ? { kind: 'several', count: ids.length } : { kind: 'one', id: companyIdSchema.parse(only) };
}

/** I2: the company's parent, where the setting asks for its invoices. */
export function parentsOf({ properties }: HubSpotRecord, invoicesAlsoOf: readonly string[]): readonly string[] {
  const parent = properties[PARENT_COMPANY] ?? '';
  return parent !== '' && invoicesAlsoOf.includes('parentCompany') ? [parent] : [];
}

export function companyFacts(
  company: HubSpotRecord,
  invoices: readonly HubSpotRecord[],
  portal: PortalConfig,
  apps: ServiceApps,
  newerTickets: readonly NewerTicket[],
): Extract<CompanyFacts, { readonly kind: 'one' }> {
  const status = clientStatusOf(company, portal, apps);
  return {
    kind: 'one',
    id: companyIdSchema.parse(company.id),
    clientStatus: status.timeline,
    unknownStatus: status.unknown,
    outstandingInvoices: outstandingInvoices(invoices),
    serviceLines: readServiceLines(company.properties[portal.company.properties.serviceLine] ?? '', portal),
    ...(newerTickets.length > 0 && { newerTickets }),
  };
}

/** N9: a company that the ticket was on before. */
export function formerCompany(company: HubSpotRecord, portal: PortalConfig, apps: ServiceApps): FormerCompany {
  return { id: companyIdSchema.parse(company.id), clientStatus: clientStatusOf(company, portal, apps).timeline };
}

/** X1: the Client Status with which a company was created is not an objection. */
export function clientStatusOf(
  company: HubSpotRecord,
  portal: PortalConfig,
  apps: ServiceApps,
): ReadProperty<ClientStatus> {
  const { clientStatus } = portal.company.properties;
  const reading: PropertyReading = { peoplesSources: portal.people.sources, creationIsNobodys: true };
  return timelineOf(company, clientStatus, apps, (value) => readClientStatus(value, portal), reading);
}
