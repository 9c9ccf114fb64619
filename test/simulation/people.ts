import { AT_RISK_PIPELINE, ETF_ANSWERS, SUPPORT_PIPELINE, etfNoteBody } from '../../dev/portal/people';
import { valueOf } from '../../emulator/crm/history';
import { defaultAssociationType, findAssociationType } from '../../emulator/model/association-types';
import type { CrmRecord, RecordRef, Source } from '../../emulator/model/types';
import { clock } from './clock';
import type { PortalRecords } from './portal/portal';
import { DAY, type Deed, type Trouble, type Who } from './story';

export const TYPE = { ticket: '0-5', company: '0-2', note: '0-46', task: '0-27', invoice: '0-53' } as const;

/** The emulator's people by their first names. */
export const USERS: Readonly<Partial<Record<Who, number>>> = {
  casey: 5001,
  sasha: 5002,
  finn: 5003,
  faye: 5004,
  robin: 5005,
};

/** Deeds that change the portal; the others are told to the service itself, or trouble it. */
export type PortalDeed = Exclude<
  Deed,
  Trouble | { readonly kind: 'rescind' | 'changeDate' | 'approve' | 'nonsense' | 'recheck' }
>;

export function sourceOf(who: Who): Source {
  const userId = USERS[who];
  if (userId !== undefined)
    return { sourceType: 'CRM_UI', sourceId: `userId:${String(userId)}`, updatedByUserId: userId };
  return who === 'import'
    ? { sourceType: 'IMPORT', sourceId: '77' }
    : { sourceType: 'AUTOMATION_PLATFORM', sourceId: '88' };
}

/** The people of a portal with one client, and everything that they can do to its records. */
export class People {
  readonly company: RecordRef;
  private readonly stranger: RecordRef;
  /** In the order of their opening. */
  readonly tickets: string[] = [];
  readonly supportTickets: string[] = [];
  private readonly invoices: string[] = [];
  private uploads = 0;

  constructor(private readonly portal: PortalRecords) {
    const status = { name: 'Willow', client_status: 'At-Risk', service_line: 'RCM' };
    this.company = portal.crm.create(TYPE.company, status, [], sourceOf('robin'));
    this.stranger = portal.crm.create(TYPE.company, { ...status, name: 'Harbor' }, [], sourceOf('robin'));
  }

  /** The id of a ticket of a story; undefined if it was not opened. */
  ticket(index: number): string | undefined {
    return this.tickets[index];
  }

  /** Does it if it can be done, and says what was done. */
  act(deed: PortalDeed): string | undefined {
    const { portal } = this;
    switch (deed.kind) {
      case 'openTicket':
        return this.openTicket(deed.owner);
      case 'status':
        return this.update(this.company, { client_status: deed.value ?? '' }, deed.by);
      case 'invoice':
        return this.invoice(deed.what);
      case 'support':
        return this.openSupportTicket(deed);
      case 'supportForm':
      case 'supportClosed':
        return this.editSupportTicket(deed);
      default: {
        const id = this.ticket(deed.ticket);
        if (id === undefined) return undefined;
        const record = portal.records.get(TYPE.ticket, id);
        if (deed.kind === 'restore') return this.restore(record);
        if (record === undefined || record.archivedAt !== undefined) return undefined;
        return this.actOn(record, deed);
      }
    }
  }

