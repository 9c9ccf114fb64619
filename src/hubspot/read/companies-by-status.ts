import type { PortalConfig } from '../../config/portal';
import type { ClientStatus } from '../../sop/vocabulary/facts';
import { companyIdSchema, type CompanyId } from '../../sop/vocabulary/ids';
import { currentValue, type Change } from '../../sop/vocabulary/timeline';
import { readRecords } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import { searchBehind, type Filter, type Search } from '../client/search';
import { clientStatusOf } from '../records/company-facts';
import type { ServiceApps } from '../records/timeline-of';

export interface StatusContext {
  readonly client: HubSpotClient;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
  readonly search: Search;
}

/** One page of companies in the order of their ids, and the company that the next page begins after. */
export interface CompanyPage {
  readonly companyIds: readonly CompanyId[];
  readonly next?: CompanyId;
}

/** Companies of a page: as many as one call takes that reads what belongs to them, and as HubSpot takes in one filter. */
const PAGE = 100;

/** A page of all companies, which begins behind `after`, or one company alone. */
export type CompaniesAsked = { readonly after?: CompanyId | undefined } | { readonly companyId: CompanyId };

/** Companies with one of these Client Statuses; a search is some seconds behind. */
export async function companiesWithStatus(
  { portal, search }: Pick<StatusContext, 'portal' | 'search'>,
  statuses: readonly ClientStatus[],
  asked: CompaniesAsked,
): Promise<CompanyPage> {
  const wanted: Filter = {
    propertyName: portal.company.properties.clientStatus,
    operator: 'IN',
    values: statuses.map((status) => portal.company.statuses[status]),
  };
  const one: readonly Filter[] =
    'companyId' in asked ? [{ propertyName: 'hs_object_id', operator: 'EQ', value: asked.companyId }] : [];
  const request = { objectType: 'companies', filters: [wanted, ...one], properties: [], limit: PAGE };
  const { records, next } = await searchBehind(search, request, 'after' in asked ? asked.after : undefined);
  return {
    companyIds: records.map(({ id }) => companyIdSchema.parse(id)),
    ...(next !== undefined && { next: companyIdSchema.parse(next) }),
  };
}

/** The Client Status of a company, and who set it; a company without one, or with none of the SOP's, is left out. */
export async function currentStatuses(
  { client, portal, apps }: StatusContext,
  companyIds: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, CurrentStatus>> {
  const { clientStatus } = portal.company.properties;
  const selected = { properties: [clientStatus], propertiesWithHistory: [clientStatus] };
  const records = await readRecords(client, { objectType: 'companies', ids: companyIds, ...selected });
  return new Map(
    records.flatMap((record) => {
      const { timeline } = clientStatusOf(record, portal, apps);
      const status = currentValue(timeline);
      if (status === undefined) return [];
      const { value, since: at, by } = status;
      return [[companyIdSchema.parse(record.id), { value, at, by }] as const];
    }),
  );
}

/** The change that set the current status. */
export type CurrentStatus = Change<ClientStatus> & { readonly value: ClientStatus };
