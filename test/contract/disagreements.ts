/**
 * Where HubSpot's documents and HubSpot's client library (13.5.0), or HubSpot itself, disagree. The client is what the service uses, so the
 * documents are read as the client has them. Each entry says what is changed and why.
 */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

type Change = (schema: JsonObject) => JsonObject;

/** The path under which the documents have what is called. */
export function documentedPath(path: string): string {
  // The client lists users under another path than the document.
  if (path === '/settings/v3/users') return '/settings/users/v3';
  // No document at hand has the files of 2026-03; HubSpot's page has them with the paths and answers of v3.
  return path.replace(/^\/files\/2026-03\//, '/files/v3/');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const withProperties =
  (more: JsonObject): Change =>
  (schema) => ({ ...schema, properties: { ...(isObject(schema['properties']) ? schema['properties'] : {}), ...more } });

const withRequired =
  (required: readonly string[]): Change =>
  (schema) => ({ ...schema, required });

/** The document says string; a property that was never set is null, and the client types it `string | null`. */
const nullableValues = withProperties({
  properties: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
});

const BY_SCHEMA: Readonly<Record<string, Change>> = {
  SimplePublicObject: nullableValues,
  SimplePublicObjectWithAssociations: nullableValues,
  SimplePublicUpsertObject: nullableValues,

  /** Every error of HubSpot has `status: "error"`; a 429 names its policy. The document knows neither. */
  Error: withProperties({ status: { const: 'error' }, policyName: { type: 'string' }, errorType: { type: 'string' } }),
  /** The document says object; HubSpot sends a string such as `crm.associations.NO_ASSOCIATIONS_FOUND`, and the client takes anything. */
  StandardError: withProperties({ subCategory: {} }),

  /** The document asks for every field; the client has all of them optional, and HubSpot's guide sorts by objects, not by names. */
  PublicObjectSearchRequest: (schema) =>
    withRequired([])(
      withProperties({
        sorts: {
          type: 'array',
          items: {
            anyOf: [
              { type: 'string' },
              {
                type: 'object',
                required: ['propertyName'],
                properties: { propertyName: { type: 'string' }, direction: { enum: ['ASCENDING', 'DESCENDING'] } },
              },
            ],
          },
        },
      })(schema),
    ),
  /** `associations` is asked for by the document and optional in the client. */
  SimplePublicObjectInputForCreate: withRequired(['properties']),
  SimplePublicObjectBatchInputForCreate: withRequired(['properties']),
  /** The client knows no `dataSensitivity`. */
  BatchReadInputPropertyName: withRequired(['archived', 'inputs']),
  /** `metadata` is asked for by the document and optional in the client. */
  PipelineStagePatchInput: withRequired([]),
};

export function applyDisagreements(document: JsonObject): JsonObject {
  const components = document['components'];
  const schemas = isObject(components) ? components['schemas'] : undefined;
  if (!isObject(components) || !isObject(schemas)) return document;
  const changed = Object.entries(schemas).map(([name, schema]): [string, Json] => {
    const change = BY_SCHEMA[name];
    return [name, change !== undefined && isObject(schema) ? change(schema) : schema];
  });
  return { ...document, components: { ...components, schemas: Object.fromEntries(changed) } };
}
