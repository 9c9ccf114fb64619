import { AT_RISK_PIPELINE, ETF_ANSWERS, SUPPORT_PIPELINE, etfNoteBody } from '../../dev/portal/people';
import { valueOf } from '../../emulator/crm/history';
import { findAssociationType } from '../../emulator/model/association-types';
import type { CrmRecord, RecordRef } from '../../emulator/model/types';
import { clock } from './clock';
import { Billing } from './people/billing';
import { SupportDesk } from './people/support';
import { TYPE, USERS, dayIn, nameOf, sourceOf, types, type PortalDeed } from './people/who';
import type { PortalRecords } from './portal/portal';
import type { Deed, Who } from './scenario';

export { TYPE, USERS, dayIn, type PortalDeed } from './people/who';

/** The people of a portal with one client, and everything that they can do to its records. */
export class People {
  private readonly client: RecordRef;
  private readonly stranger: RecordRef;
  /** In the order of their opening. */
  readonly tickets: string[] = [];
  private readonly support: SupportDesk;
  private readonly billing: Billing;
  private uploads = 0;

  constructor(private readonly portal: PortalRecords) {
    const status = { name: 'Willow', client_status: 'At-Risk', service_line: 'RCM' };
    this.client = portal.crm.create(TYPE.company, status, [], sourceOf('robin'));
    this.stranger = portal.crm.create(TYPE.company, { ...status, name: 'Harbor' }, [], sourceOf('robin'));
    this.support = new SupportDesk(portal);
    this.billing = new Billing(portal, () => this.company);
    this.upload('An old contract');
  }

  /** The client, also after it was merged with a duplicate. */
  get company(): RecordRef {
    return { typeId: TYPE.company, id: this.portal.records.survivor(TYPE.company, this.client.id) };
  }

  get supportTickets(): readonly string[] {
    return this.support.tickets;
  }

