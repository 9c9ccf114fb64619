import { AT_RISK_PIPELINE, ETF_ANSWERS, SUPPORT_PIPELINE, etfNoteBody } from '../../../dev/portal/people';
import { findAssociationType } from '../../../emulator/model/association-types';
import type { CrmRecord, RecordRef, Source } from '../../../emulator/model/types';
import { clock } from '../clock';
import { SERVICE_APP } from '../oracle/history';
import { TYPE, USERS, dayIn, sourceOf, types } from '../people/who';
import type { PortalRecords } from '../portal/portal';
import type { Author, Forgery, Hold, Person, What } from './acts';
import { Invoices } from './invoices';
import { ONCE } from './oracle';

/** What people, software and forms do themselves in the portal; a command goes to the service. */
export type PortalAct = Exclude<What, { kind: 'command' | 'form' }>;

/** What the service did long ago, under other circumstances: that is not judged. */
const APP_ONCE: Source = { sourceType: 'INTEGRATION', sourceId: SERVICE_APP, sourceLabel: ONCE };
const PRIMARY = 26;

/** A portal in which somebody tries to get a held ticket closed. */
export class Stage {
  private readonly invoices: Invoices;

  /**
   * @param client the company that the ticket is of
   * @param ticketId the ticket, as the portal knows it by now
   */
  constructor(
    private readonly portal: PortalRecords,
    private readonly client: () => RecordRef,
    private readonly ticketId: () => string,
  ) {
    this.invoices = new Invoices(portal);
  }

  hold(how: Hold): string {
    switch (how) {
      case 'invoice':
        return this.invoices.add(this.client(), 'finn');
      case 'ticketInvoice':
        return this.invoices.add(this.ref(), 'finn');
      case 'flag':
        return this.update(this.ref(), { outstanding_invoice: 'Yes' }, sourceOf('casey'));
    }
  }

  /** Does it if it can be done, and says what was done. */
  act(what: PortalAct): string | undefined {
    const ticket = this.portal.records.get(TYPE.ticket, this.ticketId());
    if (ticket === undefined || ticket.archivedAt !== undefined) return undefined;
    switch (what.kind) {
      case 'set':
        return this.update(ticket, { [what.property]: what.value }, authored(what.by));
      case 'complete':
        return this.complete(ticket);
      case 'invoice':
        return this.invoices.change(what.change, what.onTicket ? ticket : this.client(), what.by);
      case 'company':
        return this.changeCompany(ticket, what.change);
      case 'owner':
        return this.update(ticket, { hubspot_owner_id: String((USERS[what.to] ?? 0) + 2000) }, sourceOf(what.by));
      case 'mergeIn':
        return this.mergeIn(ticket, what.other);
      case 'note':
        return this.addNote(ticket, forged(what.says, ticket.id), sourceOf(what.by));
      case 'editServiceNote':
        return this.editServiceNote(ticket, what.says, what.by);
      case 'deleteServiceNotes':
        for (const note of this.serviceNotes(ticket)) this.portal.crm.archive(TYPE.note, note.id, sourceOf(what.by));
        return `${what.by} deletes the service's notes of ticket ${ticket.id}`;
      case 'stage': {
        if (this.valueOf(ticket, 'hs_pipeline') !== AT_RISK_PIPELINE.id) return undefined;
        return this.update(ticket, { hs_pipeline_stage: AT_RISK_PIPELINE[what.to] }, authored(what.by));
      }
      case 'pipeline':
        return this.movePipeline(ticket);
      case 'newTicket':
        return `casey opens ticket ${this.open({ customer_saved: what.answer }, sourceOf('casey')).id}`;
      case 'clone':
        return this.clone(ticket);
      case 'deleteAndRestore':
        this.portal.crm.archive(TYPE.ticket, ticket.id, sourceOf('casey'));
        this.portal.crm.restore(TYPE.ticket, ticket.id, sourceOf('casey'));
        return `casey deletes ticket ${ticket.id} and restores it`;
    }
  }

  private ref(): RecordRef {
    return { typeId: TYPE.ticket, id: this.ticketId() };
  }

  private update(record: RecordRef, properties: Readonly<Record<string, string>>, source: Source): string {
    this.portal.crm.update(record.typeId, record.id, properties, source);
    return `${named(source)} sets ${JSON.stringify(properties)} on ${record.id}`;
  }

  /** N1–N5, so that nothing but the hold keeps the ticket open. */
  private complete(ticket: CrmRecord): string {
    const at = new Date(clock.now).toISOString();
    const id = String(9_000 + (clock.now % 100_000));
    const file = { name: 'Notice', extension: 'pdf', type: 'DOCUMENT', access: 'PRIVATE', mimeType: 'application/pdf' };
    this.portal.files.put({ id, ...file, size: 1, contentBase64: '', createdAt: at, updatedAt: at });
    this.addNote(ticket, { hs_attachment_ids: id }, sourceOf('casey'));
    this.addNote(ticket, { hs_note_body: etfNoteBody(ETF_ANSWERS) }, sourceOf('casey'));
    const answers = { customer_saved: 'No', cancellation_approval: 'Yes', rcm_cancellation_date: dayIn(20) };
    return `with notice and ETF note, ${this.update(ticket, answers, sourceOf('casey'))}`;
  }

  private addNote(ticket: CrmRecord, properties: Readonly<Record<string, string>>, source: Source): string {
    const stamped = { hs_timestamp: new Date(clock.now).toISOString(), ...properties };
    const linked = [{ to: ticket, types: types(TYPE.note, TYPE.ticket) }];
    this.portal.crm.create(TYPE.note, stamped, linked, source);
    return `${named(source)} writes a note on ${ticket.id}: ${properties['hs_note_body'] ?? 'a file'}`;
  }

