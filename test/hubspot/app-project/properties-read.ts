import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Between the gateway and the emulator: records which properties of which object type are asked for, over the wire. */
export interface PropertyRecorder {
  readonly url: string;
  readonly read: Readonly<Record<string, ReadonlySet<string>>>;
  close(): void;
}

export async function recordProperties(target: string): Promise<PropertyRecorder> {
  const read: Record<string, Set<string>> = {};
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const { method = 'GET', url = '' } = request;
      const [, type] = /\/objects\/(?:\d{4}-\d{2}\/)?([a-z]+)\/(?:batch\/read|\d+)/.exec(url) ?? [];
      if (type !== undefined) for (const name of namesIn(url, body)) (read[type] ??= new Set()).add(name);
      const headers = { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' };
      const answer = await fetch(`${target}${url}`, { method, headers, ...(body !== '' && { body }) });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    read,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function namesIn(url: string, body: string): readonly string[] {
  const keys = ['properties', 'propertiesWithHistory'] as const;
  const query = new URL(url, 'http://any').searchParams;
  const inQuery = keys.flatMap((key) => query.getAll(key).flatMap((names) => names.split(',')));
  if (body === '') return inQuery;
  const asked = JSON.parse(body) as Partial<Record<(typeof keys)[number], readonly string[]>>;
  return [...inQuery, ...keys.flatMap((key) => asked[key] ?? [])];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
