import type { PortalConfig } from '../config/portal';
import type { ClientStatus } from '../sop/facts';
import { companyIdSchema, type CompanyId } from '../sop/ids';
import { standing, type Change } from '../sop/timeline';
import { readRecords } from './batches';
import type { HubSpotClient } from './client';
import { clientStatusOf } from './company-facts';
import type { Search } from './search';

export interface StatusContext {
  readonly client: HubSpotClient;
  readonly portal: PortalConfig;
  readonly appId: string;
  readonly search: Search;
}

/** One page of companies in the order of their ids, and the company that the next page begins after. */
export interface CompanyPage {
  readonly companyIds: readonly CompanyId[];
  readonly next?: CompanyId;
}

/** Companies of a page: as many as one call takes that reads what belongs to them. */
const PAGE = 100;

/** Companies with one of these Client Statuses; a search is some seconds behind. */
export async function companiesWithStatus(
  { portal, search }: StatusContext,
  statuses: readonly ClientStatus[],
  after: CompanyId | undefined,
): Promise<CompanyPage> {
  const { records } = await search({
    objectType: 'companies',
    filters: [
      {
        propertyName: portal.company.properties.clientStatus,
        operator: 'IN',
        values: statuses.map((status) => portal.company.statuses[status]),
      },
      { propertyName: 'hs_object_id', operator: 'GT', value: after ?? '0' },
    ],
    properties: [],
    limit: PAGE,
  });
  const companyIds = records.map(({ id }) => companyIdSchema.parse(id));
  const last = companyIds.at(-1);
  return { companyIds, ...(companyIds.length === PAGE && last !== undefined && { next: last }) };
}

/** The Client Status that a company has, and who gave it; a company without one, or with none of the SOP's, is left out. */
export async function standingStatuses(
  { client, portal, appId }: StatusContext,
  companyIds: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, StandingStatus>> {
  const { clientStatus } = portal.company.properties;
  const selected = { properties: [clientStatus], propertiesWithHistory: [clientStatus] };
  const records = await readRecords(client, { objectType: 'companies', ids: companyIds, ...selected });
  return new Map(
    records.flatMap((record) => {
      const { timeline } = clientStatusOf(record, portal, appId);
      const status = standing(timeline);
      if (status === undefined) return [];
      const { value, since: at, by } = status;
      return [[companyIdSchema.parse(record.id), { value, at, by }] as const];
    }),
  );
}

/** The change by which the status became what it is. */
export type StandingStatus = Change<ClientStatus> & { readonly value: ClientStatus };