  private actOn(
    ticket: CrmRecord,
    deed: Exclude<
      PortalDeed,
      { kind: 'openTicket' | 'status' | 'invoice' | 'support' | 'supportForm' | 'supportClosed' }
    >,
  ): string | undefined {
    const { crm } = this.portal;
    switch (deed.kind) {
      case 'set': {
        if (deed.property !== 'stage') return this.update(ticket, { [deed.property]: deed.value ?? '' }, deed.by);
        if (valueOf(ticket, 'hs_pipeline') !== AT_RISK_PIPELINE.id) return undefined;
        const hs_pipeline_stage = deed.value === 'closed' ? AT_RISK_PIPELINE.closed : AT_RISK_PIPELINE.open;
        return this.update(ticket, { hs_pipeline_stage }, deed.by);
      }
      case 'date':
        return this.update(ticket, { rcm_cancellation_date: dayIn(deed.days) }, deed.by);
      case 'attachFile':
        return this.addNote(ticket, { hs_attachment_ids: this.upload() }, 'attaches the notice');
      case 'etfNote':
        return this.addNote(
          ticket,
          { hs_note_body: etfBody(deed.blank) },
          deed.blank ? 'adds an ETF note with blank lines' : 'adds the ETF note',
        );
      case 'note':
        return this.addNote(ticket, { hs_note_body: '<p>They called and told us why.</p>' }, 'writes a note');
      case 'fillEtfNote': {
        const note = this.notesOf(ticket).findLast((each) =>
          (valueOf(each, 'hs_note_body') ?? '').includes('<strong>'),
        );
        return note && this.update(note, { hs_note_body: etfBody(false) }, 'casey');
      }
      case 'removeNote': {
        const note = this.notesOf(ticket).findLast((each) => isNote(each, deed.which));
        if (note === undefined) return undefined;
        crm.archive(TYPE.note, note.id, sourceOf('casey'));
        return `casey deletes note ${note.id} of ticket ${ticket.id}`;
      }
      case 'company':
        return this.changeCompany(ticket, deed.what);
      case 'merge':
        return this.merge(ticket);
      case 'delete':
        crm.archive(TYPE.ticket, ticket.id, sourceOf('casey'));
        return `casey deletes ticket ${ticket.id}`;
      case 'restore':
        return this.restore(ticket);
      case 'pipeline': {
        const { id, open } = AT_RISK_PIPELINE;
        if ((valueOf(ticket, 'hs_pipeline') === id) === deed.atRisk) return undefined;
        const to = deed.atRisk
          ? { hs_pipeline: id, hs_pipeline_stage: open }
          : { hs_pipeline: SUPPORT_PIPELINE.id, hs_pipeline_stage: SUPPORT_PIPELINE.new };
        return this.update(ticket, to, 'casey');
      }
      case 'task':
        return this.changeTask(ticket, deed.what);
    }
  }

  private openTicket(owner: 'casey' | 'finn'): string {
    const properties = {
      subject: 'At-Risk',
      hs_pipeline: AT_RISK_PIPELINE.id,
      hs_pipeline_stage: AT_RISK_PIPELINE.open,
      hubspot_owner_id: String((USERS[owner] ?? 0) + 2000),
    };
    const linked = [{ to: this.company, types: types(TYPE.ticket, TYPE.company) }];
    const { id } = this.portal.crm.create(TYPE.ticket, properties, linked, sourceOf('casey'));
    this.tickets.push(id);
    return `casey opens At-Risk ticket ${id}${owner === 'finn' ? ', owned by finn' : ''}`;
  }

  private update(record: RecordRef, properties: Readonly<Record<string, string>>, by: Who): string {
    this.portal.crm.update(record.typeId, record.id, properties, sourceOf(by));
    const what = Object.entries(properties).map(
      ([name, value]) => `${name} = ${value.length > 40 ? '…' : value || '(empty)'}`,
    );
    return `${by} sets ${what.join(', ')} on ${nameOf(record)}`;
  }

  private addNote(ticket: CrmRecord, properties: Readonly<Record<string, string>>, what: string): string {
    const stamped = { hs_timestamp: new Date(clock.now).toISOString(), ...properties };
    const linked = [{ to: ticket, types: types(TYPE.note, TYPE.ticket) }];
    this.portal.crm.create(TYPE.note, stamped, linked, sourceOf('casey'));
    return `casey ${what} on ticket ${ticket.id}`;
  }

