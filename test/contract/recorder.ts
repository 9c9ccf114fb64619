import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Contracts } from './openapi';

/** A small proxy that holds every request and answer against HubSpot's documents: what is checked is what went over the wire. */
export interface Recorder {
  /** To be used in place of the emulator's own address. */
  readonly url: string;
  /** One sentence for everything that is not as documented. */
  problems(): readonly string[];
  /** The operations that were seen, `GET /crm/v3/objects/tickets/{ticketId}`. */
  operations(): readonly string[];
  clear(): void;
  close(): Promise<void>;
}

/** For a client that knows only other paths and statuses: where its calls go instead, and with which status it is answered. */
export interface Translation {
  readonly url: (url: string) => string;
  readonly status: (call: string, status: number) => number;
}

const NONE: Translation = { url: (url) => url, status: (_call, status) => status };

export async function startRecorder(
  target: string,
  contracts: Contracts,
  translation: Translation = NONE,
): Promise<Recorder> {
  const problems: string[] = [];
  const operations = new Set<string>();
  const server = createServer((request, response) => {
    forward(target, translation, request, response)
      .then(({ method, url, requestBody, status, answerBody }) => {
        operations.add(contracts.operationOf(method, url) ?? `${method} ${url}`);
        // What is refused may well have been wrong; only accepted requests must be as documented.
        if (status < 400) problems.push(...contracts.checkRequest(method, url, requestBody));
        problems.push(...contracts.checkResponse(method, url, status, answerBody));
      })
      .catch((error: unknown) => {
        problems.push(`the recorder failed: ${String(error)}`);
        response.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    problems: () => [...problems],
    operations: () => [...operations].sort(),
    clear: () => {
      problems.length = 0;
    },
    close: () => stop(server),
  };
}

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly answerBody: unknown;
}

async function forward(
  target: string,
  translation: Translation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Exchange> {
  const { method = 'GET' } = request;
  const url = translation.url(request.url ?? '/');
  const raw = await readAll(request);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
      ? [[name, value]]
      : [],
  );
  const answer = await fetch(`${target}${url}`, {
    method,
    headers,
    ...(raw.length > 0 && { body: new Uint8Array(raw) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const passed = [...answer.headers].filter(
    ([name]) => !['connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name),
  );
  const status = answer.ok ? translation.status(`${method} ${url}`, answer.status) : answer.status;
  response.writeHead(status, Object.fromEntries(passed)).end(bytes);
  return { method, url, requestBody: parsed(raw), status: answer.status, answerBody: parsed(bytes) };
}

function parsed(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return raw.toString('latin1');
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
