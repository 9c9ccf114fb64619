import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emulator } from '../../emulator';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests read answers of many shapes; the assertion checks what they expect.
  readonly body: Body;
}

export interface Body {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly propertiesWithHistory: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly results: readonly Body[];
  readonly message: string;
  readonly total: number;
}

export type Caller = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Calls the API as the app, or as a person if a user id is given. */
export function caller(emulator: Emulator, userId?: string, more: Readonly<Record<string, string>> = {}): Caller {
  return async (method, path, body) => {
    const headers = {
      authorization: `Bearer ${emulator.accessToken}`,
      'content-type': 'application/json',
      ...(userId !== undefined && { 'x-emulator-user': userId }),
      ...more,
    };
    const answer = await fetch(`${emulator.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
  };
}

export type Event = Readonly<Record<string, unknown>>;

export interface Receiver {
  readonly url: string;
  /** Requests as they came; `genuine` if the signature is right. */
  readonly requests: readonly {
    readonly events: readonly Event[];
    readonly genuine: boolean;
    readonly timestamp: number;
  }[];
  events(): readonly Event[];
  /** What to answer next; afterwards 200 again. */
  answerWith(...statuses: number[]): void;
  close(): Promise<void>;
}

/** An app's webhook endpoint, which keeps what it receives. */
export async function startReceiver(clientSecret: string): Promise<Receiver> {
  const requests: { events: readonly Event[]; genuine: boolean; timestamp: number }[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    let raw = '';
    request.on('data', (chunk: Buffer) => {
      raw += chunk.toString('utf8');
    });
    request.on('end', () => {
      const timestamp = Number(request.headers['x-hubspot-request-timestamp']);
      const source = `POST${url}${raw}${timestamp}`;
      const signature = createHmac('sha256', clientSecret).update(source).digest('base64');
      const status = statuses.shift() ?? 200;
      requests.push({
        events: JSON.parse(raw) as readonly Event[],
        genuine: signature === request.headers['x-hubspot-signature-v3'],
        timestamp,
      });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks?from=hubspot`;
  return {
    url,
    requests,
    events: () => requests.flatMap(({ events }) => events),
    answerWith: (...next) => {
      statuses.push(...next);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

export const OPEN_TICKET = { hs_pipeline: '800100', hs_pipeline_stage: '800101' } as const;

export async function createTicket(call: Caller, properties: Readonly<Record<string, string>> = {}): Promise<string> {
  const created = await call('POST', '/crm/v3/objects/tickets', {
    properties: { subject: 'Test', ...OPEN_TICKET, ...properties },
  });
  return created.body.id;
}

export async function companyNamed(call: Caller, name: string): Promise<string> {
  const filters = [{ propertyName: 'name', operator: 'EQ', value: name }];
  const found = await call('POST', '/crm/v3/objects/companies/search', { filterGroups: [{ filters }] });
  return found.body.results[0]?.id ?? '';
}
