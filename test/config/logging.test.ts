import { createLogger } from '../../src/config/logging';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('test', 'info', { write: (line) => lines.push(line) }));
  return lines.join('');
}

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
});
