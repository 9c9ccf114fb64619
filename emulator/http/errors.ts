import { randomUUID } from 'node:crypto';

export interface ErrorDetail {
  readonly message: string;
  readonly code?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

export interface ErrorBody {
  readonly status: 'error';
  readonly message: string;
  readonly correlationId: string;
  readonly category: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly errors?: readonly ErrorDetail[];
  readonly links?: Readonly<Record<string, string>>;
  readonly policyName?: string;
  readonly errorType?: string;
}

/** An answer that is not 2xx, in HubSpot's shape. */
export class HubSpotError extends Error {
  public readonly body: ErrorBody;

  public constructor(
    public readonly statusCode: number,
    body: Omit<ErrorBody, 'status' | 'correlationId'>,
    public readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message);
    this.name = 'HubSpotError';
    this.body = { status: 'error', correlationId: randomUUID(), ...body };
  }
}

/** Why one property of a write is refused; HubSpot lists these inside the message, as JSON. */
export interface PropertyProblem {
  readonly name: string;
  readonly error: string;
  readonly message: string;
}

export function invalidProperties(problems: readonly PropertyProblem[]): HubSpotError {
  const listed = problems.map((p) => ({ isValid: false, ...p, localizedErrorMessage: p.message }));
  return new HubSpotError(400, {
    message: `Property values were not valid: ${JSON.stringify(listed)}`,
    category: 'VALIDATION_ERROR',
    errors: problems.map((p) => ({ message: p.message, code: p.error, context: { propertyName: [p.name] } })),
  });
}

/** Values that rules of the portal require. */
export function missingProperties(problems: readonly PropertyProblem[]): HubSpotError {
  return new HubSpotError(400, {
    message: 'The property values provided are invalid',
    category: 'VALIDATION_ERROR',
    errors: problems.map(({ name, error, message }) => ({ message, code: error, context: { propertyName: [name] } })),
  });
}

export function badRequest(message: string, context?: Readonly<Record<string, readonly string[]>>): HubSpotError {
  return new HubSpotError(400, { message, category: 'VALIDATION_ERROR', ...(context && { context }) });
}

export function notFound(message: string): HubSpotError {
  return new HubSpotError(404, { message, category: 'OBJECT_NOT_FOUND' });
}

export function conflict(message: string): HubSpotError {
  return new HubSpotError(409, { message, category: 'CONFLICT' });
}

export function notAuthenticated(message: string): HubSpotError {
  return new HubSpotError(401, { message, category: 'INVALID_AUTHENTICATION' });
}

export function missingScopes(scopes: readonly string[]): HubSpotError {
  return new HubSpotError(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: 'MISSING_SCOPES',
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: scopes } },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  });
}

export type RatePolicy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY';

export function rateLimited(policyName: RatePolicy, headers: Readonly<Record<string, string>> = {}): HubSpotError {
  const message = `You have reached your ${policyName.toLowerCase()} limit.`;
  return new HubSpotError(429, { message, category: 'RATE_LIMITS', errorType: 'RATE_LIMIT', policyName }, headers);
}
