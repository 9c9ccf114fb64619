import { call } from './api.js';

/** Reads and writes of records. Paths of v3 and v4, which every profile of the emulator has. */

const PAGE = 100;
/** HubSpot gives at most 50 records with their histories. */
const PAGE_WITH_HISTORY = 50;

export const TYPE_IDS = {
  contacts: '0-1',
  companies: '0-2',
  tickets: '0-5',
  tasks: '0-27',
  notes: '0-46',
  meetings: '0-47',
  calls: '0-48',
  emails: '0-49',
  invoices: '0-53',
};

/** HubSpot's ids of the associations that people make on its pages, from the first type to the second. */
const ASSOCIATIONS = {
  'tickets companies': 339,
  'tickets tickets': 452,
  'invoices companies': 179,
  'invoices tickets': 987,
  'contacts companies': 279,
  'notes tickets': 228,
  'notes companies': 190,
  'notes contacts': 202,
  'tasks tickets': 230,
  'tasks companies': 192,
  'calls tickets': 220,
  'calls companies': 182,
};

export async function readRecord(type, id, { properties = [], histories = [], associations = [] } = {}) {
  const query = new URLSearchParams({ properties: properties.join(',') });
  if (histories.length > 0) query.set('propertiesWithHistory', histories.join(','));
  if (associations.length > 0) query.set('associations', associations.join(','));
  return call('GET', `/crm/v3/objects/${type}/${id}?${query}`);
}

/** The ids of a record's associated records of a type; a primary company is named twice by HubSpot, and once here. */
export function associatedIds(record, type) {
  return [...new Set((record.associations?.[type]?.results ?? []).map(({ id }) => id))];
}

export async function readAll(type, ids, properties, histories = []) {
  const size = histories.length > 0 ? PAGE_WITH_HISTORY : PAGE;
  const pages = Array.from({ length: Math.ceil(ids.length / size) }, (_, page) =>
    ids.slice(page * size, (page + 1) * size),
  );
  const answers = await Promise.all(
    pages.map((page) =>
      call('POST', `/crm/v3/objects/${type}/batch/read`, {
        inputs: page.map((id) => ({ id })),
        properties,
        propertiesWithHistory: histories,
      }),
    ),
  );
  return answers.flatMap(({ results }) => results);
}

/** Every record of a type; `associations` brings ids of associated records. */
export async function listAll(type, properties, associations = []) {
  const found = [];
  for (let after; ;) {
    const query = new URLSearchParams({ limit: String(PAGE), properties: properties.join(',') });
    if (associations.length > 0) query.set('associations', associations.join(','));
    if (after !== undefined) query.set('after', after);
    const { results, paging } = await call('GET', `/crm/v3/objects/${type}?${query}`);
    found.push(...results);
    after = paging?.next?.after;
    if (after === undefined) return found;
  }
}

export const update = (type, id, properties) => call('PATCH', `/crm/v3/objects/${type}/${id}`, { properties });

export const remove = (type, id) => call('DELETE', `/crm/v3/objects/${type}/${id}`);

/** @param links pairs of a type and an id */
export function create(type, properties, links, submission) {
  const associations = links.map(([to, id]) => ({
    to: { id },
    types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: ASSOCIATIONS[`${type} ${to}`] }],
  }));
  return call('POST', `/crm/v3/objects/${type}`, { properties, associations }, submission);
}

export const associate = (type, id, to, toId) =>
  call('PUT', `/crm/v4/objects/${type}/${id}/associations/default/${to}/${toId}`);

export const dissociate = (type, id, to, toId) =>
  call('DELETE', `/crm/v4/objects/${type}/${id}/associations/${to}/${toId}`);
