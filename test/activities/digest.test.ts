import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { digestActivities } from '../../src/activities/digest/digest';
import { parsePortalConfig } from '../../src/config/portal';
import type { DigestOutcome } from '../../src/contract/digest';
import type { Digest } from '../../src/sop/reminders/digest';
import { instantOf } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import type { ListedCase } from '../../src/temporal/listed-case';

const SECRET_PATH = '/services/T000/B000/not-for-anyone';
const NOW = instantOf('2026-03-04T07:00-05:00');
const ticketId = ticketIdSchema.parse('501');
const DIGEST: Digest = [
  {
    title: 'Needs attention (5)',
    tickets: [
      { ticketId, client: 'Maple & <Oak>', about: 'the date was removed' },
      { ticketId: ticketIdSchema.parse('502'), about: 'the ticket has no company' },
    ],
    more: 3,
  },
];

describe('the digest in the chat of leaders', () => {
  let chat: Server;
  let url: string;
  let answer: number | 'cut off';
  let received: { readonly path: string | undefined; readonly body: unknown }[];

  beforeAll(async () => {
    chat = createServer((request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        received.push({ path: request.url, body: JSON.parse(text) });
        if (answer === 'cut off') request.socket.destroy();
        else response.writeHead(answer).end('ok');
      });
    });
    await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((chat.address() as AddressInfo).port)}${SECRET_PATH}`;
  });
  afterAll(() => {
    chat.closeAllConnections();
    chat.close();
  });
  beforeEach(() => {
    answer = 200;
    received = [];
  });

  function activities(format = 'slack', digestUrl: string | undefined = url, cases: readonly ListedCase[] = []) {
    return digestActivities({
      portal: parsePortalConfig(`sop: { reminders: { digest: { format: ${format} } } }`, 'test'),
      digestUrl,
      hubspot: {
        ...noNotes,
        ticketUrl: (id) => `https://app.hubspot.com/contacts/7/record/0-5/${id}`,
      },
      async *listedCases() {
        yield* await Promise.resolve(cases);
      },
    });
  }
  const post = (digestUrl?: string): Promise<DigestOutcome> => activities('slack', digestUrl).postDigest(DIGEST);

  it('X1: is one message, with a link for each client, in the format of Slack', async () => {
    await expect(post()).resolves.toBe('posted');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ path: SECRET_PATH, body: { unfurl_links: false } });
    const { text } = received[0]?.body as { readonly text: string };
    expect(text.split('\n')).toEqual([
      '*At-Risk tickets this morning*',
      '',
      '*Needs attention (5)*',
      '• <https://app.hubspot.com/contacts/7/record/0-5/501|Maple &amp; &lt;Oak&gt;>: the date was removed',
      '• <https://app.hubspot.com/contacts/7/record/0-5/502|Ticket 502>: the ticket has no company',
      '• and 3 more',
    ]);
  });

  it('X1: and an adaptive card for Teams', async () => {
    await expect(activities('teams').postDigest(DIGEST)).resolves.toBe('posted');
    expect(received[0]?.body).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.4', body: expect.any(Array) },
        },
      ],
    });
    expect(JSON.stringify(received[0]?.body)).toContain('- [Maple & <Oak>](https://app.hubspot.com');
  });

  it('X1: is tried again where it was surely not posted, and never where it may have been', async () => {
    answer = 429;
    await expect(post()).rejects.toMatchObject({ type: 'ChatBusy' });
    answer = 503;
    await expect(post()).rejects.toMatchObject({ type: 'ChatBusy' });
    answer = 404;
    await expect(post()).rejects.toMatchObject({ type: 'ChatRefused' });
    answer = 504;
    await expect(post()).resolves.toBe('unknown');
    answer = 'cut off';
    await expect(post()).resolves.toBe('unknown');
    expect(received).toHaveLength(5);
    await expect(post(await addressOfNobody())).rejects.toMatchObject({ type: 'ChatUnreachable' });
  });

  it.each([404, 429, 'nobody'])('X1: keeps the address to itself when it fails (%s)', async (how) => {
    if (typeof how === 'number') answer = how;
    const failed: unknown = await post(how === 'nobody' ? await addressOfNobody() : url).catch(
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(Error);
    expect(inspect(failed, { depth: Infinity, showHidden: true })).not.toContain('not-for-anyone');
  });

  it('X1: is not read where there is no chat, and empty where there is nothing to say', async () => {
    const attention = { ...listed, attention: 'noCompany' };
    const about = (cases: readonly ListedCase[]) => activities('slack', url, cases).readDigest('7', NOW);
    await expect(about([attention])).resolves.toMatchObject([
      { title: 'Needs attention (1)', tickets: [{ ticketId, about: 'the ticket has no company' }] },
    ]);
    await expect(about([{ ...attention, observes: true }])).resolves.toBeUndefined();
    await expect(about([])).resolves.toBeUndefined();
    const none = digestActivities({
      portal: parsePortalConfig('', 'test'),
      hubspot: { ...noNotes, ticketUrl: String },
      listedCases: () => {
        throw new Error('nothing is listed without a chat');
      },
    });
    await expect(none.readDigest('7', NOW)).resolves.toBeUndefined();
    await expect(none.postDigest(DIGEST)).resolves.toBe('nothing to say');
    expect(received).toEqual([]);
  });
});

const noNotes = { isDigestNoted: () => Promise.resolve(false), noteDigest: () => Promise.resolve() };

const listed: ListedCase = {
  ticketId,
  status: 'open',
  observes: false,
  phase: undefined,
  waitingFor: [],
  attention: undefined,
  companyId: undefined,
  overview: undefined,
  startedAt: NOW,
  endedAt: undefined,
  nextCheck: undefined,
};

/** Of a server that has ended. */
async function addressOfNobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${String(port)}${SECRET_PATH}`;
}