  private upload(): string {
    this.uploads += 1;
    const id = String(9000 + this.uploads);
    const at = new Date(clock.now).toISOString();
    const file = { name: 'Notice', extension: 'pdf', type: 'DOCUMENT', access: 'PRIVATE', mimeType: 'application/pdf' };
    this.portal.files.put({ id, ...file, size: 1, contentBase64: '', createdAt: at, updatedAt: at });
    return id;
  }

  private notesOf(ticket: CrmRecord): readonly CrmRecord[] {
    return this.portal.rendering
      .liveLinks(ticket, TYPE.note)
      .flatMap(({ to }) => this.portal.records.get(TYPE.note, to.id) ?? []);
  }

  private invoice(what: 'added' | 'paid' | 'changed'): string | undefined {
    const { crm } = this.portal;
    if (what === 'added') {
      const linked = [{ to: this.company, types: types(TYPE.invoice, TYPE.company) }];
      const properties = { hs_number: 'INV', hs_invoice_status: 'open', hs_balance_due: '500' };
      const { id } = crm.create(TYPE.invoice, properties, linked, sourceOf('finn'));
      this.invoices.push(id);
      return `finn adds invoice ${id} of 500`;
    }
    const ids = what === 'paid' ? this.invoices : this.invoices.slice(-1);
    if (ids.length === 0) return undefined;
    for (const id of ids) {
      const properties =
        what === 'paid'
          ? { hs_invoice_status: 'paid', hs_balance_due: '0' }
          : { hs_balance_due: String(100 + (clock.now % 97)) };
      crm.update(TYPE.invoice, id, properties, sourceOf('finn'));
    }
    return `finn: invoice ${ids.join(', ')} ${what}`;
  }

  private changeCompany(ticket: CrmRecord, what: 'removed' | 'back' | 'second'): string | undefined {
    const { crm } = this.portal;
    const by = sourceOf('casey');
    const ref = { typeId: TYPE.ticket, id: ticket.id };
    switch (what) {
      case 'removed':
        crm.dissociate(ref, this.company, undefined, by);
        return `casey removes the company from ticket ${ticket.id}`;
      case 'second':
        crm.associate(ref, this.stranger, types(TYPE.ticket, TYPE.company), by);
        crm.dissociate(ref, this.company, [26], by);
        crm.dissociate(ref, this.stranger, [26], by);
        return `casey adds a second company to ticket ${ticket.id}, and none is primary`;
      case 'back': {
        crm.dissociate(ref, this.stranger, undefined, by);
        crm.associate(ref, this.company, types(TYPE.ticket, TYPE.company), by);
        const primary = findAssociationType(TYPE.ticket, TYPE.company, 26);
        if (primary !== undefined) crm.associate(ref, this.company, [primary], by);
        return `casey makes the client the company of ticket ${ticket.id}`;
      }
    }
  }

  /** Into the newest other At-Risk ticket that is there. */
  private merge(ticket: CrmRecord): string | undefined {
    const others = this.tickets.flatMap((id) => this.portal.records.get(TYPE.ticket, id) ?? []);
    const other = others.findLast(({ id, archivedAt }) => id !== ticket.id && archivedAt === undefined);
    if (other === undefined) return undefined;
    const merged = this.portal.crm.merge(TYPE.ticket, other.id, ticket.id, sourceOf('casey'));
    this.tickets.push(merged.id);
    return `casey merges ticket ${ticket.id} into ${other.id}, which becomes ${merged.id}`;
  }

  private restore(ticket: CrmRecord | undefined): string | undefined {
    if (ticket?.archivedAt === undefined) return undefined;
    this.portal.crm.restore(TYPE.ticket, ticket.id, sourceOf('casey'));
    return `casey restores ticket ${ticket.id}`;
  }

