import { Client } from '@hubspot/api-client';
import { z } from 'zod';
import { createBoundedAgent } from '../http/bounded-agent';
import { ANSWERED, PACKING, boundAnswers } from '../http/bounded-answer';
import { bodyInTime, textOf } from '../http/bounded-body';
import { reportCalls, type CallEnd } from '../http/call-end';
import { TIME_LIMITS, type TimeLimits } from '../http/time-limits';
import { statusForClient, urlIn, type ApiVersion } from './api-version';
import { HubSpotError, errorOfAnswer } from './errors';
import { createGate, type Gate } from './gate';
import type { HubSpotPace, PaceClock } from './pace';
import { mustBeRead } from './reads-only';

/** HubSpot's own client, with what it lacks: time-outs, and errors in our words. */
export interface HubSpotClient {
  readonly api: Client;
  /** Ends idle connections. */
  close(): void;
}

/**
 * Pass this as the last argument of every call: client 13.5 applies the middleware of its configuration (and with it the agent and
 * the user agent) only to calls that bring options of their own, and replaces it unless these say to append.
 */
export const CALL: { middleware: []; middlewareMergeStrategy: 'append' } = {
  middleware: [],
  middlewareMergeStrategy: 'append',
};

interface WithQuery {
  setQueryParam(name: string, value: string): void;
}

/** The same for a call with a parameter that HubSpot documents and its client lacks. */
export function callWith(
  name: string,
  value: string,
): {
  middleware: [{ pre<C extends WithQuery>(context: C): Promise<C>; post<C>(context: C): Promise<C> }];
  middlewareMergeStrategy: 'append';
} {
  const pre = <C extends WithQuery>(context: C): Promise<C> => {
    context.setQueryParam(name, value);
    return Promise.resolve(context);
  };
  return { middleware: [{ pre, post: (context) => Promise.resolve(context) }], middlewareMergeStrategy: 'append' };
}

/** Awaited right before a change is sent, after all waits for its turn; if it fails, nothing is sent. */
export type BeforeWrite = () => Promise<void>;

/** The same for a call that changes something. */
export function writeCall(before: BeforeWrite | undefined): WriteCall {
  const pre = async <C>(context: C): Promise<C> => {
    await before?.();
    return context;
  };
  return { middleware: [{ pre, post: (context) => Promise.resolve(context) }], middlewareMergeStrategy: 'append' };
}

export interface WriteCall {
  middleware: [{ pre<C>(context: C): Promise<C>; post<C>(context: C): Promise<C> }];
  middlewareMergeStrategy: 'append';
}

/** What a client is made with besides token and address. */
export interface ClientOptions {
  /** 2026-09 unless given. */
  readonly apiVersion?: ApiVersion | undefined;
  /** TIME_LIMITS unless given. */
  readonly limits?: TimeLimits | undefined;
  /** Without one, calls go out as they come. */
  readonly pace?: HubSpotPace | undefined;
  /** Called once each time one of HubSpot's limits is found to be used up. */
  readonly onLimit?: ((refusal: HubSpotError) => void) | undefined;
  /** Called with the end of each call, for metrics. */
  readonly onCall?: ((end: CallEnd) => void) | undefined;
  /** Awaited before each call; if it fails, so does the call. */
  readonly admit?: (() => Promise<void>) | undefined;
  /** Whether calls that are not reads are refused (`mode: observe`). */
  readonly readsOnly?: boolean | undefined;
  /** By which a used-up limit is waited for; the real one unless given. */
  readonly clock?: PaceClock | undefined;
}

