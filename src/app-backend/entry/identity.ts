import { userIdSchema, type UserId } from '../../sop/vocabulary/ids';
import type { Refusal } from './answer';

/** What HubSpot adds to the URL of a `hubspot.fetch`, and signs with it. */
const ADDED_BY_HUBSPOT = ['portalId', 'appId', 'userId', 'userEmail'] as const;

type Added = (typeof ADDED_BY_HUBSPOT)[number];

/** The account and app of this service. */
export interface OwnIdentity {
  readonly portalId: string;
  readonly appId: string;
}

export type Identified =
  { readonly ok: true; readonly userId: UserId | undefined } | { readonly ok: false; readonly refusal: Refusal };

/**
 * Of whom a signed request is. Each of HubSpot's parameters may be there once: one that the browser put into the URL as well would
 * make it unclear which of the two is HubSpot's. Decision 25 says what they prove.
 */
export function identify(query: URLSearchParams, own: OwnIdentity): Identified {
  const given = new Map<Added, string>();
  for (const [name, value] of query) {
    const added = ADDED_BY_HUBSPOT.find((each) => each.toLowerCase() === name.toLowerCase());
    if (added === undefined) continue;
    if (added !== name || given.has(added)) return { ok: false, refusal: 'badRequest' };
    given.set(added, value);
  }
  if (given.get('portalId') !== own.portalId || given.get('appId') !== own.appId)
    return { ok: false, refusal: 'otherPortal' };
  const userId = given.get('userId');
  if (userId === undefined) return { ok: true, userId: undefined };
  const parsed = userIdSchema.safeParse(userId);
  return parsed.success ? { ok: true, userId: parsed.data } : { ok: false, refusal: 'badRequest' };
}
