import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest, notFound } from '../http/errors';
import { authorize, hasScope } from '../http/gate';
import { parse } from '../http/input';
import type { StoredFile } from '../model/types';
import type { Portal } from '../portal/portal';
import { mustBeThere } from './shared';

interface Params {
  readonly fileId: string;
}

const SCOPES = ['files'] as const;
const optionsSchema = z.object({
  access: z.enum([
    'HIDDEN_INDEXABLE',
    'HIDDEN_NOT_INDEXABLE',
    'HIDDEN_PRIVATE',
    'HIDDEN_SENSITIVE',
    'PRIVATE',
    'PUBLIC_INDEXABLE',
    'PUBLIC_NOT_INDEXABLE',
    'SENSITIVE',
  ]),
});
const signedQuery = z.object({ expirationSeconds: z.coerce.number().int().min(1).max(31_536_000).default(300) });
const contentQuery = z.object({ expires: z.coerce.number().int(), key: z.string() });

/** `/files/2026-03/files`: uploads, what is known of a file, and a link to its content. */
export function registerFiles(app: FastifyInstance, portal: Portal): void {
  app.post('/files/2026-03/files', async (request, reply) => {
    authorize(portal, request, SCOPES);
    const file = await readUpload(portal, request);
    portal.files.put(file);
    portal.changed();
    return reply.code(201).send(rendered(file));
  });

  app.get<{ Params: Params }>('/files/2026-03/files/:fileId', (request) => {
    authorize(portal, request, SCOPES);
    const file = find(portal, request.params.fileId);
    // HubSpot does not say that a file is hidden: to a token without the scope it is not there.
    const shown = !file.access.startsWith('HIDDEN') || hasScope(portal, request, 'files.ui_hidden.read');
    return rendered(mustBeThere(shown ? file : undefined, `File ${file.id}`));
  });

  app.delete<{ Params: Params }>('/files/2026-03/files/:fileId', (request, reply) => {
    authorize(portal, request, SCOPES);
    portal.files.remove(find(portal, request.params.fileId).id);
    portal.changed();
    return reply.code(204).send();
  });

  app.get<{ Params: Params }>('/files/2026-03/files/:fileId/signed-url', (request) => {
    authorize(portal, request, SCOPES);
    const file = find(portal, request.params.fileId);
    const expires = Date.now() + parse(signedQuery, request.query).expirationSeconds * 1000;
    const url = `${request.protocol}://${request.host}/emulator/files/${file.id}/content?expires=${String(expires)}&key=${keyFor(portal, file.id, expires)}`;
    return {
      name: file.name,
      extension: file.extension,
      type: file.type,
      size: file.size,
      expiresAt: new Date(expires).toISOString(),
      url,
    };
  });

  app.get<{ Params: Params }>('/emulator/files/:fileId/content', (request, reply) => {
    const { expires, key } = parse(contentQuery, request.query);
    const wanted = Buffer.from(keyFor(portal, request.params.fileId, expires));
    const given = Buffer.from(key);
    if (expires < Date.now() || wanted.length !== given.length || !timingSafeEqual(wanted, given))
      throw notFound('The link has expired or is not ours');
    const file = find(portal, request.params.fileId);
    // Saved, never shown: an uploaded page would run where the emulator's own page and its token are.
    const name = encodeURIComponent(file.extension === '' ? file.name : `${file.name}.${file.extension}`);
    void reply.headers({
      'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
      'X-Content-Type-Options': 'nosniff',
    });
    return reply.type(file.mimeType).send(Buffer.from(file.contentBase64, 'base64'));
  });
}

function keyFor(portal: Portal, fileId: string, expires: number): string {
  return createHmac('sha256', portal.options.clientSecret)
    .update(`${fileId}:${String(expires)}`)
    .digest('hex');
}

async function readUpload(portal: Portal, request: FastifyRequest): Promise<StoredFile> {
  const form = await readForm(request);
  const upload = form.get('file');
  if (!(upload instanceof File)) throw badRequest('A multipart field "file" with a file name is needed');
  const options = form.get('options');
  if (typeof options !== 'string')
    throw badRequest('A multipart field "options" with JSON such as {"access":"PRIVATE"} is needed');
  if (form.get('folderPath') === null && form.get('folderId') === null)
    throw badRequest('One of "folderPath" and "folderId" is needed');
  const { access } = parse(optionsSchema, readJson(options));
  const given = form.get('fileName');
  const fullName = typeof given === 'string' && given !== '' ? given : upload.name;
  const content = Buffer.from(await upload.arrayBuffer());
  const extension = extname(fullName === '' ? upload.name : fullName).slice(1) || extname(upload.name).slice(1);
  const at = portal.clock.iso();
  return {
    id: String(portal.ids.next()),
    name: extname(fullName) === '' ? fullName : fullName.slice(0, -extname(fullName).length),
    extension,
    type: kindOf(extension),
    access,
    mimeType: upload.type === '' ? 'application/octet-stream' : upload.type,
    size: content.length,
    contentBase64: content.toString('base64'),
    createdAt: at,
    updatedAt: at,
  };
}

async function readForm(request: FastifyRequest): Promise<FormData> {
  const contentType = request.headers['content-type'] ?? '';
  if (!Buffer.isBuffer(request.body) || !contentType.startsWith('multipart/form-data'))
    throw badRequest('multipart/form-data is needed');
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- slow for a public server; enough here, and no library is needed
    return await new Response(new Uint8Array(request.body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw badRequest('The multipart body cannot be read');
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('"options" is not JSON');
  }
}

function kindOf(extension: string): string {
  if (['png', 'jpg', 'jpeg', 'gif', 'webp', 'svg'].includes(extension.toLowerCase())) return 'IMG';
  return ['pdf', 'doc', 'docx', 'txt', 'rtf', 'odt', 'xls', 'xlsx', 'csv'].includes(extension.toLowerCase())
    ? 'DOCUMENT'
    : 'OTHER';
}

function find(portal: Portal, fileId: string): StoredFile {
  return mustBeThere(portal.files.get(fileId), `File ${fileId}`);
}

function rendered(file: StoredFile): object {
  const { id, name, extension, type, access, size, createdAt, updatedAt } = file;
  const fileMd5 = createHash('md5').update(Buffer.from(file.contentBase64, 'base64')).digest('hex');
  const path = `/uploads/${name}.${extension}`;
  return {
    id,
    name,
    extension,
    type,
    access,
    size,
    createdAt,
    updatedAt,
    archived: false,
    path,
    isUsableInContent: false,
    fileMd5,
  };
}