  private editServiceNote(ticket: CrmRecord, says: Forgery, by: Person): string | undefined {
    const note = this.serviceNotes(ticket).at(-1);
    if (note === undefined) return undefined;
    return this.update(note, forged(says, ticket.id), sourceOf(by));
  }

  private serviceNotes(ticket: CrmRecord): readonly CrmRecord[] {
    return this.portal.rendering
      .liveLinks(ticket, TYPE.note)
      .flatMap(({ to }) => this.portal.records.get(TYPE.note, to.id) ?? [])
      .filter(({ origin }) => origin?.sourceId === SERVICE_APP);
  }

  private open(properties: Readonly<Record<string, string>>, source: Source): CrmRecord {
    const all = {
      subject: 'At-Risk again',
      hs_pipeline: AT_RISK_PIPELINE.id,
      hs_pipeline_stage: AT_RISK_PIPELINE.open,
      ...properties,
    };
    const linked = [{ to: this.client(), types: types(TYPE.ticket, TYPE.company) }];
    return this.portal.crm.create(TYPE.ticket, all, linked, source);
  }

  /** Another ticket of the client, on which all looks well. */
  private mergeIn(ticket: CrmRecord, other: 'blank' | 'approved' | 'closedByService'): string {
    const { crm } = this.portal;
    const { id } = this.open({}, sourceOf('casey'));
    if (other === 'approved') {
      crm.update(TYPE.ticket, id, { invoice_determination: 'Paid in full' }, sourceOf('casey'));
      crm.update(TYPE.ticket, id, { finance_approval: 'Yes' }, sourceOf('finn'));
    }
    if (other === 'closedByService')
      crm.update(TYPE.ticket, id, { hs_pipeline_stage: AT_RISK_PIPELINE.closed }, APP_ONCE);
    const merged = crm.merge(TYPE.ticket, ticket.id, id, sourceOf('casey'));
    return `casey merges ticket ${id} (${other}) into ${ticket.id}, which becomes ${merged.id}`;
  }

  private clone(ticket: CrmRecord): string {
    const open = { hs_pipeline: AT_RISK_PIPELINE.id, hs_pipeline_stage: AT_RISK_PIPELINE.open };
    const { id } = this.portal.crm.clone(TYPE.ticket, ticket.id, open, sourceOf('casey'));
    return `casey clones ticket ${ticket.id} as ${id}`;
  }

  private movePipeline(ticket: CrmRecord): string {
    const there = { hs_pipeline: AT_RISK_PIPELINE.id, hs_pipeline_stage: AT_RISK_PIPELINE.open };
    const away = { hs_pipeline: SUPPORT_PIPELINE.id, hs_pipeline_stage: SUPPORT_PIPELINE.new };
    const isThere = this.valueOf(ticket, 'hs_pipeline') === AT_RISK_PIPELINE.id;
    return this.update(ticket, isThere ? away : there, sourceOf('casey'));
  }

  private changeCompany(ticket: CrmRecord, change: Extract<What, { kind: 'company' }>['change']): string {
    const { crm } = this.portal;
    const by = sourceOf('casey');
    const companies = this.portal.rendering.liveLinks(ticket, TYPE.company);
    const leave = (): void => {
      for (const { to } of companies) crm.dissociate(ticket, to, undefined, by);
    };
    const join = (to: RecordRef): void => {
      crm.associate(ticket, to, types(TYPE.ticket, TYPE.company), by);
    };
    switch (change) {
      case 'removed':
        leave();
        break;
      case 'back':
        leave();
        join(this.client());
        break;
      case 'moved':
        leave();
        join(this.dummy());
        break;
      case 'dummyMadePrimary': {
        const dummy = this.dummy();
        join(dummy);
        const primary = findAssociationType(TYPE.ticket, TYPE.company, PRIMARY);
        for (const { to } of companies) crm.dissociate(ticket, to, [PRIMARY], by);
        if (primary !== undefined) crm.associate(ticket, dummy, [primary], by);
      }
    }
    return `casey: company of ticket ${ticket.id} ${change}`;
  }

  private dummy(): CrmRecord {
    const values = { name: 'Harbor', client_status: 'At-Risk', service_line: 'RCM' };
    return this.portal.crm.create(TYPE.company, values, [], sourceOf('casey'));
  }

  private valueOf(ticket: CrmRecord, name: string): string {
    return ticket.histories[name]?.[0]?.value ?? '';
  }
}

function authored(by: Author): Source {
  if (by.kind === 'person') return { ...sourceOf(by.who), sourceType: by.place };
  const userId = USERS[by.names] ?? 0;
  return { sourceType: by.source, sourceId: `userId:${String(userId)}`, updatedByUserId: userId };
}

function named({ sourceType, updatedByUserId }: Source): string {
  const person = Object.entries(USERS).find(([, id]) => id === updatedByUserId)?.[0];
  return sourceType === 'CRM_UI' && person !== undefined ? person : `${sourceType} in the name of ${String(person)}`;
}

/** What the service itself writes, typed by somebody. */
function forged(says: Forgery, ticketId: string): Readonly<Record<string, string>> {
  const now = String(clock.now);
  const finance = String(USERS.finn);
  const reference = {
    reopened: 'I4-0',
    freed: `I1-freed-${now}-${finance}`,
    approvedByFinance: `I3-by-${finance}-${now}`,
    approvalStands: `I3-stands-${now}-${finance}-n0_i_dp`,
  }[says];
  return { hs_note_body: `<p>Ticket ${ticketId}: settled, says Finance.</p><p>Reference: ${reference}</p>` };
}