  private changeTask(ticket: CrmRecord, what: 'completed' | 'renamed' | 'deleted'): string | undefined {
    const tasks = this.portal.rendering.liveLinks(ticket, TYPE.task);
    const [task] = tasks;
    if (task === undefined) return undefined;
    if (what === 'deleted') this.portal.crm.archive(TYPE.task, task.to.id, sourceOf('casey'));
    else {
      const properties = what === 'completed' ? { hs_task_status: 'COMPLETED' } : { hs_task_subject: 'Our own words' };
      this.portal.crm.update(TYPE.task, task.to.id, properties, sourceOf('casey'));
    }
    return `casey: task ${task.to.id} of ticket ${ticket.id} ${what}`;
  }

  private openSupportTicket(deed: Extract<Deed, { kind: 'support' }>): string | undefined {
    const ticketId = this.ticket(deed.ticket);
    const ticket = ticketId === undefined ? undefined : this.portal.records.get(TYPE.ticket, ticketId);
    if (ticket === undefined || ticket.archivedAt !== undefined) return undefined;
    const properties = {
      subject: 'Change after closing',
      hs_pipeline: SUPPORT_PIPELINE.id,
      hs_pipeline_stage: SUPPORT_PIPELINE.new,
      support_form: 'Properties & Objects',
      ...form(deed.change, deed.days),
      ...(deed.explained && { change_explanation: 'The client asked for it.' }),
    };
    const to = deed.about === 'ticket' ? ticket : this.company;
    const linked = deed.about === 'nothing' ? [] : [{ to, types: types(TYPE.ticket, to.typeId) }];
    const { id } = this.portal.crm.create(TYPE.ticket, properties, linked, sourceOf('sasha'));
    this.supportTickets.push(id);
    return `sasha opens support ticket ${id} about ${deed.about === 'nothing' ? 'nothing' : nameOf(to)}: ${JSON.stringify(form(deed.change, deed.days))}${deed.explained ? '' : ', without explanation'}`;
  }

  private editSupportTicket(deed: Extract<Deed, { kind: 'supportForm' | 'supportClosed' }>): string | undefined {
    const id = this.supportTickets.at(-1);
    const record = id === undefined ? undefined : this.portal.records.get(TYPE.ticket, id);
    if (record === undefined || record.archivedAt !== undefined) return undefined;
    if (deed.kind === 'supportClosed')
      return this.update(record, { hs_pipeline_stage: SUPPORT_PIPELINE.closed }, 'sasha');
    const properties = { ...form(deed.change, deed.days), change_explanation: 'They wrote again.' };
    return this.update(record, properties, 'sasha');
  }
}

function form(change: 'date' | 'rescission' | 'nothing', days: number | null): Record<string, string> {
  const date = days === null ? {} : { requested_rcm_cancellation_date: dayIn(days) };
  if (change === 'nothing') return date;
  const requested_change = change === 'date' ? 'Change RCM Cancellation Date' : 'Rescind cancellation';
  return { requested_change, ...date };
}

function etfBody(blank: boolean): string {
  return etfNoteBody(blank ? { ...ETF_ANSWERS, 'ETF amount': '' } : ETF_ANSWERS);
}

function types(fromTypeId: string, toTypeId: string): NonNullable<ReturnType<typeof defaultAssociationType>>[] {
  const type = defaultAssociationType(fromTypeId, toTypeId);
  return type === undefined ? [] : [type];
}

/** A day as people type it; none clears it. */
export function dayIn(days: number | null): string {
  return days === null ? '' : new Date(clock.now + days * DAY).toISOString().slice(0, 10);
}

function nameOf({ typeId, id }: RecordRef): string {
  const name = Object.entries(TYPE).find(([, type]) => type === typeId)?.[0] ?? typeId;
  return `${name} ${id}`;
}

/** A note that a person wrote: any, one with a file, or one from the #ETF snippet. */
function isNote(note: CrmRecord, which?: 'notice' | 'etfNote'): boolean {
  const body = valueOf(note, 'hs_note_body') ?? '';
  switch (which) {
    case 'notice':
      return (valueOf(note, 'hs_attachment_ids') ?? '') !== '';
    case 'etfNote':
      return body.includes('<strong>');
    case undefined:
      return !body.includes('Reference:');
  }
}
