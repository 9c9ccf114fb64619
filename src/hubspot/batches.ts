import { associationBatchSchema, batchSchema, type HubSpotRecord } from './answers';
import { CALL, ask, input, type HubSpotClient } from './client';

/** Records in one batch read. https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide */
const BATCH = 100;
/** Fewer with histories, by the same page. */
const BATCH_WITH_HISTORY = 50;

/** What is read of each record of a batch. */
export interface BatchRead {
  readonly objectType: 'tickets' | 'notes' | 'emails' | 'invoices' | 'tasks';
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

/** The ids of `to` records that each of the `from` records is associated with. */
export async function readAssociations(
  { api }: HubSpotClient,
  from: string,
  to: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  let pending: readonly { readonly id: string; readonly after?: string }[] = [...new Set(ids)].map((id) => ({ id }));
  while (pending.length > 0) {
    const inputs = pending.slice(0, BATCH);
    const { results } = await ask(`read associations of ${from} with ${to}`, associationBatchSchema, () =>
      api.crm.associations.v4.batchApi.getPage(from, to, input({ inputs }), CALL),
    );
    for (const result of results) {
      const more = result.to.map(({ toObjectId }) => toObjectId);
      found.set(result._from.id, [...new Set([...(found.get(result._from.id) ?? []), ...more])]);
    }
    const further = results.flatMap(({ _from, paging }) => {
      const after = paging?.next?.after;
      return after === undefined ? [] : [{ id: _from.id, after }];
    });
    pending = [...pending.slice(BATCH), ...further];
  }
  return found;
}

/** As many at once as one batch takes. */
export function chunks<T>(items: readonly T[], size = BATCH): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
