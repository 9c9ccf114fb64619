import { DateTime } from 'luxon';
import { z } from 'zod';

/** How to reach an emulated portal. */
export interface PortalAccess {
  readonly url: string;
  readonly token: string;
}

const recordSchema = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  archived: z.boolean().optional(),
});
export type PortalRecord = z.infer<typeof recordSchema>;

const usersSchema = z.object({
  results: z.array(z.object({ id: z.string(), name: z.string(), teams: z.array(z.object({ name: z.string() })) })),
});
const ticketNotesSchema = z.object({
  associations: z.object({ notes: z.object({ results: z.array(z.object({ id: z.string() })) }).optional() }).optional(),
});
const ticketTasksSchema = z.object({
  associations: z.object({ tasks: z.object({ results: z.array(z.object({ id: z.string() })) }).optional() }).optional(),
});
const clockSchema = z.object({ now: z.string() });
const requestsSchema = z.object({
  total: z.number(),
  requests: z.array(z.object({ method: z.string(), path: z.string(), status: z.number(), at: z.string() })),
});
export type PortalRequests = z.infer<typeof requestsSchema>;

/** HubSpot's ids of the associations that people make on the ticket page. */
const TICKET_TO_COMPANY = 339;
const TICKET_TO_TICKET = 452;
const NOTE_TO_TICKET = 228;
const EMAIL_TO_TICKET = 224;
const INVOICE_TO_COMPANY = 179;
const ACTIVITY_TO_COMPANY = { notes: 190, calls: 182, emails: 186, meetings: 188, tasks: 192 } as const;

/** At-Risk pipeline and its stages in the emulator's default portal. */
export const AT_RISK_PIPELINE = { id: '800100', open: '800101', closed: '800102' } as const;

/** PrimeSupport's pipeline and its stages there. */
export const SUPPORT_PIPELINE = { id: '800200', new: '800201', closed: '800202' } as const;

/** What the snippet *Cancellation ETF Review* asks for, and an answer to each line. */
export const ETF_ANSWERS: Readonly<Record<string, string>> = {
  'Contract start date': '02/01/2024',
  'Contract end date': '01/31/2027',
  'Cancellation notice received': '11/20/2026',
  'ETF applies (Yes/No)': 'Yes',
  'ETF amount': '$4,500.00',
  'Reviewed by': 'Client Success',
};

/** An emulated portal as tests, demo and benchmarks see it: its records, and the people who work in it. */
export class DemoPortal {
  constructor(private readonly access: PortalAccess) {}

  /** The first person of a team: `Client Success`, `Finance` or `RevOps`. */
  async personOf(team: string): Promise<Person> {
    const { results } = usersSchema.parse(await this.call('GET', '/emulator/users'));
    const user = results.find(({ teams }) => teams[0]?.name === team);
    if (user === undefined) throw new Error(`the portal has nobody in the team ${team}`);
    return new Person(this, user.id, user.name);
  }

  async get(objectType: string, id: string, properties: readonly string[]): Promise<PortalRecord> {
    const path = `/crm/v3/objects/${objectType}/${id}?properties=${properties.join(',')}`;
    return recordSchema.parse(await this.call('GET', path, undefined, READER));
  }

  async clientStatus(companyId: string): Promise<string | null> {
    return (await this.get('companies', companyId, ['client_status'])).properties['client_status'] ?? null;
  }

  async isClosed(ticketId: string): Promise<boolean> {
    const ticket = await this.get('tickets', ticketId, ['hs_pipeline_stage']);
    return ticket.properties['hs_pipeline_stage'] === AT_RISK_PIPELINE.closed;
  }

  /** What the service called since the count was last begun. */
  async requestsOfService(): Promise<PortalRequests> {
    return requestsSchema.parse(await this.call('GET', '/emulator/requests?actor=app'));
  }

  async beginCount(): Promise<void> {
    await this.call('DELETE', '/emulator/requests');
  }

  async now(): Promise<Date> {
    return new Date(clockSchema.parse(await this.call('GET', '/emulator/clock')).now);
  }

  /** The day in so many days in the emulated portal's zone, as people there write it. */
  async dateIn(days: number): Promise<string> {
    return DateTime.fromJSDate(await this.now(), { zone: 'America/New_York' })
      .plus({ days })
      .toFormat('yyyy-MM-dd');
  }

