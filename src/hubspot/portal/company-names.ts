import type { CompanyId } from '../../sop/vocabulary/ids';
import { printableText } from '../../sop/vocabulary/printable-text';
import { recordSchema, type HubSpotRecord } from '../client/answers';
import { CALL, ask, unlessGone, type HubSpotClient } from '../client/client';
import { HubSpotError } from '../client/errors';

export const COMPANY_NAME = 'name';

const LONGEST = 100;

interface CompanyNames {
  nameOfCompany(companyId: CompanyId): Promise<string>;
  sawCompany(company: HubSpotRecord): void;
}

/**
 * For tasks: the names of clients. They stay in this process, as names have no place in a history. A task must not wait for a
 * name, so a company that HubSpot does not show is named by its id.
 */
export function companyNames(client: HubSpotClient, maxAgeMs: number, maxEntries: number): CompanyNames {
  const known = new Map<string, { readonly name: string; readonly at: number }>();
  const saw = ({ id, properties }: HubSpotRecord): string => {
    const name =
      printableText(properties[COMPANY_NAME] ?? '')
        .trim()
        .slice(0, LONGEST) || `company ${id}`;
    known.delete(id);
    known.set(id, { name, at: Date.now() });
    const oldest = known.keys().next();
    if (known.size > maxEntries && oldest.done !== true) known.delete(oldest.value);
    return name;
  };
  return {
    sawCompany: saw,
    nameOfCompany: async (id) => {
      const entry = known.get(id);
      if (entry !== undefined && Date.now() - entry.at < maxAgeMs) return entry.name;
      const company = await readCompany(client, id);
      return company === undefined ? `company ${id}` : saw(company);
    },
  };
}

async function readCompany({ api }: HubSpotClient, id: CompanyId): Promise<HubSpotRecord | undefined> {
  try {
    return await unlessGone(() =>
      ask('read the name of a company', recordSchema, () =>
        api.crm.companies.basicApi.getById(id, [COMPANY_NAME], undefined, undefined, false, undefined, CALL),
      ),
    );
  } catch (error) {
    if (!(error instanceof HubSpotError) || error.kind === 'retryLater') throw error;
    return undefined;
  }
}
