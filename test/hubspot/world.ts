import { startEmulator, type Emulator } from '../../emulator';
import type { PortalConfig } from '../../src/config/portal';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { caller, companyNamed, createTicket, type Caller } from '../emulator/support';
import { PORTAL } from './build';

/** A HubSpot with a ticket, a person of Client Success and one of Finance, and the gateway as the worker has it. */
export interface World {
  readonly emulator: Emulator;
  readonly hubspot: HubSpot;
  /** As the app, in ways that the gateway does not offer. */
  readonly app: Caller;
  readonly casey: Caller;
  readonly finn: Caller;
  ticket(properties?: Readonly<Record<string, string>>): Promise<TicketId>;
  /** The company of a name, associated with the ticket. */
  companyOf(ticketId: TicketId, name: string): Promise<string>;
  /** An invoice with 40.00 due, associated with a record by the number of the association. */
  invoiceOf(id: string, associationTypeId: number): Promise<string>;
  noteOn(ticketId: TicketId, body: string, attachments?: string): Promise<string>;
  /** The id of a file that a person uploads now. */
  file(name?: string, access?: string): Promise<string>;
  fault(rule: Readonly<Record<string, unknown>>): Promise<void>;
  /** The gateway's own calls since the last time that this was asked, `GET /crm/objects/2026-09/tickets/1`. */
  calls(): Promise<readonly string[]>;
  /** A gateway of another make, on the same HubSpot. */
  gateway(options: {
    readonly portal?: PortalConfig;
    readonly accessToken?: string;
    readonly appId?: string;
    readonly portalId?: string;
    readonly totalMs?: number;
    readonly idleMs?: number;
  }): HubSpot;
  close(): Promise<void>;
}

const FILLED_NOTE = (labels: readonly string[]): string =>
  `<p>Cancellation ETF Review</p>${labels.map((label) => `<p>${label}: 2026</p>`).join('')}`;

export const ETF_NOTE = FILLED_NOTE(PORTAL.etfSnippet.labels);

/** A busy machine answers late too, so only a test of what never answers waits short. In milliseconds. */
const USUAL = { idleMs: 10_000, totalMs: 20_000 };
export const SHORT = { idleMs: 300, totalMs: 2_000 };

export async function startWorld(usual = USUAL, limits = {}): Promise<World> {
  const emulator = await startEmulator({ limits: { perTenSeconds: 100_000, searchPerSecond: 1_000, ...limits } });
  const gateways: HubSpot[] = [];
  const gateway: World['gateway'] = ({
    portal = PORTAL,
    accessToken = emulator.accessToken,
    appId = String(emulator.appId),
    portalId,
    totalMs = usual.totalMs,
    idleMs = usual.idleMs,
  }) => {
    const hubspot = createHubSpot({
      accessToken,
      apiUrl: emulator.url,
      appId,
      portalId,
      portal,
      limits: { connectMs: 1_000, idleMs, totalMs },
    });
    gateways.push(hubspot);
    return hubspot;
  };
  const app = caller(emulator);
  const casey = caller(emulator, '5001');
  const associate = (from: string, fromId: string, to: string, toId: string) =>
    app('PUT', `/crm/v4/objects/${from}/${fromId}/associations/default/${to}/${toId}`);
  return {
    emulator,
    hubspot: gateway({}),
    app,
    casey,
    finn: caller(emulator, '5003'),
    gateway,
    ticket: async (properties = {}) => ticketIdSchema.parse(await createTicket(casey, properties)),
    companyOf: async (ticketId, name) => {
      const id = await companyNamed(casey, name);
      await associate('tickets', ticketId, 'companies', id);
      return id;
    },
    invoiceOf: async (id, associationTypeId) => {
      const invoice = await casey('POST', '/crm/v3/objects/invoices', {
        properties: { hs_number: 'INV', hs_invoice_status: 'open', hs_balance_due: '40.00' },
        associations: [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] }],
      });
      return invoice.body.id;
    },
    noteOn: async (ticketId, body, attachments = '') => {
      const note = await casey('POST', '/crm/v3/objects/notes', {
        properties: { hs_timestamp: new Date().toISOString(), hs_note_body: body, hs_attachment_ids: attachments },
        associations: [
          { to: { id: ticketId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
        ],
      });
      return note.body.id;
    },
    file: async (name = 'notice.pdf', access = 'PRIVATE') => {
      const form = new FormData();
      form.set('file', new Blob(['x']), name);
      form.set('options', JSON.stringify({ access }));
      form.set('folderPath', '/');
      const answer = await fetch(`${emulator.url}/files/v3/files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${emulator.accessToken}`, 'x-emulator-user': '5001' },
        body: form,
      });
      return ((await answer.json()) as { readonly id: string }).id;
    },
    fault: async (rule) => {
      await app('POST', '/emulator/faults', rule);
    },
    calls: async () => {
      const answer = await app('GET', '/emulator/requests?actor=app');
      await app('DELETE', '/emulator/requests');
      return (answer.body['requests'] as readonly { method: string; path: string }[]).map(
        ({ method, path }) => `${method} ${path}`,
      );
    },
    close: async () => {
      for (const hubspot of gateways) hubspot.close();
      await emulator.close();
    },
  };
}
