import type { AddressInfo } from 'node:net';
import {
  DEFAULT_ACCESS_TOKEN,
  DEFAULT_APP_ID,
  DEFAULT_CLIENT_SECRET,
  DEFAULT_LIMITS,
  DEFAULT_PORTAL_ID,
} from './constants';
import type { Profile } from './http/api-version';
import { buildServer } from './http/server';
import { isLoopback } from './http/visitors';
import { Portal } from './portal/portal';

export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Names by which other machines call it; needed where `host` lets them. */
  readonly allowHosts?: readonly string[] | undefined;
  /** A JSON file: read if it is there, written after changes and on closing. Without it the state is in memory only. */
  readonly statePath?: string | undefined;
  readonly webhook?: { readonly targetUrl?: string | undefined } | undefined;
  /** Which versions of HubSpot's API it has. Default 2026-09. */
  readonly profile?: Profile | undefined;
  /** Is sent the portal's new time when days are skipped on the page, to move the service's cases along. */
  readonly calendarUrl?: string | undefined;
  /** How far searches are behind, ms. Default 0. */
  readonly indexLagMs?: number | undefined;
  readonly limits?:
    | {
        readonly perTenSeconds?: number | undefined;
        readonly perDay?: number | undefined;
        readonly searchPerSecond?: number | undefined;
      }
    | undefined;
}

export interface Emulator {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly portalId: number;
  readonly appId: number;
  readonly accessToken: string;
  readonly clientSecret: string;
  close(): Promise<void>;
}

/** Starts a HubSpot for development and tests. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', allowHosts = [] } = options;
  if (!isLoopback(host) && allowHosts.length === 0) {
    throw new Error(`${host} can be reached by other machines: say by which names, with --allow-host.`);
  }
  const portalId = DEFAULT_PORTAL_ID;
  const appId = DEFAULT_APP_ID;
  const accessToken = DEFAULT_ACCESS_TOKEN;
  const clientSecret = DEFAULT_CLIENT_SECRET;
  const portal = new Portal({
    portalId,
    appId,
    accessToken,
    clientSecret,
    statePath: options.statePath,
    webhookUrl: options.webhook?.targetUrl ?? null,
    indexLagMs: options.indexLagMs ?? 0,
    profile: options.profile ?? '2026-09',
    calendarUrl: options.calendarUrl,
    limits: {
      perTenSeconds: options.limits?.perTenSeconds ?? DEFAULT_LIMITS.perTenSeconds,
      perDay: options.limits?.perDay ?? DEFAULT_LIMITS.perDay,
      searchPerSecond: options.limits?.searchPerSecond ?? DEFAULT_LIMITS.searchPerSecond,
    },
  });
  const app = buildServer(portal, allowHosts);
  try {
    await app.listen({ port: options.port ?? 0, host });
  } catch (error) {
    portal.stop();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${String(port)}`,
    port,
    portalId,
    appId,
    accessToken,
    clientSecret,
    async close() {
      portal.stop();
      await app.close();
      portal.save();
    },
  };
}
