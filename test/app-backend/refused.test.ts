import { until } from '../../dev/process/until';
import { RefusedError } from '../../src/app-backend/entry/answer';
import { RequestGate } from '../../src/app-backend/entry/limits';
import { ticket, ticketId } from '../sop/build';
import { APP, IDENTITY, PORTAL, PUBLIC_URL, startApp, viewOf, type AppWorld, type Sent } from './world';

const CARD = `/app/cases/${ticketId}`;
const KEY = 'f2c1b0a9-0000-4000-8000-000000000001';
const RESCIND = { key: KEY, reason: 'The client stays after all.' };
const MINUTE = 60_000;

/** A portal that trusts HubSpot to name the user in the URL that it signs, so that acts are offered at all. */
const PROVED = 'app: { userProvedByHubSpot: true }\nsop: { approvalOutsideHubSpot: true }\n';

let world: AppWorld;

beforeEach(async () => {
  world = await startApp({ portalFile: PROVED });
  world.view = viewOf({ ticket: ticket() }, PROVED);
});

afterEach(async () => {
  await world.close();
});

interface Refused {
  readonly what: string;
  readonly url?: string;
  readonly sent?: Sent;
  readonly status: number;
  readonly error: string;
}

const rescind = (sent: Sent = {}): Sent => ({ method: 'POST', body: RESCIND, ...sent });
const without = (name: string): string => IDENTITY.replace(new RegExp(`${name}=[^&]*&?`), '');
const UNSIGNED = { status: 401, error: 'unauthorized' } as const;
const FOREIGN = { status: 403, error: 'otherPortal' } as const;
const UNREADABLE = { status: 400, error: 'badRequest' } as const;
const RESCISSION = `${CARD}/rescind?${IDENTITY}`;

