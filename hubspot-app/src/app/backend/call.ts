import { hubspot } from '@hubspot/ui-extensions';
import type { ErrorAnswer } from './answers.ts';
import { BACKEND_URL } from './settings.ts';

/** HubSpot's own limit is 15 s; the service answers within 2 s or says that it cannot. */
const TIMEOUT_MS = 10_000;

const NO_ANSWER = 'The At-Risk service does not answer at the moment. Nothing is lost; try again in a minute.';

/** The service said no, or nothing. The message is a sentence for the person at the screen. */
export class CallError extends Error {
  /** `noAnswer`: what came was not an answer of the service. */
  public readonly reason: ErrorAnswer['error'] | 'noAnswer';

  public constructor(reason: CallError['reason'], message: string) {
    super(message);
    this.name = 'CallError';
    this.reason = reason;
  }
}

/** What can be asked of the service: a path of `PATHS`, with its parts filled in, and a query. */
export interface Question {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** @throws CallError */
export function ask<Answer>({ path, query = {} }: Question): Promise<Answer> {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.append(name, value);
  const text = given.toString();
  return call(text === '' ? path : `${path}?${text}`, { method: 'GET' });
}

/** @throws CallError */
export function post<Answer>(path: string, body?: object): Promise<Answer> {
  return call(path, body === undefined ? { method: 'POST' } : { method: 'POST', body: { ...body } });
}

/** `casePath(PATHS.card, '7')` → `/app/cases/7` */
export function casePath(path: string, ticketId: string): string {
  return path.replace(':ticketId', encodeURIComponent(ticketId));
}

/** What the person may be shown of any error. */
export function messageOf(error: unknown): string {
  return error instanceof CallError ? error.message : NO_ANSWER;
}

type Options = NonNullable<Parameters<typeof hubspot.fetch>[1]>;

async function call<Answer>(pathAndQuery: string, options: Options): Promise<Answer> {
  const { ok, body } = await fetched(pathAndQuery, options);
  // The service builds its answers from the same types, and this bundle is too small for a schema of each.
  if (ok && body !== undefined) return body as Answer;
  throw errorOf(body);
}

async function fetched(pathAndQuery: string, options: Options): Promise<{ ok: boolean; body: unknown }> {
  try {
    const response = await hubspot.fetch(`${BACKEND_URL}${pathAndQuery}`, { timeout: TIMEOUT_MS, ...options });
    return { ok: response.ok, body: await response.json() };
  } catch {
    return { ok: false, body: undefined };
  }
}

/** HubSpot may wrap what the service answered: `{status: 'error', responseBody: …}`. */
function errorOf(body: unknown): CallError {
  for (const answer of [body, field(body, 'responseBody')]) {
    const [error, message] = [field(answer, 'error'), field(answer, 'message')];
    if (typeof error === 'string' && typeof message === 'string') {
      return new CallError(error as ErrorAnswer['error'], message);
    }
  }
  return new CallError('noAnswer', NO_ANSWER);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