  async advanceClock(advanceMs: number): Promise<void> {
    await this.call('POST', '/emulator/clock', { advanceMs });
  }

  /** Resolves when every webhook has been delivered or given up. */
  async webhooksDelivered(): Promise<void> {
    await this.call('POST', '/emulator/webhooks/flush');
  }

  async addFault(fault: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call('POST', '/emulator/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.call('DELETE', '/emulator/faults');
  }

  /** The bodies of the notes on a ticket, the oldest first. */
  async notesOn(ticketId: string): Promise<readonly string[]> {
    const ticket = ticketNotesSchema.parse(
      await this.call('GET', `/crm/v3/objects/tickets/${ticketId}?associations=notes`, undefined, READER),
    );
    const ids = [...new Set((ticket.associations?.notes?.results ?? []).map(({ id }) => id))];
    const notes = await Promise.all(ids.map((id) => this.get('notes', id, ['hs_note_body', 'hs_createdate'])));
    const created = (note: PortalRecord): string => note.properties['hs_createdate'] ?? '';
    return [...notes]
      .sort((a, b) => created(a).localeCompare(created(b)) || Number(a.id) - Number(b.id))
      .map((note) => note.properties['hs_note_body'] ?? '');
  }

  /** The tasks on a ticket, the oldest first. */
  async tasksOn(ticketId: string): Promise<readonly PortalRecord[]> {
    const ticket = ticketTasksSchema.parse(
      await this.call('GET', `/crm/v3/objects/tickets/${ticketId}?associations=tasks`, undefined, READER),
    );
    const ids = [...new Set((ticket.associations?.tasks?.results ?? []).map(({ id }) => id))];
    const properties = ['hs_task_subject', 'hs_task_body', 'hs_task_status', 'hs_timestamp'];
    const tasks = await Promise.all(ids.map((id) => this.get('tasks', id, properties)));
    return tasks.sort((a, b) => Number(a.id) - Number(b.id));
  }

  /** One call, as a person, as another software, or as the service's app. Throws with HubSpot's answer if refused. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    by?: string | { readonly source: string },
  ): Promise<unknown> {
    const multipart = body instanceof FormData;
    const response = await fetch(`${this.access.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.access.token}`,
        ...(body !== undefined && !multipart && { 'content-type': 'application/json' }),
        ...(typeof by === 'string' && { 'x-emulator-user': by }),
        ...(typeof by === 'object' && { 'x-emulator-source': by.source }),
      },
      ...(body !== undefined && { body: multipart ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

/** Reading for an expectation is not the service's call: it is counted as a person's. */
const READER = '5005';

/** Somebody who works in the portal; every change is theirs in HubSpot's histories. */
export class Person {
  constructor(
    private readonly portal: DemoPortal,
    readonly userId: string,
    readonly name: string,
  ) {}

  async addCompany(name: string, serviceLine: 'RCM' | 'ITS' = 'RCM', clientStatus = 'At-Risk'): Promise<string> {
    return this.create('companies', { name, service_line: serviceLine, client_status: clientStatus });
  }

  /** @param pipeline where it is not that of the emulator's default portal */
  async openAtRiskTicket(
    companyId: string,
    subject: string,
    pipeline: Readonly<Record<'id' | 'open', string>> = AT_RISK_PIPELINE,
  ): Promise<string> {
    return this.create('tickets', { subject, hs_pipeline: pipeline.id, hs_pipeline_stage: pipeline.open }, [
      association(companyId, TICKET_TO_COMPANY),
    ]);
  }

  /** C3: a support ticket of the form *Properties & Objects*, about a ticket or a company. */
  async openSupportTicket(
    properties: Readonly<Record<string, string>>,
    about: { readonly ticketId?: string; readonly companyId?: string },
  ): Promise<string> {
    return this.create(
      'tickets',
      {
        subject: 'Change after closing',
        hs_pipeline: SUPPORT_PIPELINE.id,
        hs_pipeline_stage: SUPPORT_PIPELINE.new,
        support_form: 'Properties & Objects',
        ...properties,
      },
      [
        ...(about.ticketId === undefined ? [] : [association(about.ticketId, TICKET_TO_TICKET)]),
        ...(about.companyId === undefined ? [] : [association(about.companyId, TICKET_TO_COMPANY)]),
      ],
    );
  }

  async setOnTicket(ticketId: string, properties: Readonly<Record<string, string>>): Promise<void> {
    await this.set('tickets', ticketId, properties);
  }

  async setOnCompany(companyId: string, properties: Readonly<Record<string, string>>): Promise<void> {
    await this.set('companies', companyId, properties);
  }

  async set(objectType: string, id: string, properties: Readonly<Record<string, string>>): Promise<void> {
    await this.portal.call('PATCH', `/crm/v3/objects/${objectType}/${id}`, { properties }, this.userId);
  }

  /** As HubSpot does it: a file uploaded to a ticket is a note with an attachment. */
  async attachFile(ticketId: string, fileName: string): Promise<string> {
    return this.addNote(ticketId, '', { hs_attachment_ids: await this.upload(fileName) });
  }

  /** An e-mail with a file, logged on the ticket. */
  async emailFile(ticketId: string, fileName: string): Promise<string> {
    const hs_timestamp = (await this.portal.now()).toISOString();
    const properties = {
      hs_timestamp,
      hs_email_direction: 'INCOMING_EMAIL',
      hs_attachment_ids: await this.upload(fileName),
    };
    return this.create('emails', properties, [association(ticketId, EMAIL_TO_TICKET)]);
  }

  /** The note made from the `#ETF` snippet; labels without an answer stay blank. */
  async addEtfNote(ticketId: string, answers: Readonly<Record<string, string>> = ETF_ANSWERS): Promise<string> {
    return this.addNote(ticketId, etfNoteBody(answers));
  }

  async addNote(ticketId: string, body: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
    const hs_timestamp = (await this.portal.now()).toISOString();
    return this.create('notes', { hs_note_body: body, hs_timestamp, ...more }, [association(ticketId, NOTE_TO_TICKET)]);
  }

  /** Something logged on a company, done now unless `hs_timestamp` says otherwise. */
  async logOn(
    companyId: string,
    objectType: keyof typeof ACTIVITY_TO_COMPANY,
    properties: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const hs_timestamp = (await this.portal.now()).toISOString();
    return this.create(objectType, { hs_timestamp, ...properties }, [
      association(companyId, ACTIVITY_TO_COMPANY[objectType]),
    ]);
  }

  async addInvoice(companyId: string, number: string, balanceDue: string): Promise<string> {
    return this.create('invoices', { hs_number: number, hs_invoice_status: 'open', hs_balance_due: balanceDue }, [
      association(companyId, INVOICE_TO_COMPANY),
    ]);
  }

  async remove(objectType: string, id: string): Promise<void> {
    await this.portal.call('DELETE', `/crm/v3/objects/${objectType}/${id}`, undefined, this.userId);
  }

  private async upload(fileName: string): Promise<string> {
    const form = new FormData();
    form.set('file', new Blob(['We hereby cancel our contract.'], { type: 'application/pdf' }), fileName);
    form.set('fileName', fileName);
    form.set('folderPath', '/tickets');
    form.set('options', JSON.stringify({ access: 'PRIVATE' }));
    const uploaded = await this.portal.call('POST', '/files/v3/files', form, this.userId);
    return z.object({ id: z.string() }).parse(uploaded).id;
  }

  private async create(
    objectType: string,
    properties: Readonly<Record<string, string>>,
    associations: readonly unknown[] = [],
  ): Promise<string> {
    const body = { properties, associations };
    return recordSchema.parse(await this.portal.call('POST', `/crm/v3/objects/${objectType}`, body, this.userId)).id;
  }
}

/** HubSpot's HTML of the snippet with these answers behind its labels. */
export function etfNoteBody(answers: Readonly<Record<string, string>>): string {
  const lines = Object.keys(ETF_ANSWERS).map((label) => `<p>${label}: ${answers[label] ?? ''}</p>`);
  return `<div><p><strong>Cancellation ETF Review</strong></p>${lines.join('')}</div>`;
}

function association(id: string, associationTypeId: number): unknown {
  return { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] };
}