const TABLE: readonly Refused[] = [
  // Not signed, or not by HubSpot.
  { what: 'a request without a signature', sent: { headers: { 'x-hubspot-signature-v3': undefined } }, ...UNSIGNED },
  {
    what: 'a request without a timestamp',
    sent: { headers: { 'x-hubspot-request-timestamp': undefined } },
    ...UNSIGNED,
  },
  {
    what: 'an act without a signature',
    url: RESCISSION,
    sent: rescind({ headers: { 'x-hubspot-signature-v3': undefined } }),
    ...UNSIGNED,
  },
  { what: 'a signature with another secret', sent: { secret: 'a-guessed-secret' }, ...UNSIGNED },
  { what: 'an empty signature', sent: { headers: { 'x-hubspot-signature-v3': '' } }, ...UNSIGNED },
  {
    what: 'a signature of the right length',
    sent: { headers: { 'x-hubspot-signature-v3': 'A'.repeat(43) + '=' } },
    ...UNSIGNED,
  },
  {
    what: 'a signature in the header of version 2',
    sent: { headers: { 'x-hubspot-signature-v3': undefined, 'x-hubspot-signature': 'A'.repeat(64) } },
    ...UNSIGNED,
  },
  { what: 'a timestamp that is no number', sent: { timestamp: 'now' }, ...UNSIGNED },
  { what: 'a negative timestamp', sent: { timestamp: '-1' }, ...UNSIGNED },
  // Of another time.
  { what: 'a request of six minutes ago', sent: { timestamp: Date.now() - 6 * MINUTE }, ...UNSIGNED },
  { what: 'a request of six minutes from now', sent: { timestamp: Date.now() + 6 * MINUTE }, ...UNSIGNED },
  {
    what: 'an old signature under a new timestamp',
    sent: { signed: { timestamp: Date.now() - 6 * MINUTE }, timestamp: Date.now() },
    ...UNSIGNED,
  },
  // Signed for something else.
  { what: 'what was signed for another path', sent: { signed: { url: `/app/finance?${IDENTITY}` } }, ...UNSIGNED },
  { what: 'what was signed for another ticket', sent: { signed: { url: `/app/cases/502?${IDENTITY}` } }, ...UNSIGNED },
  {
    what: 'what was signed for another user',
    sent: { signed: { url: `${CARD}?${IDENTITY.replace('5001', '5002')}` } },
    ...UNSIGNED,
  },
  {
    what: 'what was signed for another e-mail address',
    sent: { signed: { url: `${CARD}?${IDENTITY.replace('cs%40', 'finance%40')}` } },
    ...UNSIGNED,
  },
  { what: 'what was signed without the query', sent: { signed: { url: CARD } }, ...UNSIGNED },
  { what: 'what was signed for another host', sent: { signed: { host: 'https://another.example.com' } }, ...UNSIGNED },
  { what: 'what was signed for http', sent: { signed: { host: PUBLIC_URL.replace('https', 'http') } }, ...UNSIGNED },
  {
    what: 'an act that was signed as a GET',
    url: RESCISSION,
    sent: rescind({ signed: { method: 'GET' } }),
    ...UNSIGNED,
  },
  {
    what: 'another body than the signed one',
    url: RESCISSION,
    sent: rescind({ sentBody: JSON.stringify({ ...RESCIND, reason: 'Another reason.' }) }),
    ...UNSIGNED,
  },
  {
    what: 'a signed body that was left out',
    url: RESCISSION,
    sent: rescind({ sentBody: ' ' }),
    ...UNSIGNED,
  },
  // Genuine, but not of this account and app.
  { what: 'another portal', url: `${CARD}?${IDENTITY.replace(PORTAL, '4242002')}`, ...FOREIGN },
  { what: 'another app', url: `${CARD}?${IDENTITY.replace(APP, '777002')}`, ...FOREIGN },
  { what: 'no portal', url: `${CARD}?${without('portalId')}`, ...FOREIGN },
  { what: 'no app', url: `${CARD}?${without('appId')}`, ...FOREIGN },
  { what: 'a portal with something behind it', url: `${CARD}?${IDENTITY.replace(PORTAL, `${PORTAL};1`)}`, ...FOREIGN },
  {
    what: 'an act of another portal',
    url: `${CARD}/rescind?${IDENTITY.replace(PORTAL, '4242002')}`,
    sent: rescind(),
    ...FOREIGN,
  },
  // What the browser put into the URL beside what HubSpot adds.
  { what: 'two portals', url: `${CARD}?portalId=${PORTAL}&${IDENTITY}`, ...UNREADABLE },
  { what: 'two users, the own one last', url: `${CARD}/rescind?userId=21&${IDENTITY}`, sent: rescind(), ...UNREADABLE },
  {
    what: 'two users, the own one first',
    url: `${CARD}/rescind?${IDENTITY}&userId=21`,
    sent: rescind(),
    ...UNREADABLE,
  },
  {
    what: 'a second user under an encoded name',
    url: `${CARD}/rescind?${IDENTITY}&%75serId=21`,
    sent: rescind(),
    ...UNREADABLE,
  },
  { what: 'a second user in capitals', url: `${CARD}/rescind?${IDENTITY}&USERID=21`, sent: rescind(), ...UNREADABLE },
  {
    what: 'two e-mail addresses',
    url: `${CARD}/rescind?${IDENTITY}&userEmail=f%40example.com`,
    sent: rescind(),
    ...UNREADABLE,
  },
  {
    what: 'a user who is no number',
    url: `${CARD}/rescind?${IDENTITY.replace('5001', '5001,21')}`,
    sent: rescind(),
    ...UNREADABLE,
  },
  {
    what: 'an act of nobody',
    url: `${CARD}/rescind?${without('userId')}`,
    sent: rescind(),
    status: 403,
    error: 'personNotProved',
  },
  {
    what: 'an act that names its user in the body',
    url: RESCISSION,
    sent: rescind({ body: { ...RESCIND, by: '21' } }),
    ...UNREADABLE,
  },
  // What cannot be read.
  { what: 'an act without a reason', url: RESCISSION, sent: rescind({ body: { key: KEY } }), ...UNREADABLE },
  { what: 'an act without a key', url: RESCISSION, sent: rescind({ body: { reason: RESCIND.reason } }), ...UNREADABLE },
  {
    what: 'a key that is guessable',
    url: RESCISSION,
    sent: rescind({ body: { ...RESCIND, key: '1' } }),
    ...UNREADABLE,
  },
  { what: 'a body that is no JSON', url: RESCISSION, sent: { method: 'POST', body: '{' }, ...UNREADABLE },
  { what: 'a GET with a body', url: `${CARD}?${IDENTITY}`, sent: { body: {} }, ...UNREADABLE },
  { what: 'a day that there is not', url: `${CARD}/what-if?date=2026-02-30&${IDENTITY}`, ...UNREADABLE },
  { what: 'two days', url: `${CARD}/what-if?date=2026-02-03&date=2026-02-04&${IDENTITY}`, ...UNREADABLE },
  { what: 'a cursor that is none', url: `/app/cases?cursor=abc&${IDENTITY}`, ...UNREADABLE },
  { what: 'more than a page holds', url: `/app/cases?limit=101&${IDENTITY}`, ...UNREADABLE },
  {
    what: 'a period that ends before it begins',
    url: `/app/reports?from=2026-02-01&to=2026-01-01&${IDENTITY}`,
    ...UNREADABLE,
  },
  { what: 'an act by GET', url: RESCISSION, status: 405, error: 'methodNotAllowed' },
  { what: 'a path that there is not', url: `/app/secrets?${IDENTITY}`, status: 404, error: 'notFound' },
  {
    what: 'a path with an encoded slash',
    url: `/app/cases/${ticketId}%2Frescind?${IDENTITY}`,
    sent: { ...rescind(), signed: { url: `${CARD}/rescind?${IDENTITY}` } },
    status: 404,
    error: 'notFound',
  },
  { what: 'a ticket that is no number', url: `/app/cases/..?${IDENTITY}`, status: 404, error: 'notFound' },
  {
    what: 'a body of more than a megabyte',
    url: RESCISSION,
    sent: rescind({ body: { ...RESCIND, reason: 'x'.repeat(1_100_000) } }),
    status: 413,
    error: 'tooLarge',
  },
];

