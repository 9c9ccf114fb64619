import { HubSpotError } from './errors';

/** HubSpot reads by POST too, where the question is too long for an address. */
const READS_BY_POST = /\/(?:search|batch\/read)$/;

/**
 * The last guard of `mode: observe`: refuses every call that is not known to be a read, before it leaves the process, whoever makes
 * it. What cannot be recognized is refused too.
 */
export function mustBeRead(call: unknown): void {
  if (isCall(call) && isRead(call.getHttpMethod(), new URL(call.getUrl()).pathname)) return;
  throw onlyObserves();
}

function isRead(method: string, path: string): boolean {
  return method === 'GET' || (method === 'POST' && READS_BY_POST.test(path));
}

/** What a write to an observed pipeline fails with. */
export function onlyObserves(): HubSpotError {
  return new HubSpotError({
    kind: 'refused',
    detail: 'This pipeline is only observed (mode: observe in the portal file): nothing is written to HubSpot.',
  });
}

function isCall(call: unknown): call is { getHttpMethod(): string; getUrl(): string } {
  const has = (name: string): boolean =>
    typeof call === 'object' &&
    call !== null &&
    name in call &&
    typeof (call as Record<string, unknown>)[name] === 'function';
  return has('getHttpMethod') && has('getUrl');
}
