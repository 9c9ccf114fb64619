import type { Emulator } from '../../emulator';
import { caller, OPEN_TICKET, type Caller } from '../emulator/support';
import { ETF_NOTE } from '../hubspot/world';
import { inDays } from '../support/in-days';

/** HubSpot's ids of the associations: ticket to company, note to ticket, invoice to company. */
const TO = { company: 339, ticket: 228, companyOfInvoice: 179 } as const;

const BATCH = 100;

interface NewRecord {
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: readonly unknown[];
}

/** What the tickets of a portal are, in turn: people left them at every stage. */
const TURNS = ['undecided', 'saved', 'leaving', 'ready', 'saved under invoice'] as const;
type Turn = (typeof TURNS)[number];

/**
 * A portal that was in use before the service came: `count` tickets in mixed phases, each with a company of its own, written
 * by a person. Gives the tickets' ids.
 */
export async function fillPortal(emulator: Emulator, count: number): Promise<readonly string[]> {
  const casey = caller(emulator, '5001');
  const turns = Array.from({ length: count }, (_, index): Turn => TURNS[index % TURNS.length] ?? 'undecided');
  const companies = await createAll(
    casey,
    'companies',
    turns.map((_, index) => ({ properties: { name: `Client ${String(index)}`, client_status: 'At-Risk' } })),
  );
  const tickets = await createAll(
    casey,
    'tickets',
    turns.map((turn, index) => ({
      properties: { subject: turn, ...OPEN_TICKET, ...propertiesOf(turn) },
      associations: [association(companies[index], TO.company)],
    })),
  );
  const file = await upload(emulator);
  await createAll(
    casey,
    'notes',
    turns.flatMap((turn, index) => notesOf(turn, file).map((note) => onTicket(note, tickets[index]))),
  );
  await createAll(
    casey,
    'invoices',
    turns.flatMap((turn, index) => (turn === 'saved under invoice' ? [invoiceOf(companies[index], index)] : [])),
  );
  return tickets;
}

function propertiesOf(turn: Turn): Readonly<Record<string, string>> {
  switch (turn) {
    case 'undecided':
      return {};
    case 'saved':
    case 'saved under invoice':
      return { customer_saved: 'Yes' };
    case 'leaving':
      return { customer_saved: 'No' };
    case 'ready':
      return { customer_saved: 'No', cancellation_approval: 'Yes', rcm_cancellation_date: inDays(20) };
  }
}

function notesOf(turn: Turn, file: string): readonly Readonly<Record<string, string>>[] {
  const notice = { hs_note_body: 'The notice', hs_attachment_ids: file };
  if (turn === 'leaving') return [notice];
  return turn === 'ready' ? [notice, { hs_note_body: ETF_NOTE }] : [];
}

/** One file for all of them: which one is attached makes no difference here. */
async function upload({ url, accessToken }: Emulator): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob(['x']), 'notice.pdf');
  form.set('options', JSON.stringify({ access: 'PRIVATE' }));
  form.set('folderPath', '/');
  const headers = { authorization: `Bearer ${accessToken}`, 'x-emulator-user': '5001' };
  const answer = await fetch(`${url}/files/v3/files`, { method: 'POST', headers, body: form });
  return ((await answer.json()) as { readonly id: string }).id;
}

function onTicket(note: Readonly<Record<string, string>>, ticketId: string | undefined): NewRecord {
  const properties = { hs_timestamp: new Date().toISOString(), ...note };
  return { properties, associations: [association(ticketId, TO.ticket)] };
}

function invoiceOf(companyId: string | undefined, index: number): NewRecord {
  const properties = { hs_number: `INV-${String(index)}`, hs_invoice_status: 'open', hs_balance_due: '10.00' };
  return { properties, associations: [association(companyId, TO.companyOfInvoice)] };
}

function association(id: string | undefined, associationTypeId: number): unknown {
  return { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] };
}

async function createAll(casey: Caller, objectType: string, records: readonly NewRecord[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; from < records.length; from += BATCH) {
    const inputs = records.slice(from, from + BATCH);
    const { status, body } = await casey('POST', `/crm/v3/objects/${objectType}/batch/create`, { inputs });
    if (status !== 201) throw new Error(`no ${objectType}: ${String(status)} ${JSON.stringify(body)}`);
    ids.push(...body.results.map(({ id }) => id));
  }
  return ids;
}
