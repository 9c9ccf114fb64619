import { z } from 'zod';

/**
 * What an error means for a case. `retryLater`: the same call may succeed later. `gone`: the record does not exist (any
 * more). `refused`: the token is not accepted, or lacks a scope. `invalid`: HubSpot rejects the request. `incomplete`: a rule that
 * an admin set requires a value that the record lacks. `mismatch`: the portal lacks what the portal file names. All but the first park the case until a person has helped (X1).
 */
export type HubSpotErrorKind = 'retryLater' | 'gone' | 'refused' | 'invalid' | 'incomplete' | 'mismatch';

export interface HubSpotErrorFields {
  readonly kind: HubSpotErrorKind;
  /** A sentence that is safe to show and to keep: it names scopes, properties and errors, never values or tokens. */
  readonly detail: string;
  readonly status?: number | undefined;
  /** HubSpot's support asks for it. */
  readonly correlationId?: string | undefined;
  /** Not before this many milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** A creation may have been made although its answer was lost, and HubSpot shows it within this. In milliseconds. */
  readonly settlesMs?: number | undefined;
  /** Which of HubSpot's limits was exceeded. */
  readonly policyName?: string | undefined;
  readonly cause?: unknown;
}

/** Every failure of a call to HubSpot. */
export class HubSpotError extends Error {
  override readonly name = 'HubSpotError';
  readonly kind: HubSpotErrorKind;
  readonly detail: string;
  readonly status: number | undefined;
  readonly correlationId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly settlesMs: number | undefined;
  readonly policyName: string | undefined;

