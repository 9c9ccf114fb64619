import { parsePortalConfig, type PortalConfig } from '../../src/config/portal';
import { recordSchema, type HubSpotRecord } from '../../src/hubspot/client/answers';

export const PORTAL: PortalConfig = parsePortalConfig('', 'the defaults');
export const APP_ID = '777001';
export const CREATED = Date.parse('2026-01-01T09:00:00Z');
export const UPDATED = Date.parse('2026-02-01T09:00:00Z');

/** A portal that differs from the default one. */
export function portalWith(yaml: string): PortalConfig {
  return parsePortalConfig(yaml, 'a test');
}

export interface History {
  readonly value: string;
  readonly at: number;
  readonly sourceType?: string;
  readonly sourceId?: string;
  readonly updatedByUserId?: number;
}

/** A record as HubSpot's client hands it over, run through the schema like any answer. */
export function record(
  properties: Readonly<Record<string, string | null>>,
  histories: Readonly<Record<string, readonly History[]>> = {},
  associations: Readonly<Record<string, unknown>> = {},
): HubSpotRecord {
  return recordSchema.parse({
    id: '101',
    createdAt: new Date(CREATED),
    updatedAt: new Date(UPDATED),
    properties,
    propertiesWithHistory: Object.fromEntries(
      Object.entries(histories).map(([name, entries]) => [
        name,
        entries.map(({ at, ...entry }) => ({ sourceType: 'CRM_UI', ...entry, timestamp: new Date(at) })),
      ]),
    ),
    associations,
  });
}
