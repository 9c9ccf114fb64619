import { call } from './api.js';

const known = new Map();

/** What a file is called; one that was deleted says so. */
export async function fileOf(id) {
  if (!known.has(id)) {
    const file = await call('GET', `/files/v3/files/${id}`).catch(() => undefined);
    if (file === undefined) return { id, name: 'a file that was deleted', isThere: false };
    known.set(id, { id, name: file.extension === '' ? file.name : `${file.name}.${file.extension}`, isThere: true });
  }
  return known.get(id);
}

export async function filesOf(attachmentIds) {
  const ids = (attachmentIds ?? '').split(';').filter((id) => id !== '');
  return Promise.all(ids.map(fileOf));
}

export async function openFile(id) {
  const { url } = await call('GET', `/files/v3/files/${id}/signed-url`);
  // The browser saves it under its name: see `Content-Disposition` there.
  location.assign(url);
}

/** The new file's id. */
export async function upload(file) {
  const form = new FormData();
  form.append('file', file, file.name);
  form.append('folderPath', '/page');
  form.append('options', JSON.stringify({ access: 'PRIVATE' }));
  return (await call('POST', '/files/v3/files', form)).id;
}
