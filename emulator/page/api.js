/** Calls of the same API that the service uses, in the name of the person chosen on the page. */
let session = { accessToken: '' };
let userId = '';

export function actAs(id) {
  userId = id;
}

export async function startSession() {
  session = await call('GET', '/emulator/session');
  return session;
}

export async function call(method, path, body) {
  const isForm = body instanceof FormData;
  const answer = await fetch(path, {
    method,
    headers: {
      Authorization: `Bearer ${session.accessToken}`,
      ...(userId !== '' && { 'X-Emulator-User': userId }),
      ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new Error(explain(parsed));
  return parsed;
}

function explain(body) {
  const details = (body.errors ?? []).map((error) => error.message);
  return details.length > 0 ? details.join(' ') : (body.message ?? 'The emulator refused.');
}

export const update = (type, id, properties) => call('PATCH', `/crm/v3/objects/${type}/${id}`, { properties });

export function create(type, properties, links) {
  const associations = links.map(([id, associationTypeId]) => ({
    to: { id },
    types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
  }));
  return call('POST', `/crm/v3/objects/${type}`, { properties, associations });
}

/** Records of `to` that belong to a record, with the properties named. */
export async function associated(from, id, to, properties) {
  const ids = (await call('GET', `/crm/v4/objects/${from}/${id}/associations/${to}`)).results.map((link) => ({
    id: link.toObjectId,
  }));
  if (ids.length === 0) return [];
  const found = [];
  for (let start = 0; start < ids.length; start += 100) {
    const inputs = ids.slice(start, start + 100);
    found.push(
      ...(await call('POST', `/crm/v3/objects/${to}/batch/read`, { inputs, properties, propertiesWithHistory: [] }))
        .results,
    );
  }
  return found;
}

export async function upload(file) {
  const form = new FormData();
  form.append('file', file, file.name);
  form.append('folderPath', '/page');
  form.append('options', JSON.stringify({ access: 'PRIVATE' }));
  return call('POST', '/files/v3/files', form);
}
