import type { PortalConfig } from '../config/portal';
import type { Account, PortalInspector, PortalSchema, TokenIdentity } from '../hubspot';

/** What the checks of HubSpot work with, once HubSpot has said whose the token is. */
export interface HubSpotContext {
  readonly portal: PortalConfig;
  readonly portalId: string | undefined;
  readonly appId: string | undefined;
  readonly inspector: PortalInspector;
  readonly identity: TokenIdentity;
  /** Milliseconds; by this machine's clock. */
  readonly now: () => number;
  /** Read once, however many checks ask. */
  readonly schema: () => Promise<PortalSchema>;
  readonly teams: () => ReturnType<PortalInspector['teams']>;
  readonly account: () => Promise<Account>;
}

export type HubSpotBasics = Pick<HubSpotContext, 'portal' | 'portalId' | 'appId' | 'inspector' | 'now'>;

export function hubspotContext(basics: HubSpotBasics, identity: TokenIdentity): HubSpotContext {
  const { inspector } = basics;
  return {
    ...basics,
    identity,
    schema: once(() => inspector.schema()),
    teams: once(() => inspector.teams()),
    account: once(() => inspector.account()),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let first: Promise<T> | undefined;
  return () => (first ??= read());
}