describe('a request to the card and the page', () => {
  it('is answered where HubSpot signed it for this account and app, with either secret', async () => {
    expect(await world.send(`${CARD}?${IDENTITY}`)).toMatchObject({ status: 200, body: { ticketId } });
    expect(await world.send(`${CARD}?${IDENTITY}`, { secret: 'an-older-secret' })).toMatchObject({ status: 200 });
    expect(await world.send(RESCISSION, rescind())).toMatchObject({ status: 200 });
    expect(world.acts).toMatchObject([{ name: 'rescind', command: { reason: RESCIND.reason, by: '5001' } }]);
  });

  it('has a table of at least 30 that are refused', () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(30);
  });

  it.each(TABLE)(
    'is refused, and does nothing: $what',
    async ({ url = `${CARD}?${IDENTITY}`, sent, status, error }) => {
      expect(await world.send(url, sent)).toMatchObject({ status, body: { error, message: expect.any(String) } });
      expect(world.acts).toEqual([]);
      expect(world.reads()).toBe(0);
    },
  );
});

describe('a signed act', () => {
  const same = rescind({ timestamp: Date.now() });

  it('is done once, however often the same request arrives', async () => {
    expect(await world.send(RESCISSION, same)).toMatchObject({ status: 200 });
    for (let times = 0; times < 3; times += 1)
      expect(await world.send(RESCISSION, same)).toMatchObject({ status: 409, body: { error: 'repeated' } });
    expect(world.acts).toHaveLength(1);
  });

  it('is done once while it is still under way', async () => {
    const both = await Promise.all([world.send(RESCISSION, same), world.send(RESCISSION, same)]);

    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(world.acts).toHaveLength(1);
  });

  it('may be repeated by HubSpot after it failed, and is then the same act for Temporal', async () => {
    world.onAct = () => Promise.reject(new Error('UNAVAILABLE'));
    expect(await world.send(RESCISSION, same)).toMatchObject({ status: 500, body: { error: 'failed' } });
    world.onAct = () => Promise.resolve();
    expect(await world.send(RESCISSION, same)).toMatchObject({ status: 200 });
    const [first, second] = world.acts;
    expect(first?.key).toBe(second?.key);
  });

  it('has another key for Temporal by another person, with another reason, or by another click', async () => {
    await world.send(RESCISSION, rescind());
    await world.send(`${CARD}/rescind?${IDENTITY.replace('5001', '5002')}`, rescind());
    await world.send(RESCISSION, rescind({ body: { ...RESCIND, reason: 'They called us back.' } }));
    await world.send(RESCISSION, rescind({ body: { ...RESCIND, key: KEY.replace('1', '2') } }));
    expect(new Set(world.acts.map(({ key }) => key)).size).toBe(4);
  });

  it('I3: that the case refuses, such as an approval from outside Finance, is answered with the reason', async () => {
    world.onAct = () => Promise.reject(new RefusedError('refused', 'Not done: not in Finance.'));
    const approve = { method: 'POST', body: { key: KEY, determination: 'Paid in full' } } as const;

    expect(await world.send(`${CARD}/approve-closing?${IDENTITY}`, approve)).toEqual({
      status: 422,
      body: { error: 'refused', message: 'Not done: not in Finance.' },
    });
  });
});

