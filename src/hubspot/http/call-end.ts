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
  readonly outcome: CallOutcome;
  /** Until the answer began, or until it was clear that none comes; in milliseconds. */
  readonly ms: number;
  readonly day?: CallsLeft | undefined;
  readonly tenSeconds?: CallsLeft | undefined;
}

/** Reports the end of each call that goes out through an agent. */
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
  let isReported = false;
  const end = (outcome: CallOutcome, limits: Pick<CallEnd, 'day' | 'tenSeconds'> = {}): void => {
    if (!isReported) onCall({ outcome, ms: performance.now() - begun, ...limits });
    isReported = true;
  };
  request.prependOnceListener('response', ({ statusCode = 0, headers }) => {
    end(outcomeOf(statusCode), limitsIn(headers));
  });
  // Some failures come without the one or the other.
  for (const event of ['error', 'close'])
    request.prependOnceListener(event, () => {
      end('unanswered');
    });
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
