import { AsyncResource } from 'node:async_hooks';
import type { Agent, ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { WithRequests } from './bounded-answer';

/** How a call ended, by HubSpot's status; `unanswered`: no answer came. */
export const CALL_OUTCOMES = ['ok', 'limited', 'refused', 'gone', 'invalid', 'failed', 'unanswered'] as const;

export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What HubSpot says of one of its limits with each answer. */
export interface CallsLeft {
  readonly left: number;
  readonly allowed: number;
}

export interface CallEnd {
  readonly method: string;
  /** Without query, ids and other values: `/crm/objects/2026-09/tickets/{id}`. */
  readonly path: string;
  readonly outcome: CallOutcome;
  /** HubSpot's; undefined where no answer came. */
  readonly status?: number | undefined;
  /** Until the answer began, or until it was clear that none comes; in milliseconds. */
  readonly ms: number;
  readonly day?: CallsLeft | undefined;
  readonly tenSeconds?: CallsLeft | undefined;
}

/** Reports the end of each call that goes out through an agent, as part of what made the call (`AsyncResource`). */
export function reportCalls(agent: Agent, onCall: (end: CallEnd) => void): void {
  const withRequests = agent as Agent & WithRequests;
  const addRequest = withRequests.addRequest.bind(agent);
  withRequests.addRequest = (request, ...rest) => {
    report(request, onCall);
    addRequest(request, ...rest);
  };
}

function report(request: ClientRequest, onCall: (end: CallEnd) => void): void {
  const begun = performance.now();
  const call = { method: request.method, path: templateOf(request.path) };
  let isReported = false;
  const end = AsyncResource.bind((how: Omit<CallEnd, 'method' | 'path' | 'ms'>): void => {
    if (!isReported) onCall({ ...call, ...how, ms: performance.now() - begun });
    isReported = true;
  });
  request.prependOnceListener('response', ({ statusCode: status = 0, headers }) => {
    end({ outcome: outcomeOf(status), status, ...limitsIn(headers) });
  });
  // Some failures come without the one or the other.
  for (const event of ['error', 'close'])
    request.prependOnceListener(event, () => {
      end({ outcome: 'unanswered' });
    });
}

/** HubSpot's own words, and versions: `crm`, `batch`, `v4`, `2026-09`, `0-162`. */
const WORD = /^(?:[a-z][a-z_-]*|v\d|\d{4}-\d{2}|\d-\d{1,4})$/;

function templateOf(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname.replaceAll(/[^/]+/g, (part) => (WORD.test(part) ? part : '{id}'));
}

function outcomeOf(status: number): CallOutcome {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 429) return 'limited';
  if (status === 401 || status === 403) return 'refused';
  if (status === 404 || status === 410) return 'gone';
  // As in ../client/errors.ts: what passes by itself.
  if (status < 400 || status >= 500 || [408, 423, 425, 477].includes(status)) return 'failed';
  return 'invalid';
}

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
function limitsIn(headers: IncomingHttpHeaders): Pick<CallEnd, 'day' | 'tenSeconds'> {
  const limit = (left: string, allowed: string): CallsLeft | undefined => {
    const found = { left: Number(headers[left] ?? Number.NaN), allowed: Number(headers[allowed] ?? Number.NaN) };
    return Number.isFinite(found.left) && Number.isFinite(found.allowed) ? found : undefined;
  };
  return {
    day: limit('x-hubspot-ratelimit-daily-remaining', 'x-hubspot-ratelimit-daily'),
    tenSeconds: limit('x-hubspot-ratelimit-remaining', 'x-hubspot-ratelimit-max'),
  };
}
