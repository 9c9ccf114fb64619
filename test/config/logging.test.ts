import { createLogger } from '../../src/config/logging';

function logged(write: (logger: ReturnType<typeof createLogger>) => void, secrets: readonly string[] = []): string {
  const lines: string[] = [];
  write(createLogger('test', 'info', { destination: { write: (line) => lines.push(line) }, secrets }));
  return lines.join('');
}

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwcml2YXRlIn0.c2lnbmF0dXJlLW9mLWl0';

describe('the log', () => {
  it('is one JSON object a line, with the level by name', () => {
    const line: unknown = JSON.parse(
      logged((logger) => {
        logger.info({ event: 'started', port: 8080 }, 'started');
      }),
    );

    expect(line).toMatchObject({ level: 'info', name: 'test', event: 'started', port: 8080, msg: 'started' });
  });

  it.each(['authorization', 'clientSecret', 'accessToken', 'email', 'x-hubspot-signature-v3', 'apiKey'])(
    'never holds what is called %s',
    (key) => {
      const line = logged((logger) => {
        logger.info({ request: { headers: [{ [key]: 'PRIVATE' }] } }, 'request');
      });

      expect(line).not.toContain('PRIVATE');
      expect(line).toContain('[removed]');
    },
  );

  it('holds no token and no address, not even within a text or an error', () => {
    const error = new Error('refused for casey@example.com', { cause: new Error('Bearer abc.def') });
    const line = logged((logger) => {
      logger.error({ err: error, url: 'x?t=pat-na1-123456789' }, 'by casey@example.com');
    });

    expect(line).not.toMatch(/casey|abc\.def|123456789/);
    expect(line).toContain('"type":"Error"');
  });

  it.each([
    ['a JWT', `401 for ${JWT} of today`, JWT],
    ['a JWT beside other characters', `<${JWT}>`, 'eyJzdWIiOiJwcml2YXRlIn0'],
    ['a password in a URL', 'cannot reach postgres://temporal:pri%40vate@db:5432/x', 'pri%40vate'],
    ['a user in a URL', 'https://private@api.example.com/x', 'private'],
    ['Basic credentials', `authorized by basic ${btoa('casey:private')}`, btoa('casey:private')],
    ['a Bearer token in a list', '["Bearer private","x"]', 'private'],
    ['what an equals sign labels', '/oauth?client_secret=private&x=1', 'private'],
    ['what JSON labels', '{"access_token": "private","ok":1}', 'private'],
  ])('holds no %s', (_what, text, secret) => {
    const error = Object.assign(new Error(text), { details: [{ text }] });
    const line = logged((logger) => {
      logger.info({ text, deep: [{ text }], err: error }, text);
      logger.info('%s %o', text, { text });
    });

    expect(line).not.toContain(secret);
    for (const each of line.trim().split('\n')) expect(JSON.parse(each)).toMatchObject({ level: 'info' });
  });

  it('shows control characters in a terminal, and stays the same for programs', () => {
    const line = logged((logger) => {
      logger.info({ why: 'a\u009b2J\u202eb', lines: 'one\ntwo' }, 'c\u2028d');
    });

    expect(line).not.toMatch(/[\u0080-\u009f\u2028\u202e]/u);
    expect(JSON.parse(line)).toMatchObject({ why: 'a\\u009b2J\\u202eb', lines: 'one\ntwo', msg: 'c\\u2028d' });
  });

  it('keeps what only looks like a secret: words about them, and the names of settings', () => {
    for (const text of ['HUBSPOT_ACCESS_TOKEN: is not set', 'Basic authentication is off', 'at 10:00 // see']) {
      expect(
        logged((logger) => {
          logger.info(text);
        }),
      ).toContain(text);
    }
  });

  it.each([
    ['in a text', (secret: string) => ({ text: `x${secret}y` })],
    ['as a key', (secret: string) => ({ [secret]: 1 })],
    ['in a URL', (secret: string) => ({ url: `/x?q=${encodeURIComponent(secret)}` })],
    ['in base64', (secret: string) => ({ text: btoa(secret) })],
    ['in an error', (secret: string) => ({ err: new Error('refused', { cause: new Error(secret) }) })],
  ])('holds no secret of the environment, unlabelled %s', (_where, fields) => {
    const secret = 'b0a7/c2d4+5e6f';
    const line = logged(
      (logger) => {
        logger.info(fields(secret), `beside ${secret}`);
      },
      [secret],
    );

    for (const form of [secret, encodeURIComponent(secret), btoa(secret)]) expect(line).not.toContain(form);
    expect(JSON.parse(line)).toMatchObject({ msg: 'beside [removed]' });
  });

  it('is cleaned of the secrets of the environment by default', () => {
    const before = process.env['HUBSPOT_CLIENT_SECRETS'];
    process.env['HUBSPOT_CLIENT_SECRETS'] = 'first-secret-1, second-secret-2';
    const lines: string[] = [];
    createLogger('test', 'info', { destination: { write: (line) => lines.push(line) } }).info(
      'first-secret-1 second-secret-2',
    );
    if (before === undefined) delete process.env['HUBSPOT_CLIENT_SECRETS'];
    else process.env['HUBSPOT_CLIENT_SECRETS'] = before;

    expect(lines.join('')).toContain('"msg":"[removed] [removed]"');
  });

  it('takes a long text in little time, and keeps its beginning', () => {
    const startedAt = performance.now();
    const line = logged((logger) => {
      for (const text of ['a', '://', 'eyJaaaaaaaa.', 'secret=', 'Bearer '])
        logger.info(text.repeat(2_000_000 / text.length));
    });

    expect(line.length).toBeLessThan(100_000);
    // In time that grows with the square of the length it would be minutes.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('has days, numbers of any size and bytes in a form that can be read', () => {
    const line = logged((logger) => {
      logger.info({ at: new Date(0), count: 2n ** 64n, bytes: new Uint8Array(3) }, 'values');
    });

    expect(JSON.parse(line)).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      count: '18446744073709551616',
      bytes: '[3 bytes]',
    });
  });
});