  /** The id of a ticket of a scenario; undefined if it was not opened. */
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
        return this.billing.change(deed.what);
      case 'mergeCompany':
        return this.mergeCompany(deed.into);
      case 'importOld':
        return this.importOld(deed.answer);
      case 'support':
        return this.askSupport(deed);
      case 'supportForm':
      case 'supportClosed': {
        const edit = this.support.edit(deed);
        return edit && this.update(edit.record, edit.properties, 'sasha');
      }
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
      {
        kind:
          | 'openTicket'
          | 'status'
          | 'invoice'
          | 'mergeCompany'
          | 'importOld'
          | 'support'
          | 'supportForm'
          | 'supportClosed';
      }
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
        return this.attach(ticket, deed.which);
      case 'ticketInvoice':
        return this.billing.addTo(ticket);
      case 'clone':
        return this.clone(ticket, deed.open);
      case 'etfNote':
        return this.addNote(
          ticket,
          { hs_note_body: etfBody(deed) },
          deed.blank ? 'adds an ETF note with blank lines' : 'adds the ETF note',
        );
      case 'note':
        return deed.words === 'none'
          ? this.addNote(ticket, { hs_note_body: '<p>.</p>' }, 'writes a note of one dot')
          : this.addNote(ticket, { hs_note_body: '<p>They called and explained why.</p>' }, 'writes a note');
      case 'fillEtfNote': {
        const note = this.notesOf(ticket).findLast((each) =>
          (valueOf(each, 'hs_note_body') ?? '').includes('<strong>'),
        );
        return note && this.update(note, { hs_note_body: etfBody({ blank: false }) }, 'casey');
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

  private askSupport(deed: Extract<Deed, { kind: 'support' }>): string | undefined {
    const id = this.ticket(deed.ticket);
    const ticket = id === undefined ? undefined : this.portal.records.get(TYPE.ticket, id);
    if (ticket === undefined || ticket.archivedAt !== undefined) return undefined;
    return this.support.open(deed, { ticket, company: this.company, stranger: this.stranger });
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

  /** N2: sometimes a file from before the ticket, or one that HubSpot does not have. */
  private attach(ticket: CrmRecord, which: 'old' | 'missing' | undefined): string {
    const id = which === 'old' ? OLD_FILE : which === 'missing' ? '8999' : this.upload('Notice');
    return this.addNote(
      ticket,
      { hs_attachment_ids: id },
      `attaches ${which === undefined ? 'the notice' : `a file that is ${which}`}`,
    );
  }

  private upload(name: string): string {
    const id = String(Number(OLD_FILE) + this.uploads);
    this.uploads += 1;
    // The portal's first file is older than any ticket.
    const at = new Date(id === OLD_FILE ? clock.now - OLD_MS : clock.now).toISOString();
    const file = { name, extension: 'pdf', type: 'DOCUMENT', access: 'PRIVATE', mimeType: 'application/pdf' };
    this.portal.files.put({ id, ...file, size: 1, contentBase64: '', createdAt: at, updatedAt: at });
    return id;
  }

  /** A second record of the client, made today, and then one of both: the one that it is merged into gives its values. */
  private mergeCompany(into: 'client' | 'duplicate'): string {
    const { crm } = this.portal;
    const values = { name: 'Willow again', client_status: 'At-Risk', service_line: 'RCM' };
    const duplicate = crm.create(TYPE.company, values, [], sourceOf('robin'));
    const [kept, other] = into === 'client' ? [this.company, duplicate] : [duplicate, this.company];
    const merged = crm.merge(TYPE.company, kept.id, other.id, sourceOf('robin'));
    return `robin merges company ${other.id} into ${kept.id}, which becomes ${merged.id}`;
  }

  /** HubSpot copies a ticket's values, and not what hangs on it but its company. */
  private clone(ticket: CrmRecord, open: boolean): string {
    const isAtRisk = valueOf(ticket, 'hs_pipeline') === AT_RISK_PIPELINE.id;
    const stage =
      open && isAtRisk ? AT_RISK_PIPELINE.open : (valueOf(ticket, 'hs_pipeline_stage') ?? AT_RISK_PIPELINE.open);
    const changed = { hs_pipeline_stage: stage };
    const { id } = this.portal.crm.clone(TYPE.ticket, ticket.id, changed, sourceOf('casey'));
    return `casey clones ticket ${ticket.id} as ${id}`;
  }

  private importOld(answer: 'Yes' | 'No'): string {
    const properties = {
      subject: 'At-Risk of last year',
      hs_pipeline: AT_RISK_PIPELINE.id,
      hs_pipeline_stage: AT_RISK_PIPELINE.closed,
      customer_saved: answer,
    };
    const linked = [{ to: this.company, types: types(TYPE.ticket, TYPE.company) }];
    const { id } = this.portal.crm.create(TYPE.ticket, properties, linked, sourceOf('import'));
    return `import creates closed ticket ${id} with customer_saved = ${answer}`;
  }

  private notesOf(ticket: CrmRecord): readonly CrmRecord[] {
    return this.portal.rendering
      .liveLinks(ticket, TYPE.note)
      .flatMap(({ to }) => this.portal.records.get(TYPE.note, to.id) ?? []);
  }

  private changeCompany(ticket: CrmRecord, what: 'removed' | 'back' | 'second' | 'moved'): string | undefined {
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
      case 'moved':
        crm.dissociate(ref, this.company, undefined, by);
        crm.associate(ref, this.stranger, types(TYPE.ticket, TYPE.company), by);
        return `casey moves ticket ${ticket.id} to company ${this.stranger.id}`;
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
}

function etfBody({ blank, how }: Pick<Extract<Deed, { kind: 'etfNote' }>, 'blank' | 'how'>): string {
  if (blank) return etfNoteBody({ ...ETF_ANSWERS, 'ETF amount': how === 'placeholder' ? 'TBD' : '' });
  return how === 'loose' ? LOOSE_NOTE : etfNoteBody(ETF_ANSWERS);
}

/** Complete, though nobody kept to the snippet's spelling. */
const LOOSE_NOTE = [
  'Cancellation ETF Review',
  '1. Contract start date: 02/01/2024',
  '2. Contract end date: 01/31/2027',
  '3. Cancellation notice received: 11/20/2026',
  '4. ETF applies: Yes',
  '5. ETF amount - $12,000',
  '6. Reviewed by: Client Success',
]
  .map((line) => `<p>${line}</p>`)
  .join('');

const OLD_FILE = '9000';
const OLD_MS = 400 * 24 * 60 * 60 * 1000;

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
