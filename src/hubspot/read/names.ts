import type { CompanyId } from '../../sop/vocabulary/ids';
import { printableText } from '../../sop/vocabulary/printable-text';
import type { HubSpotRecord } from '../client/answers';
import { HubSpotError } from '../client/errors';
import { COMPANY_NAME } from '../portal/company-names';
import type { PortalDirectory } from '../portal/portal-directory';
import { PRIMARY_COMPANY_NAME } from '../records/ticket-facts';

/** A client by name; the id says whose name it is, as a ticket's company can be corrected. */
export interface NamedClient {
  readonly companyId: CompanyId;
  readonly name: string;
}

/** What lists call a case by; no rule rests on it. */
export interface CaseNames {
  readonly client?: NamedClient;
  /** The ticket's owner. */
  readonly owner?: string;
}

/** In characters: of a search attribute and of a column. */
const LONGEST = 100;

/** What the names of a case are read from. */
interface NameSources {
  readonly ticket: HubSpotRecord;
  /** The client, where the SOP needed it. */
  readonly company: HubSpotRecord | undefined;
  /** As the case knows it. */
  readonly client: NamedClient | undefined;
}

/**
 * The names of a ticket's client and owner. The client's comes with the client's record, or with the ticket, where HubSpot keeps that
 * of its primary company; it costs no call. A name that cannot be read is left out, and delays no case.
 */
export async function readNames(
  directory: Pick<PortalDirectory, 'nameOfOwner'>,
  { companyId, ownerId }: { readonly companyId?: CompanyId; readonly ownerId?: string },
  sources: NameSources,
): Promise<CaseNames> {
  const client = companyId && clientOf(companyId, sources);
  const owner = ownerId === undefined ? undefined : await orNone(directory.nameOfOwner(ownerId));
  return { ...(client && { client }), ...(owner !== undefined && { owner: shortened(owner) }) };
}

function clientOf(companyId: CompanyId, { ticket, company, client }: NameSources): NamedClient | undefined {
  const read = company?.id === companyId ? company.properties[COMPANY_NAME] : ticket.properties[PRIMARY_COMPANY_NAME];
  const name = shortened(read ?? '');
  if (name !== '') return { companyId, name };
  return client?.companyId === companyId ? client : undefined;
}

async function orNone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof HubSpotError) return undefined;
    throw error;
  }
}

function shortened(text: string): string {
  return printableText(text).trim().slice(0, LONGEST);
}
