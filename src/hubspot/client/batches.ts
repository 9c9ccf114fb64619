import { associationBatchSchema, batchSchema, type HubSpotRecord } from './answers';
import { CALL, ask, input, type HubSpotClient } from './client';
import { doesNotAdvance } from './errors';

/** Records in one batch read. https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide */
const BATCH = 100;
/** Fewer with histories, by the same page. */
const BATCH_WITH_HISTORY = 50;
/** Records whose associations come in one answer. https://developers.hubspot.com/changelog/bug-fix-batch-read-limit-for-hubspot-associations-api */
const BATCH_OF_ASSOCIATIONS = 1_000;

/** HubSpot's number of the association of a ticket with its primary company. */
const TICKET_TO_PRIMARY_COMPANY = 26;

/** What is read of each record of a batch. */
export interface BatchRead {
  readonly objectType: 'tickets' | 'companies' | 'contacts' | 'notes' | 'emails' | 'invoices' | 'tasks';
  readonly ids: readonly string[];
  readonly properties: readonly string[];
  readonly propertiesWithHistory?: readonly string[];
}

/** Reads many records; those that do not exist are left out. */
export async function readRecords({ api }: HubSpotClient, read: BatchRead): Promise<readonly HubSpotRecord[]> {
  const withHistory = read.propertiesWithHistory ?? [];
  const records: HubSpotRecord[] = [];
  for (const ids of chunks(read.ids, withHistory.length > 0 ? BATCH_WITH_HISTORY : BATCH)) {
    const inputs = ids.map((id) => ({ id }));
    const wanted = { inputs, properties: read.properties, propertiesWithHistory: withHistory };
    const { results } = await ask(`read ${read.objectType}`, batchSchema, () =>
      api.crm.objects.batchApi.read(read.objectType, input(wanted), false, CALL),
    );
    records.push(...results);
  }
  return records;
}

/** A record that another one is associated with. */
export interface Link {
  readonly id: string;
  /** Whether it is the primary company of a ticket. */
  readonly primary: boolean;
}

/** The ids of `to` records that each of the `from` records is associated with. */
export async function readAssociations(
  client: HubSpotClient,
  from: string,
  to: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const links = await readLinks(client, from, to, ids);
  return new Map([...links].map(([id, linked]) => [id, [...new Set(linked.map((link) => link.id))]]));
}

/** The same for one record, also where HubSpot answers with the id of the record that it was merged into. */
export async function readAssociationsOf(
  client: HubSpotClient,
  from: string,
  to: string,
  id: string,
): Promise<readonly string[]> {
  return [...new Set([...(await readAssociations(client, from, to, [id])).values()].flat())];
}

/** The ids that came with the records; all of them are asked for where there are more than one answer holds. */
export async function associatedIds(
  client: HubSpotClient,
  from: string,
  records: readonly HubSpotRecord[],
  to: string,
): Promise<readonly string[]> {
  const cut = records.filter(({ associations }) => associations?.[to]?.paging?.next !== undefined).map(({ id }) => id);
  const all = await readAssociations(client, from, to, cut);
  const ids = records.flatMap(
    ({ id, associations }) => all.get(id) ?? (associations?.[to]?.results ?? []).map((associated) => associated.id),
  );
  return [...new Set(ids)];
}

/** The same, with what kind of association it is. */
export async function readLinks(
  { api }: HubSpotClient,
  from: string,
  to: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Link[]>> {
  const what = `read associations of ${from} with ${to}`;
  const found = new Map<string, readonly Link[]>();
  const asked = new Set<string>();
  let pending: readonly { readonly id: string; readonly after?: string }[] = [...new Set(ids)].map((id) => ({ id }));
  while (pending.length > 0) {
    const inputs = pending.slice(0, BATCH_OF_ASSOCIATIONS);
    const { results } = await ask(what, associationBatchSchema, () =>
      api.crm.associations.v4.batchApi.getPage(from, to, input({ inputs }), CALL),
    );
    for (const result of results) {
      const more = result.to.map(({ toObjectId, associationTypes }) => ({
        id: toObjectId,
        primary: associationTypes.some(
          ({ category, typeId }) => category === 'HUBSPOT_DEFINED' && typeId === TICKET_TO_PRIMARY_COMPANY,
        ),
      }));
      found.set(result._from.id, [...(found.get(result._from.id) ?? []), ...more]);
    }
    const further = results.flatMap(({ _from, paging }) => {
      const after = paging?.next?.after;
      return after === undefined ? [] : [{ id: _from.id, after }];
    });
    for (const { id, after } of further) {
      const page = `${id} ${after}`;
      if (asked.has(page)) throw doesNotAdvance(what);
      asked.add(page);
    }
    pending = [...pending.slice(BATCH_OF_ASSOCIATIONS), ...further];
  }
  return found;
}

/** As many at once as one batch takes. */
export function chunks<T>(items: readonly T[], size = BATCH): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** HubSpot documents no order for its batches; ids are given in the order of creation. */
export function inOrder(records: readonly HubSpotRecord[]): readonly HubSpotRecord[] {
  return [...records].sort((a, b) => Number(a.id) - Number(b.id));
}
