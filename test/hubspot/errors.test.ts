import { errorOfAnswer } from '../../src/hubspot/client/errors';

const NOW = Date.parse('2026-01-20T10:15:00Z');

/** A body that is no text is HubSpot's, which says of itself that it is an error. */
function errorOf(status: number, body: string | object = {}, headers: Readonly<Record<string, string>> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify({ status: 'error', ...body });
  return errorOfAnswer(status, headers, text, NOW);
}

describe('an error of HubSpot', () => {
  it.each([
    [400, 'invalid'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'gone'],
    [408, 'retryLater'],
    [409, 'invalid'],
    [410, 'gone'],
    [415, 'invalid'],
    [423, 'retryLater'],
    [429, 'retryLater'],
    [477, 'retryLater'],
    [500, 'retryLater'],
    [502, 'retryLater'],
    [503, 'retryLater'],
    [524, 'retryLater'],
  ] as const)('with status %p means %s', (status, kind) => {
    expect(errorOf(status)).toMatchObject({ kind, status });
  });

  it.each([
    ['the header, in seconds', { policyName: 'DAILY' }, { 'retry-after': '7' }, 7_000],
    ['the header, as a date', {}, { 'retry-after': 'Tue, 20 Jan 2026 10:15:30 GMT' }, 30_000],
    ['the header, but an hour at most', {}, { 'retry-after': '86400' }, 3_600_000],
    ['ten seconds', { policyName: 'TEN_SECONDLY_ROLLING' }, {}, 10_000],
    ['a second', { policyName: 'SECONDLY' }, {}, 1_000],
    ['the next full hour', { policyName: 'DAILY' }, {}, 45 * 60_000],
    ['ten seconds when no policy is named', {}, {}, 10_000],
  ])('429 is retried after %s', (_what, body, headers, after) => {
    expect(errorOf(429, body, headers)).toMatchObject({ retryAfterMs: after });
  });

  it('of another kind names no delay, unless the header does', () => {
    expect(errorOf(500).retryAfterMs).toBeUndefined();
    expect(errorOf(503, {}, { 'retry-after': '2' }).retryAfterMs).toBe(2_000);
    expect(errorOf(400, {}, { 'retry-after': '2' }).retryAfterMs).toBeUndefined();
  });

  it('names the values that a rule of the portal requires, and none of what was written', () => {
    const body = {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'The property values provided are invalid',
      errors: [
        {
          code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
          message: 'close_reason is required because of a conditional property rule based on [hs_pipeline_stage]',
          context: { propertyName: ['close_reason'] },
        },
        {
          code: 'MISSING_REQUIRED_PROPERTY',
          message: 'A value for region must be provided',
          context: { propertyName: ['region', 'Jane Doe'] },
        },
      ],
    };

    expect(errorOf(400, body)).toMatchObject({
      kind: 'incomplete',
      detail: 'HubSpot answered 400: a value is required in close_reason, because of hs_pipeline_stage; in region.',
    });
  });

  it('names the scope that is missing', () => {
    const body = {
      status: 'error',
      message: 'This app has not been granted all required scopes to make this call.',
      correlationId: 'abc-1',
      category: 'MISSING_SCOPES',
      errors: [{ message: 'x', context: { requiredGranularScopes: ['crm.objects.companies.read'] } }],
    };

    expect(errorOf(403, body)).toMatchObject({
      detail: 'HubSpot answered 403: the access token lacks a scope (crm.objects.companies.read).',
      correlationId: 'abc-1',
    });
  });

  it.each([
    [
      'named in a context',
      {
        message: 'x',
        errors: [{ message: 'y', code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['customer_saved'] } }],
      },
      'HubSpot answered 400: property customer_saved (PROPERTY_DOESNT_EXIST).',
    ],
    [
      'named within the message',
      {
        category: 'VALIDATION_ERROR',
        message:
          'Property values were not valid: [{"isValid":false,"message":"jane@example.com was not one of the allowed options: [label: \\"Yes\\"]","error":"INVALID_OPTION","name":"customer_saved"}]',
      },
      'HubSpot answered 400: property customer_saved (INVALID_OPTION).',
    ],
    [
      'not there at all',
      { message: 'Property "kept" does not exist' },
      'HubSpot answered 400: property kept (not accepted).',
    ],
    ['not named', { category: 'VALIDATION_ERROR', message: 'secret text' }, 'HubSpot answered 400: VALIDATION_ERROR.'],
  ])('names the property that is %s, and never the value', (_what, body, detail) => {
    expect(errorOf(400, body).detail).toBe(detail);
  });

  it.each([
    '',
    '<html>502 Bad Gateway</html>',
    '[]',
    'null',
    '{"message": 5, "errors": "x", "category": "jane@example.com"}',
  ])('with the body %p is read all the same, and repeats none of it', (body) => {
    expect(errorOf(502, body)).toMatchObject({ kind: 'retryLater', detail: 'HubSpot answered 502.' });
  });

  it('takes the correlation id from the header when the body has none', () => {
    expect(errorOf(500, '', { 'x-hubspot-correlation-id': 'abc-2' }).correlationId).toBe('abc-2');
  });
});
