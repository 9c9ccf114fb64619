import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createPayloadCodec } from '../../src/codec/payload-codec';
import { createCodecServer } from '../../src/codec/server';
import { codecServerSettings } from '../../src/config/env';
import { newKey } from './keys';

const AT_RISK_PAYLOAD_KEYS = newKey('2026-11');
const ORIGIN = 'https://temporal.example.com';
const CODEC_TOKEN = 'a-token-that-nobody-guesses';
const TEXT = 'Harbor Dental';

const answerSchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })),
});
type InJson = z.infer<typeof answerSchema>['payloads'][number];

const inJson = ({ metadata, data }: Payload): InJson => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});
const PLAIN = inJson(defaultPayloadConverter.toPayload(TEXT));

describe('the codec server', () => {
  const servers: FastifyInstance[] = [];
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  async function started(env: Readonly<Record<string, string>> = {}): Promise<{ readonly url: string }> {
    const settings = codecServerSettings({ AT_RISK_PAYLOAD_KEYS, CODEC_UI_ORIGIN: ORIGIN, ...env });
    const server = createCodecServer({ settings, codec: createPayloadCodec(settings.payloadKeys) });
    servers.push(server);
    return { url: await server.listen({ host: '127.0.0.1', port: 0 }) };
  }

  const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('encrypts, and decrypts what the Temporal UI shows', async () => {
    const { url } = await started();
    const origin = { origin: ORIGIN, 'x-namespace': 'at-risk' };
    const encoded = answerSchema.parse(await (await post(`${url}/encode`, { payloads: [PLAIN] }, origin)).json());
    expect(encoded.payloads[0]?.metadata['encoding']).toBe(Buffer.from('binary/encrypted').toString('base64'));
    const response = await post(`${url}/decode`, { payloads: [...encoded.payloads, PLAIN] }, origin);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { payloads } = answerSchema.parse(await response.json());
    expect(payloads.map(({ data }) => Buffer.from(data, 'base64').toString())).toEqual([`"${TEXT}"`, `"${TEXT}"`]);
  });

  it('leaves what it cannot decrypt as it is, so that the page shows the rest', async () => {
    const { url } = await started();
    const settings = codecServerSettings({ AT_RISK_PAYLOAD_KEYS: newKey('lost') });
    const [lost = {}] = await createPayloadCodec(settings.payloadKeys).encode([
      defaultPayloadConverter.toPayload(TEXT),
    ]);
    const response = await post(`${url}/decode`, { payloads: [inJson(lost)] });
    expect(answerSchema.parse(await response.json()).payloads[0]?.data).toBe(inJson(lost).data);
  });

  it('answers the question of a browser whether it may ask, for pages of the UI alone', async () => {
    const { url } = await started();
    const ask = (origin: string) =>
      fetch(`${url}/decode`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await ask(ORIGIN);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-namespace');
    for (const origin of ['https://evil.example.com', `${ORIGIN}.evil.example.com`, 'null', `${ORIGIN}:444`]) {
      const refused = await ask(origin);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      expect((await post(`${url}/decode`, { payloads: [] }, { origin })).status).toBe(403);
    }
  });

  it('answers under no other name than that of this machine', async () => {
    const { url } = await started();
    // fetch sets the header itself.
    const status = async (host: string): Promise<number | undefined> => {
      const asked = request(`${url}/decode`, { method: 'OPTIONS', headers: { host } });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    for (const host of ['localhost:8234', '127.0.0.1', '[::1]:8234']) expect(await status(host)).toBe(204);
    for (const host of ['evil.example.com', 'localhost.example.com', '10.0.0.5:8234'])
      expect(await status(host)).toBe(421);
  });

  it('asks for the token where it has one', async () => {
    const { url } = await started({ CODEC_TOKEN });
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await post(`${url}/decode`, { payloads: [PLAIN] }, headers)).status;
    expect(await status({ authorization: `Bearer ${CODEC_TOKEN}` })).toBe(200);
    for (const wrong of ['', CODEC_TOKEN, `Bearer ${CODEC_TOKEN}x`, `Bearer ${CODEC_TOKEN.slice(0, -1)}`])
      expect(await status({ authorization: wrong })).toBe(401);
    expect(await status({})).toBe(401);
  });

  it.each([
    ['no JSON', '{', 400],
    ['no payloads', {}, 400],
    ['bytes that are not in base64', { payloads: [{ metadata: {}, data: '?' }] }, 400],
    ['too much', { payloads: [{ data: 'A'.repeat(9 * 1024 * 1024) }] }, 413],
  ])('refuses %s, and says nothing', async (_what, body, status) => {
    const { url } = await started();
    const response = await post(`${url}/decode`, body);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it('needs keys, and a token where other machines reach it', () => {
    expect(() => codecServerSettings({})).toThrow('AT_RISK_PAYLOAD_KEYS: is not set');
    expect(() => codecServerSettings({ AT_RISK_PAYLOAD_KEYS, CODEC_HOST: '0.0.0.0' })).toThrow(
      'CODEC_TOKEN: is not set',
    );
    expect(codecServerSettings({ AT_RISK_PAYLOAD_KEYS, CODEC_HOST: '0.0.0.0', CODEC_TOKEN }).token).toBe(CODEC_TOKEN);
    expect(() => codecServerSettings({ AT_RISK_PAYLOAD_KEYS, CODEC_UI_ORIGIN: `${ORIGIN}/` })).toThrow(
      'must be an origin',
    );
  });
});
