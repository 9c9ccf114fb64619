import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { appRoutes } from '../../src/app-backend/app-routes';
import { createCaseLists } from '../../src/app-backend/cases/case-list';
import { createAppBackend } from '../../src/app-backend/entry/backend';
import type { RequestGate } from '../../src/app-backend/entry/limits';
import type { AppCases } from '../../src/app-backend/temporal';
import { createBridge } from '../../src/bridge/bridge';
import { createLogger } from '../../src/config/logging';
import { parsePortalConfig } from '../../src/config/portal';
import type { CaseView } from '../../src/contract/case';
import { decide } from '../../src/sop/decide';
import { instantAt } from '../../src/sop/vocabulary/dates';
import type { CaseFacts } from '../../src/sop/vocabulary/facts';
import type { ListedCase } from '../../src/temporal/listed-case';
import { company, evidence, found, ticketId } from '../sop/build';

export const SECRET = 'the-client-secret';
export const PORTAL = '4242001';
export const APP = '777001';
export const PUBLIC_URL = 'https://at-risk.example.com';
export const IDENTITY = `portalId=${PORTAL}&userId=5001&userEmail=cs%40example.com&appId=${APP}`;

/** How a request differs from one that HubSpot signs. */
export interface Sent {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  /** What is sent instead of the body that was signed. */
  readonly sentBody?: string;
  readonly secret?: string;
  readonly timestamp?: number | string;
  /** What is signed, where that is not what is sent. */
  readonly signed?: {
    readonly method?: string;
    readonly url?: string;
    readonly host?: string;
    readonly timestamp?: number;
  };
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AppWorld {
  /** What Temporal was asked to do: `recheck`, or an update with its command. */
  readonly acts: { readonly name: string; readonly command?: unknown; readonly key?: string }[];
  readonly log: string[];
  /** How often the list of cases was read. */
  readonly reads: () => number;
  listed: ListedCase[];
  view: CaseView | undefined;
  /** What the next act does. */
  onAct: () => Promise<void>;
  send(url: string, sent?: Sent): Promise<Answered>;
  close(): Promise<void>;
}

export interface AppWorldOptions {
  readonly portalFile?: string;
  readonly gate?: RequestGate;
}

/** The bridge with the paths of the card and the page, in this process: no Temporal, and no HubSpot to call. */
export async function startApp({ portalFile = '', gate }: AppWorldOptions = {}): Promise<AppWorld> {
  const portal = parsePortalConfig(portalFile, 'test');
  const log: string[] = [];
  const acts: AppWorld['acts'] = [];
  let reads = 0;
  const done = async (act: AppWorld['acts'][number]): Promise<CaseView | undefined> => {
    acts.push(act);
    await world.onAct();
    return world.view;
  };
  const cases: AppCases = {
    lists: createCaseLists(() => {
      reads += 1;
      return Promise.resolve(world.listed);
    }),
    shown: () =>
      Promise.resolve(world.view && { view: world.view, client: 'Harbor Dental Group', owner: 'Oona Owner' }),
    recheck: () => done({ name: 'recheck' }),
    act: (_ticketId, { update, command, key }) => done({ name: update.name, command, key }),
  };
  const logger = createLogger('bridge', 'info', { destination: { write: (line) => log.push(line) } });
  const settings = { clientSecrets: [SECRET, 'an-older-secret'], portalId: PORTAL, appId: APP, publicUrl: PUBLIC_URL };
  const bridge = createBridge({
    settings,
    portal,
    logger,
    app: createAppBackend({ settings, portal, logger, routes: appRoutes(cases, portal), ...(gate && { gate }) }),
    takeIn: () => Promise.reject(new Error('not of the card')),
    temporalReady: () => Promise.resolve(true),
  });
  await bridge.listen({ host: '127.0.0.1', port: 0 });
  const { port } = bridge.server.address() as AddressInfo;
  const world: AppWorld = {
    acts,
    log,
    reads: () => reads,
    listed: [],
    view: undefined,
    onAct: () => Promise.resolve(),
    send: (url, sent) => send(port, url, sent),
    close: () => bridge.close(),
  };
  return world;
}

async function send(port: number, url: string, sent: Sent = {}): Promise<Answered> {
  const { method = 'GET', body, secret = SECRET, signed = {}, headers } = sent;
  const content = body === undefined ? '' : JSON.stringify(body);
  const timestamp = sent.timestamp ?? signed.timestamp ?? Date.now();
  const uri = `${signed.host ?? PUBLIC_URL}${signed.url ?? url}`;
  const signature = createHmac('sha256', secret)
    .update(`${signed.method ?? method}${decoded(uri)}${content}${String(signed.timestamp ?? timestamp)}`)
    .digest('base64');
  const payload = sent.sentBody ?? content;
  const all: Readonly<Record<string, string | undefined>> = {
    'x-hubspot-request-timestamp': String(timestamp),
    'x-hubspot-signature-v3': signature,
    ...(payload !== '' && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
    ...headers,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  // Not `fetch`, which would tidy up the path.
  const call = request({ host: '127.0.0.1', port, method, path: url, headers: present, agent: false });
  call.end(payload);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: JSON.parse(await text(answer)) as Answered['body'] };
}

/** The one encoded character that the tests have and HubSpot signs as it is. */
function decoded(uri: string): string {
  return uri.replaceAll('%40', '@');
}

/** What a case answers with that has read these facts just now. */
export function viewOf(facts: Partial<CaseFacts> & Pick<CaseFacts, 'ticket'>, portalFile = ''): CaseView {
  const reading = found({ company: company(), evidence: evidence(), ...facts });
  const now = instantAt(Date.now());
  const decision = decide(reading, parsePortalConfig(portalFile, 'test').sop, now);
  return { portalId: PORTAL, ticketId, decidedAt: now, reading, decision, timeline: [] };
}
