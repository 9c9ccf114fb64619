import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureProblem } from '../../src/hubspot/webhooks/signature';
import { CALENDAR, CANCELLING, CASES, FINANCE, REPORTS, WHAT_IF } from '../hubspot-app/answers';

const ANSWERS: Readonly<Record<string, object>> = {
  'GET /app/cases/7': CANCELLING,
  'GET /app/cases/7/what-if': { ...WHAT_IF, problem: null, missing: [] },
  'POST /app/cases/7/recheck': { ...CANCELLING, client: { companyId: '20', name: 'Renamed Dental' } },
  'GET /app/cases': CASES,
  'GET /app/calendar': CALENDAR,
  'GET /app/finance': FINANCE,
  'GET /app/reports': REPORTS,
};

const NO_CASE = { error: 'noCase', message: 'There is no case for this ticket.' };

/** Answers the extensions with plain data, and only what HubSpot signed. */
export interface ServiceOfExtensions {
  readonly url: string;
  /** The query of each call that was answered, in order. */
  readonly queries: URLSearchParams[];
  close(): void;
}

export async function serveExtensions(clientSecret: string): Promise<ServiceOfExtensions> {
  const queries: URLSearchParams[] = [];
  let url = '';
  const server = createServer((request, response) => {
    void (async () => {
      const rawBody = await bodyOf(request);
      const { method = '', url: path = '', headers } = request;
      const { pathname, searchParams } = new URL(path, url);
      const signed = {
        method,
        uri: `${url}${path}`,
        rawBody,
        timestamp: String(headers['x-hubspot-request-timestamp']),
        signature: String(headers['x-hubspot-signature-v3']),
      };
      const problem = signatureProblem(signed, [clientSecret], Date.now());
      const answer = ANSWERS[`${method} ${pathname}`];
      if (problem === undefined) queries.push(searchParams);
      response.writeHead(problem !== undefined ? 401 : answer === undefined ? 404 : 200, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify(answer ?? NO_CASE));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    queries,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