export function createClient(accessToken: string, apiUrl: string, options: ClientOptions = {}): HubSpotClient {
  const limits = options.limits ?? TIME_LIMITS;
  const agent = createBoundedAgent(apiUrl, limits);
  boundAnswers(agent);
  if (options.onCall !== undefined) reportCalls(agent, options.onCall);
  const gate = createGate(options.onLimit, options.clock);
  const { apiVersion = '2026-09' } = options;
  const api = new Client({
    accessToken,
    basePath: apiUrl,
    httpAgent: agent,
    // Temporal retries, durably and with HubSpot's own delay. No limiter either: without options the client has none.
    numberOfApiCallRetries: 0,
    middleware: [
      {
        pre: async (context) => {
          if (hasUrl(context)) context.setUrl(urlIn(apiVersion, context.getUrl()));
          if (options.readsOnly === true) mustBeRead(context);
          await options.admit?.();
          await inTurn(context, options.pace);
          await gate.pass();
          if (takesHeaders(context)) context.setHeaderParam('Accept-Encoding', 'gzip');
          return context;
        },
        post: async (context) => {
          const answer = await readAnswer(context, limits);
          refuseFailure(answer, gate);
          return handedOn(context, answer);
        },
      },
    ],
  });
  return {
    api,
    close: () => {
      agent.destroy();
    },
  };
}

/** What a class of the client holds, as plain data; an enum as its text. */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends (infer Item)[]
      ? readonly Plain<Item>[]
      : { readonly [Key in keyof T]: Plain<T[Key]> };

/** The client's inputs are typed as classes, but only serialised by their fields' names: plain data will do. */
export function input<T>(plain: Plain<NoInfer<T>>): T {
  return plain as T;
}

/** One call: every failure becomes a HubSpotError, and the answer is what the schema says, whatever was sent. */
export async function ask<T>(what: string, schema: z.ZodType<T>, call: () => Promise<unknown>): Promise<T> {
  const answer = await attempt(what, call);
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.map(String).join('.') || '(the whole)'))];
  throw new HubSpotError({
    kind: 'retryLater',
    detail: `HubSpot's answer to "${what}" is not what it documents, in: ${fields.slice(0, 5).join(', ')}.`,
  });
}

/** Undefined for a record that does not exist, or no longer exists. */
export async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HubSpotError && error.kind === 'gone') return undefined;
    throw error;
  }
}

async function attempt(what: string, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof HubSpotError) throw error;
    throw new HubSpotError({
      kind: 'retryLater',
      detail: `HubSpot gave no usable answer to "${what}" (${reasonOf(error)}).`,
      cause: error,
    });
  }
}

/** Node's code of a network error; the client's own messages repeat whole answers. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'not JSON';
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unreadable';
}

async function inTurn(context: unknown, pace: HubSpotPace | undefined): Promise<void> {
  await (isSearch(context) ? pace?.searches() : pace?.otherCalls());
}

function isSearch(context: unknown): boolean {
  return hasUrl(context) && new URL(context.getUrl()).pathname.endsWith('/search');
}

function hasUrl(context: unknown): context is { getUrl(): string; setUrl(url: string): void } {
  return typeof context === 'object' && context !== null && 'getUrl' in context && 'setUrl' in context;
}

function takesHeaders(context: unknown): context is { setHeaderParam(name: string, value: string): void } {
  return typeof context === 'object' && context !== null && 'setHeaderParam' in context;
}

const responseSchema = z.object({
  httpStatusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.object({ binary: z.custom<() => Promise<Buffer>>((value) => typeof value === 'function') }),
});

/** An answer whose body was read. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

async function readAnswer(context: unknown, { totalMs }: TimeLimits): Promise<Answer> {
  const { httpStatusCode: status, headers, body } = responseSchema.parse(context);
  return { status, headers, text: await textOf(await bodyInTime(body, totalMs), headers[PACKING] ?? 'identity') };
}

/**
 * Errors are read here, from the answer as it came: later the client would fail on any body that is not JSON, losing the
 * status, and its ApiException repeats the whole body in its message.
 */
function refuseFailure({ status, headers, text }: Answer, gate: Gate): void {
  const error = status >= 200 && status < 300 ? undefined : errorOfAnswer(status, headers, text, Date.now());
  gate.record(error);
  if (error !== undefined) throw error;
}

const NO_CONTENT = 204;

/** The client's own object again, with the one status that the client takes for an answer to this call. */
function handedOn(context: unknown, { status, headers, text }: Answer): unknown {
  const body = { text: () => Promise.resolve(text), binary: () => Promise.resolve(Buffer.from(text)) };
  const httpStatusCode = text.trim() === '' ? NO_CONTENT : statusForClient(headers[ANSWERED] ?? '', status);
  return Object.assign(context as object, { body, httpStatusCode });
}
