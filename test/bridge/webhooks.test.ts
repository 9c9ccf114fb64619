import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { WEBHOOK_PATH } from '../../src/hubspot';
import { signedHeaders } from '../support/signed-webhook';
import { EVENT, SECRETS, startBridge, type BridgeWorld } from './world';

let world: BridgeWorld;

beforeEach(async () => {
  world = await startBridge();
});

afterEach(async () => {
  await world.close();
});

describe('a webhook of HubSpot', () => {
  it('is kept in Temporal and then answered with 200', async () => {
    expect(await world.postEvents(EVENT)).toMatchObject({ status: 200, body: { taken: 1, ignored: 0, rejected: [] } });
    expect(world.batches).toEqual([
      {
        portalId: '4242001',
        events: [
          {
            eventId: '11',
            portalId: '4242001',
            objectType: 'ticket',
            objectId: '101',
            change: 'property',
            property: 'customer_saved',
            value: 'No',
            occurredAt: EVENT.occurredAt,
            byUserId: '5001',
            own: false,
          },
        ],
      },
    ]);
  });

  it('may be signed with either secret, in any content type, with a query', async () => {
    const body = JSON.stringify([EVENT]);

    expect(await world.post(body, { secret: SECRETS[1] })).toMatchObject({ status: 200 });
    expect(await world.post(body, { headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 200 });
    expect(await world.post(body, { path: `${WEBHOOK_PATH}?from=hub%20spot` })).toMatchObject({ status: 200 });
    expect(world.batches).toHaveLength(3);
  });

  it('loses none of its good events to a bad one, is answered with 200 and logged without its content', async () => {
    const answer = await world.postEvents(EVENT, { ...EVENT, objectId: 'private text' }, { ...EVENT, eventId: 12 });

    expect(answer).toMatchObject({ status: 200, body: { taken: 2, rejected: [{ index: 1, fields: ['objectId'] }] } });
    expect(world.batches.flatMap(({ events }) => events)).toHaveLength(2);
    expect(world.log.join('')).toContain('"rejected":[{"index":1,"fields":["objectId"]}]');
    expect(world.log.join('')).not.toContain('private text');
  });

  it('needs no Temporal when there is nothing for a case: echoes, unknown types, other properties, other portals', async () => {
    world.temporal.takeIn = () => Promise.reject(new Error('not to be called'));

    const answer = await world.postEvents(
      { ...EVENT, changeSource: 'INTEGRATION', sourceId: '777001' },
      { ...EVENT, subscriptionType: 'conversation.newMessage' },
      { ...EVENT, propertyName: 'subject' },
      { ...EVENT, portalId: 9 },
    );
    expect(answer).toMatchObject({ status: 200, body: { taken: 0, ignored: 3 } });
    expect(await world.postEvents()).toMatchObject({ status: 200, body: { taken: 0 } });
    expect(world.log.join('')).toContain('"otherPortal":1');
  });

  it('is answered with 503 and Retry-After when Temporal fails, so that HubSpot sends it again', async () => {
    world.temporal.takeIn = () => Promise.reject(new Error('UNAVAILABLE'));

    const answer = await world.postEvents(EVENT);
    expect(answer).toMatchObject({ status: 503, body: { error: 'unavailable', message: expect.any(String) } });
    expect(answer.headers.get('retry-after')).toBe('10');
  });

  it("is answered with 503 within HubSpot's five seconds when Temporal does not answer", async () => {
    world.temporal.takeIn = () => new Promise(() => undefined);
    const started = Date.now();

    expect(await world.postEvents(EVENT)).toMatchObject({ status: 503 });
    expect(Date.now() - started).toBeLessThan(4_500);
  });
});

/** Names that every object of JavaScript has. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

describe.each(INHERITED)('a type called %s', (name) => {
  const generic = { ...EVENT, eventId: 12, subscriptionType: 'object.propertyChange' };
  const link = { ...EVENT, subscriptionType: 'object.associationChange', fromObjectId: 1, toObjectId: 2 };

  it.each([
    ['an object type', { ...generic, objectTypeId: name }],
    ['a subscription', { ...EVENT, subscriptionType: `${name}.propertyChange` }],
    ['a change', { ...EVENT, subscriptionType: `ticket.${name}` }],
    ['a property', { ...EVENT, propertyName: name }],
    ['an association by ids', { ...link, fromObjectTypeId: name, toObjectTypeId: name }],
    ['an association by name', { ...link, associationType: `${name}_TO_${name}` }],
    ['a record', { ...EVENT, objectId: name }],
  ])('as %s starts nothing, and loses no good event beside it', async (_what, event) => {
    expect(await world.postEvents(event)).toMatchObject({ status: event.objectId === name ? 400 : 200 });
    expect(world.batches).toEqual([]);
    expect(await world.postEvents(event, EVENT)).toMatchObject({ status: 200, body: { taken: 1 } });
  });
});

describe('a large webhook of HubSpot', () => {
  const richText = (events: number, size: number) =>
    Array.from({ length: events }, (_none, index) => ({
      ...EVENT,
      ...{ eventId: index, subscriptionType: 'object.propertyChange', objectTypeId: '0-46', objectId: index + 1 },
      ...{ propertyName: 'hs_note_body', propertyValue: 'x'.repeat(size) },
    }));
  const taken = () => world.batches.flatMap(({ events }) => events);

  it.each([
    ['18 events of 60 KB', 18, 60_000],
    ['100 events of 10.5 KB', 100, 10_500],
    ['16 MiB', 200, 83_000],
  ])("is taken with %s of rich text, and with it a ticket's answer", async (_what, count, size) => {
    expect(await world.postEvents(...richText(count, size), EVENT)).toMatchObject({
      status: 200,
      body: { taken: count + 1, rejected: [] },
    });
    expect(taken()).toContainEqual(expect.objectContaining({ objectId: '101', value: 'No' }));
  });

  it('is taken with any number of events, in batches that Temporal takes', async () => {
    const events = Array.from({ length: 4_321 }, (_none, eventId) => ({ ...EVENT, eventId }));

    expect(await world.postEvents(...events)).toMatchObject({ status: 200, body: { taken: 4_321 } });
    expect(new Set(taken().map(({ eventId }) => eventId)).size).toBe(4_321);
    expect(Math.max(...world.batches.map((batch) => JSON.stringify(batch).length))).toBeLessThan(256 * 1024);
  });

  it('names no more than a hundred of the events that cannot be read', async () => {
    const bad = Array.from({ length: 500 }, () => ({ ...EVENT, objectId: 'x' }));
    const { body } = await world.postEvents(EVENT, ...bad);

    expect(body).toMatchObject({ taken: 1 });
    expect(body['rejected']).toHaveLength(100);
  });

  it('waits when more is under way than memory may hold: 503 with Retry-After, until those are answered', async () => {
    const answers: (() => void)[] = [];
    world.temporal.takeIn = () => new Promise((resolve) => answers.push(resolve));
    const large = JSON.stringify([EVENT, ...richText(180, 80_000)]);
    const held = [world.post(large), world.post(large), world.post(large)];
    while (answers.length < held.length) await new Promise((resolve) => setImmediate(resolve));

    const refused = await world.post(large);
    expect(refused).toMatchObject({ status: 503, body: { error: 'busy' } });
    expect(refused.headers.get('retry-after')).toBe('10');
    world.temporal.takeIn = () => Promise.resolve();
    for (const answer of answers) answer();
    for (const answer of held) expect(await answer).toMatchObject({ status: 200 });
    expect(await world.post(large)).toMatchObject({ status: 200 });
  });
});

describe('unsigned bodies that never end,', () => {
  const MIB = 1024 * 1024;
  const held: Socket[] = [];

  afterEach(() => {
    for (const socket of held.splice(0)) socket.destroy();
  });

  /** As large as it says, but for its last byte; resolves once it is sent, or was given up. */
  const sendAllButTheEnd = (): Promise<void> => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    held.push(socket.on('error', () => undefined).resume());
    socket.write(
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(MIB)}\r\n` +
        `X-HubSpot-Request-Timestamp: ${String(Date.now())}\r\nX-HubSpot-Signature-v3: ${'x'.repeat(44)}\r\n\r\n`,
    );
    return new Promise((resolve) => {
      socket.once('close', resolve);
      socket.write(Buffer.alloc(MIB - 1), () => {
        resolve();
      });
    });
  };

  it('take no more memory than there is for bodies, and do not block a signed one of 16 MiB for long', async () => {
    const before = process.memoryUsage.rss();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 100 }, sendAllButTheEnd));
    const body = Buffer.from(JSON.stringify([EVENT]).padEnd(16 * MIB));
    while ((await world.post(body)).status !== 200) await new Promise((resolve) => setImmediate(resolve));

    // Nobody waited for the end of the bodies' time.
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * MIB);
    expect(world.batches).toHaveLength(1);
  });
});

describe('a request is refused by its headers, before its body comes,', () => {
  const sentTo = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const { status, sent } = await streamUntilAnswered(world.url, 8 * 1024 * 1024, headers);
    expect(sent).toBeLessThan(8 * 1024 * 1024);
    return status;
  };
  const signed = (timestamp: number): Readonly<Record<string, string>> => ({
    'X-HubSpot-Request-Timestamp': String(timestamp),
    'X-HubSpot-Signature-v3': 'x'.repeat(44),
  });

  it.each([
    ['without a signature', { 'X-HubSpot-Request-Timestamp': String(Date.now()) }],
    ['without a time', { 'X-HubSpot-Signature-v3': 'x' }],
    ['of six minutes ago', signed(Date.now() - 6 * 60_000)],
    ['of the future', signed(Date.now() + 6 * 60_000)],
  ])('with 401 when it is %s', async (_what, headers) => {
    expect(await sentTo(headers)).toBe(401);
    expect(world.log.join('')).toContain('webhook.refused');
  });

  it('with 413 when it says that it is larger than any of HubSpot', async () => {
    expect(await sentTo({ ...signed(Date.now()), 'Content-Length': String(16 * 1024 * 1024 + 1) })).toBe(413);
  });

  it('with 404 elsewhere', async () => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n');
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data) => {
        resolve(data.toString());
      }),
    );
    socket.destroy();

    expect(answer).toMatch(/^HTTP\/1\.1 404/);
  });
});

describe("a request that is not HubSpot's", () => {
  const body = JSON.stringify([EVENT]);

  it.each([
    ['another secret', { secret: 'wrong-secret' }],
    ['a time of six minutes ago', { timestamp: Date.now() - 6 * 60_000 }],
    ['a time in six minutes', { timestamp: Date.now() + 6 * 60_000 }],
    ['no time', { headers: { 'x-hubspot-request-timestamp': '' } }],
    ['no signature', { headers: { 'x-hubspot-signature-v3': '' } }],
    ['a signature for another address', { signedUri: 'https://elsewhere.example.com/webhooks/hubspot' }],
  ])('is refused with 401 for %s, before its body is read', async (_what, change) => {
    expect(await world.post('not JSON', change)).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
    expect(await world.post(body, change)).toMatchObject({ status: 401 });
    expect(world.batches).toEqual([]);
  });

  it.each([
    ['no JSON', '[{', { reason: 'the body is not JSON in UTF-8' }],
    ['no array', '{}', { reason: 'the body is not an array of events' }],
    ['no event that can be read', '[{"eventId":"private"}]', { fields: [{ index: 0, fields: ['subscriptionType'] }] }],
  ])('but signed is refused with 400 for %s, naming fields and repeating nothing', async (_what, text, details) => {
    const answer = await world.post(text);

    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'malformed', message: expect.any(String), ...details },
    });
    expect(JSON.stringify(answer.body)).not.toContain('private');
  });

  it('is refused with 400 when it has bytes that are not UTF-8', async () => {
    expect(await world.post(Buffer.from([0x5b, 0xff, 0x5d]))).toMatchObject({ status: 400 });
  });

  it('is refused with 413 when it is larger than any of HubSpot, by its header or while it comes', async () => {
    const large = Buffer.alloc(16 * 1024 * 1024 + 1, 0x20);
    expect(await world.post(large)).toMatchObject({ status: 413, body: { error: 'tooLarge' } });

    const headers = { 'X-HubSpot-Request-Timestamp': String(Date.now()), 'X-HubSpot-Signature-v3': 'x' };
    const whole = 201 * 1024 * 1024;
    const { status, sent } = await streamUntilAnswered(world.url, whole, headers);
    expect(status).toBe(413);
    expect(sent).toBeLessThan(whole);
  });

  it('is answered with 404 or 405 elsewhere', async () => {
    expect(await world.post(body, { path: '/other' })).toMatchObject({ status: 404, body: { error: 'notFound' } });
    const answer = await fetch(`${world.url}${WEBHOOK_PATH}`, { method: 'PUT', body });
    expect([answer.status, answer.headers.get('allow'), await answer.json()]).toMatchObject([
      405,
      'POST',
      { error: 'methodNotAllowed' },
    ]);
  });

  it('is never in the log, nor are secrets', async () => {
    await world.post(body, { secret: 'wrong-secret', headers: { 'x-private': 'jane@example.com' } });
    await world.post('[{"eventId":"jane@example.com"}]');

    expect(world.log.length).toBeGreaterThan(1);
    expect(world.log.join('')).not.toMatch(/secret|jane|customer_saved/);
  });
});

describe('the bridge', () => {
  it('lives as long as it answers, and is ready when Temporal can be reached', async () => {
    const get = async (path: string) => (await fetch(`${world.url}${path}`)).status;

    expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 200]);
    world.temporal.ready = () => Promise.reject(new Error('down'));
    expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 503]);
    world.temporal.ready = () => new Promise(() => undefined);
    expect(await get('/readyz')).toBe(503);
  });

  it('counts how webhooks were answered, and shows that to nobody who can call it', async () => {
    await world.postEvents(EVENT, { ...EVENT, portalId: 1 }, { ...EVENT, propertyName: 'unknown' });
    await world.postEvents(EVENT, 7);
    await world.post('{}', { secret: 'wrong-secret' });
    await world.post('no JSON');
    world.temporal.takeIn = () => Promise.reject(new Error('down'));
    await world.postEvents(EVENT);

    for (const line of [
      'at_risk_webhooks_total{outcome="taken"} 2',
      'at_risk_webhooks_total{outcome="refused"} 1',
      'at_risk_webhooks_total{outcome="malformed"} 1',
      'at_risk_webhooks_total{outcome="notKept"} 1',
      'at_risk_webhook_events_total{result="taken"} 2',
      'at_risk_webhook_events_total{result="ignored"} 1',
      'at_risk_webhook_events_total{result="otherPortal"} 1',
      'at_risk_webhook_events_total{result="rejected"} 1',
    ])
      expect(world.metrics()).toContain(`${line}\n`);
    expect((await fetch(`${world.url}/metrics`)).status).toBe(404);
  });

  it('without a public address believes no Host header but that of this machine', async () => {
    const body = JSON.stringify([EVENT]);
    const sendAs = (host: string): Promise<string> => postAs(world.url, host, body);

    expect(await sendAs('elsewhere.example.com')).toMatch(/^HTTP\/1\.1 401/);
    expect(await sendAs('localhost.example.com:80')).toMatch(/^HTTP\/1\.1 401/);
    expect(world.batches).toEqual([]);
    for (const host of ['localhost:9', '127.0.0.1', '[::1]:9']) expect(await sendAs(host)).toMatch(/^HTTP\/1\.1 200/);
  });

  it('behind a proxy checks signatures against its public address', async () => {
    const proxied = await startBridge('https://at-risk.example.com/in');
    const body = JSON.stringify([EVENT]);
    const signedUri = 'https://at-risk.example.com/in/webhooks/hubspot';

    expect(await proxied.post(body, { signedUri })).toMatchObject({ status: 200 });
    expect(await proxied.post(body)).toMatchObject({ status: 401 });
    await proxied.close();
  });

  it('answers what is under way before it closes', async () => {
    world.temporal.takeIn = () => new Promise((resolve) => setTimeout(resolve, 300));
    const answer = world.postEvents(EVENT);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await world.close();

    expect(await answer).toMatchObject({ status: 200 });
    await expect(world.postEvents(EVENT)).rejects.toThrow('fetch failed');
    world = await startBridge();
  });

  it('ends a request whose headers never end', async () => {
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('POST /webhooks/hubspot HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 500);
    socket.on('error', () => undefined);
    const closedAfter = await new Promise<number>((resolve) => {
      const started = Date.now();
      socket.resume().on('close', () => {
        resolve(Date.now() - started);
      });
    });
    clearInterval(drip);

    expect(closedAfter).toBeLessThan(9_000);
  });
});

/** Posts to the bridge what is signed, rightly, for the host that the request names; answers with what comes back. */
async function postAs(url: string, host: string, body: string): Promise<string> {
  const headers = signedHeaders({ secret: SECRETS[0], uri: `http://${host}${WEBHOOK_PATH}`, body });
  const lines = [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: close',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return text(socket);
}

/** Sends a body, without saying how long it is unless a header does, until there is an answer or it ends. */
async function streamUntilAnswered(
  url: string,
  size: number,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly sent: number }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunk = Buffer.alloc(64 * 1024, 0x20);
  let sent = 0;
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (data: Buffer) => {
    answer += data.toString('latin1');
  });
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      resolve();
    });
  });
  const chunked = headers['Content-Length'] === undefined;
  const lines = Object.entries({ Host: 'x', ...(chunked && { 'Transfer-Encoding': 'chunked' }), ...headers });
  socket.write(
    `POST ${WEBHOOK_PATH} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  while (sent < size && answer === '' && !socket.destroyed) {
    if (chunked) socket.write(`${chunk.length.toString(16)}\r\n`);
    socket.write(chunk);
    if (chunked) socket.write('\r\n');
    sent += chunk.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  await ended;
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), sent };
}
