import { createHash, timingSafeEqual } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isLoopback, type CodecServerSettings } from '../config/env';

export interface CodecServerOptions {
  readonly settings: CodecServerSettings;
  readonly codec: PayloadCodec;
}

/** In bytes: a page of a history. Temporal itself takes no payload over 2 MiB. */
const LARGEST_BODY = 8 * 1024 * 1024;

/** In milliseconds. */
const LIMITS = { requestTimeout: 10_000, keepAliveTimeout: 30_000 } as const;

/** Bytes are in base64, as in protobuf's JSON. */
const bytesSchema = z.base64().transform((text) => Buffer.from(text, 'base64'));

const bodySchema = z.object({
  payloads: z
    .array(
      z.object({ metadata: z.record(z.string(), bytesSchema).default({}), data: bytesSchema.default(Buffer.alloc(0)) }),
    )
    .max(10_000),
});

/**
 * Decrypts for the Temporal UI and the `temporal` command what they show, and encrypts what they send: `POST /decode` and `POST /encode`, by
 * Temporal's protocol of remote codecs. Whoever may ask it reads everything, so it answers pages of one origin, and on a network only those who
 * know the token. Not listening yet.
 * https://docs.temporal.io/production-deployment/data-encryption
 */
export function createCodecServer({ settings, codec }: CodecServerOptions): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: LARGEST_BODY, ...LIMITS });
  server.addHook('onRequest', async (request, reply) => {
    const status = refusalOf(request, settings);
    if (status !== undefined) return reply.code(status).send();
    if (request.headers.origin !== undefined) allow(reply, settings.origin);
    return undefined;
  });
  server.options('/*', (_request, reply) => reply.code(204).send());
  server.post('/decode', (request, reply) => answer(request, reply, (payloads) => codec.decode(payloads)));
  server.post('/encode', (request, reply) => answer(request, reply, (payloads) => codec.encode(payloads)));
  server.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
    const { statusCode = 500 } = error;
    return reply.code(statusCode >= 400 && statusCode < 500 ? statusCode : 500).send();
  });
  return server;
}

/** Undefined: the request is answered. A browser sends no token with the question whether it may send one. */
function refusalOf({ method, headers }: FastifyRequest, settings: CodecServerSettings): number | undefined {
  if (!isOurHost(headers.host, settings)) return 421;
  if (headers.origin !== undefined && headers.origin !== settings.origin) return 403;
  if (method === 'OPTIONS' || settings.token === undefined) return undefined;
  return isSame(headers.authorization ?? '', `Bearer ${settings.token}`) ? undefined : 401;
}

/** Against pages that give this machine's address a name of their own. Elsewhere the token is asked for. */
function isOurHost(host: string | undefined, settings: CodecServerSettings): boolean {
  if (!isLoopback(settings.host)) return true;
  return host !== undefined && URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname);
}

/** In a time that does not depend on where they differ. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** https://fetch.spec.whatwg.org/#http-cors-protocol */
function allow(reply: FastifyReply, origin: string): void {
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
    'access-control-allow-credentials': 'true',
    vary: 'origin',
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  convert: (payloads: Payload[]) => Promise<Payload[]>,
): Promise<FastifyReply> {
  const parsed = bodySchema.safeParse(request.body);
  if (!parsed.success) return reply.code(400).send();
  const payloads = await convert(parsed.data.payloads);
  return reply.header('cache-control', 'no-store').send({ payloads: payloads.map(inJson) });
}

function inJson({ metadata, data }: Payload): object {
  const inBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const texts = Object.entries(metadata ?? {}).map(([key, value]) => [key, inBase64(value)] as const);
  return { metadata: Object.fromEntries(texts), data: inBase64(data ?? new Uint8Array()) };
}