describe('where HubSpot does not prove the user (decision 25, the default)', () => {
  it.each([
    ['rescind', RESCIND],
    ['change-date', { ...RESCIND, date: '2027-01-15' }],
    ['approve-closing', { key: KEY, determination: 'Paid in full' }],
  ])('%s is refused, whoever the URL names', async (path, body) => {
    const plain = await startApp();
    plain.view = viewOf({ ticket: ticket() });
    expect(await plain.send(`${CARD}/${path}?${IDENTITY}`, { method: 'POST', body })).toMatchObject({
      status: 403,
      body: { error: 'personNotProved' },
    });
    expect(plain.acts).toEqual([]);
    await plain.close();
  });

  it('I3: closing is not approved in the name of a user either, where approvals from outside HubSpot do not count', async () => {
    const proved = await startApp({ portalFile: 'app: { userProvedByHubSpot: true }' });
    proved.view = viewOf({ ticket: ticket() });
    const approve = { method: 'POST', body: { key: KEY, determination: 'Paid in full' } } as const;
    expect(await proved.send(`${CARD}/approve-closing?${IDENTITY}`, approve)).toMatchObject({ status: 403 });
    expect(proved.acts).toEqual([]);
    await proved.close();
  });

  it('a case can be checked again all the same', async () => {
    const plain = await startApp();
    plain.view = viewOf({ ticket: ticket() });
    const recheck = { method: 'POST' } as const;
    expect(await plain.send(`${CARD}/recheck?${without('userId')}`, recheck)).toMatchObject({ status: 200 });
    expect(plain.acts).toEqual([{ name: 'recheck' }]);
    await plain.close();
  });
});

describe('many requests at once', () => {
  it('are answered 20 at a time; one more is answered with 429', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    world.onAct = () => held;
    const body = (index: number) => ({ ...RESCIND, key: `${KEY.slice(0, -2)}${String(index + 10)}` });
    const under = Array.from({ length: 20 }, (_none, index) => world.send(RESCISSION, rescind({ body: body(index) })));
    await until(() => Promise.resolve(world.acts.length === 20 || undefined), { what: '20 acts', withinMs: 4_000 });

    expect(await world.send(`${CARD}?${IDENTITY}`)).toMatchObject({ status: 429, body: { error: 'tooMany' } });
    release();
    expect((await Promise.all(under)).every(({ status }) => status === 200)).toBe(true);
    expect(await world.send(`${CARD}?${IDENTITY}`)).toMatchObject({ status: 200 });
  });

  it('are answered so many a minute; forged ones count for nothing', async () => {
    const few = await startApp({ gate: new RequestGate({ concurrent: 20, perMinute: 2 }) });
    few.view = viewOf({ ticket: ticket() });
    for (let times = 0; times < 5; times += 1) await few.send(`${CARD}?${IDENTITY}`, { secret: 'a-guessed-secret' });
    const statuses = [];
    for (let times = 0; times < 3; times += 1) statuses.push((await few.send(`${CARD}?${IDENTITY}`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    await few.close();
  });
});

describe('what is refused', () => {
  it('is logged with its reason, and without what was sent', async () => {
    await world.send(RESCISSION, rescind({ secret: 'a-guessed-secret' }));

    const logged = world.log.join('');
    expect(logged).toContain('app.refused');
    expect(logged).toContain('mismatch');
    for (const sent of ['cs@example.com', 'cs%40example.com', RESCIND.reason, KEY]) expect(logged).not.toContain(sent);
  });
});
