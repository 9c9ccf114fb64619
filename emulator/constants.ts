/** The emulator's defaults. None of these values opens anything real. */
export const DEFAULT_PORTAL_ID = 4242001;
export const DEFAULT_APP_ID = 777001;
export const DEFAULT_ACCESS_TOKEN = 'pat-emulator-0000';
export const DEFAULT_CLIENT_SECRET = 'emulator-client-secret';

/** HubSpot's limits of a Professional account with a private app; the per-day figure too. */
export const DEFAULT_LIMITS = { perTenSeconds: 190, perDay: 650_000, searchPerSecond: 5 } as const;

/** Most records that HubSpot takes or gives in one batch, one list page, one search page, and one search altogether. */
export const MAX_BATCH = 100;
/** Fewer where histories are asked for. https://developers.hubspot.com/docs/api-reference/latest/crm/objects/tickets/guide */
export const MAX_BATCH_WITH_HISTORY = 50;
export const MAX_LIST_PAGE = 100;
export const MAX_SEARCH_PAGE = 200;
export const MAX_SEARCH_RESULTS = 10_000;