  constructor(fields: HubSpotErrorFields) {
    super(fields.detail, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = fields.kind;
    this.detail = fields.detail;
    this.status = fields.status;
    this.correlationId = fields.correlationId;
    this.retryAfterMs = fields.retryAfterMs;
    this.settlesMs = fields.settlesMs;
    this.policyName = fields.policyName;
  }
}

/** Pages that repeat would be read forever: they are an error, which the next attempt may not meet. */
export function doesNotAdvance(what: string): HubSpotError {
  return new HubSpotError({ kind: 'retryLater', detail: `HubSpot's paging does not advance in answer to "${what}".` });
}

/** HubSpot's error body; parts that are missing or malformed are left out, so that any body can be read. */
const bodySchema = z.object({
  status: z.string().optional().catch(undefined),
  correlationId: z.string().max(100).optional().catch(undefined),
  policyName: z.string().max(100).optional().catch(undefined),
  category: z.string().max(100).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  context: z.record(z.string(), z.unknown()).optional().catch(undefined),
  errors: z
    .array(
      z.object({
        code: z.string().max(100).optional().catch(undefined),
        message: z.string().optional().catch(undefined),
        context: z.record(z.string(), z.unknown()).optional().catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
});
type ErrorBody = z.output<typeof bodySchema>;

/** The error that an HTTP answer of HubSpot stands for. `now` is for limits that end on the clock. */
export function errorOfAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  now: number,
): HubSpotError {
  const body = readBody(text);
  const kind = kindOf(status, body);
  return new HubSpotError({
    kind,
    status,
    detail: detailOf(status, body),
    correlationId: body.correlationId ?? headers['x-hubspot-correlation-id'],
    policyName: body.policyName,
    retryAfterMs:
      kind === 'retryLater' ? retryAfterMs(status, headers['retry-after'], body.policyName, now) : undefined,
  });
}

/**
 * https://developers.hubspot.com/docs/api-reference/error-handling. Only HubSpot knows of tokens, records and properties: what a
 * proxy or a firewall answers in its place is temporary, and parks no case.
 */
function kindOf(status: number, body: ErrorBody): Exclude<HubSpotErrorKind, 'mismatch'> {
  if (!isHubSpots(body)) return 'retryLater';
  // 423: HubSpot locks a record for a moment; 477: it is moving the account to another data centre.
  if (status >= 500 || [408, 423, 425, 429, 477].includes(status)) return 'retryLater';
  if (status === 404 || status === 410) return 'gone';
  if (status === 401 || status === 403) return 'refused';
  return missingValues(body).length > 0 ? 'incomplete' : 'invalid';
}

/** https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement */
const MISSING: readonly (string | undefined)[] = ['MISSING_CONDITIONAL_REQUIRED_PROPERTY', 'MISSING_REQUIRED_PROPERTY'];

/** Each value that a rule of the portal requires, such as `close_reason, because of hs_pipeline_stage`. */
function missingValues({ errors = [] }: ErrorBody): readonly string[] {
  return unique(
    errors
      .filter(({ code }) => MISSING.includes(code))
      .flatMap(({ message = '', context }) => {
        const [cause] = captured(message, /based on \[([a-z][a-z0-9_]{0,99})\]/g);
        const properties = words(context?.['propertyName']).filter(isPropertyName);
        return properties.map((name) => (cause === undefined ? name : `${name}, because of ${cause}`));
      }),
  );
}

/** HubSpot's errors are JSON that names a category or a correlation id, or at least says of itself that it is an error. */
function isHubSpots({ status, category, correlationId }: ErrorBody): boolean {
  return category !== undefined || correlationId !== undefined || status === 'error';
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

/** When 429 names no Retry-After, its policy says how long the limit lasts. */
function retryAfterMs(
  status: number,
  header: string | undefined,
  policyName: string | undefined,
  now: number,
): number | undefined {
  const named = header === undefined ? undefined : readRetryAfter(header, now);
  if (named !== undefined) return Math.min(named, HOUR_MS);
  if (status !== 429) return undefined;
  switch (policyName) {
    case 'SECONDLY':
      return SECOND_MS;
    // The day ends at midnight of the portal, so on a full hour of ours at the earliest, whichever zone that is.
    case 'DAILY':
      return HOUR_MS - (now % HOUR_MS);
    default:
      return 10 * SECOND_MS;
  }
}

/** RFC 9110: seconds, or a date. */
function readRetryAfter(header: string, now: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(header)) return Math.ceil(Number(header) * SECOND_MS);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function readBody(text: string): ErrorBody {
  try {
    return bodySchema.catch({}).parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function detailOf(status: number, body: ErrorBody): string {
  if (!isHubSpots(body) && status < 500 && status !== 429) {
    return `HubSpot's address answered ${String(status)}, but not as HubSpot does: something between it and this service did.`;
  }
  const subject = subjectOf(status, body);
  return subject === '' ? `HubSpot answered ${String(status)}.` : `HubSpot answered ${String(status)}: ${subject}.`;
}

function subjectOf(status: number, body: ErrorBody): string {
  switch (kindOf(status, body)) {
    case 'refused': {
      const scopes = scopesOf(body);
      if (scopes.length > 0) return `the access token lacks a scope (${scopes.join(', ')})`;
      return status === 401 ? 'the access token is not valid, or has expired' : 'the access token may not do this';
    }
    case 'incomplete':
      return `a value is required in ${missingValues(body).join('; in ')}`;
    case 'invalid':
      return invalidParts(body) || safeWord(body.category);
    case 'gone':
      return 'the record does not exist, or was deleted';
    case 'retryLater':
      return body.policyName === undefined ? safeWord(body.category) : `limit ${safeWord(body.policyName)} is used up`;
  }
}

function scopesOf(body: ErrorBody): readonly string[] {
  const contexts = [body.context, ...(body.errors ?? []).map(({ context }) => context)];
  const named = contexts.flatMap((context) => [
    ...words(context?.['requiredGranularScopes']),
    ...words(context?.['requiredScopes']),
  ]);
  return unique(named.filter((scope) => /^[a-z][a-z0-9._-]{2,80}$/.test(scope)));
}

/**
 * Which properties HubSpot rejected, and why. It names them in `context`, or only within the message, which also
 * repeats the value; the value is not copied.
 */
function invalidParts(body: ErrorBody): string {
  const messages = [body.message ?? '', ...(body.errors ?? []).map(({ message }) => message ?? '')].join('\n');
  const contexts = [body.context, ...(body.errors ?? []).map(({ context }) => context)];
  const properties = unique([
    ...contexts.flatMap((context) => [...words(context?.['propertyName']), ...words(context?.['properties'])]),
    ...captured(messages, /\\?"name\\?":\\?"([a-z][a-z0-9_]{0,99})\\?"/g),
    ...captured(messages, /Property "([a-z][a-z0-9_]{0,99})" does not exist/g),
  ]);
  const codes = unique([
    ...(body.errors ?? []).map(({ code }) => safeWord(code)),
    ...captured(messages, /\\?"error\\?":\\?"([A-Z][A-Z_]{2,60})\\?"/g),
  ]).filter((code) => code !== '');
  const named = properties.filter(isPropertyName);
  if (named.length === 0) return codes.join(', ');
  const reason = codes.length > 0 ? codes.join(', ') : safeWord(body.category) || 'not accepted';
  return `${named.length === 1 ? 'property' : 'properties'} ${named.join(', ')} (${reason})`;
}

function isPropertyName(word: string): boolean {
  return /^[a-z][a-z0-9_]{0,99}$/.test(word);
}

function words(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function captured(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, word]) => (word === undefined ? [] : [word]));
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** HubSpot's codes and categories are capitals and underscores; anything else could be a value. */
function safeWord(word: string | undefined): string {
  return word !== undefined && /^[A-Z][A-Z0-9_]{0,80}$/.test(word) ? word : '';
}
