import type { RecordRef } from '../../../emulator/model/types';
import { clock } from '../clock';
import type { PortalRecords } from '../portal/portal';
import type { Deed } from '../scenario';
import { TYPE, sourceOf, types } from './who';

type What = Extract<Deed, { kind: 'invoice' }>['what'];

/** The client's invoices, by Finance. */
export class Billing {
  private readonly invoices: string[] = [];

  constructor(
    private readonly portal: PortalRecords,
    private readonly company: () => RecordRef,
  ) {}

  change(what: What): string | undefined {
    if (what === 'added') return this.add(this.company(), '');
    const live = this.invoices.filter((id) => this.portal.records.get(TYPE.invoice, id)?.archivedAt === undefined);
    // What is paid is all that is owed; of the rest the newest is changed.
    const ids = what === 'paid' ? live : live.slice(-1);
    if (ids.length === 0) return undefined;
    for (const id of ids) this.changeOne(id, what);
    return `finn: invoice ${ids.join(', ')} ${what}`;
  }

  /** I2: of the ticket alone. */
  addTo(ticket: RecordRef): string {
    return this.add(ticket, ` to ticket ${ticket.id} alone`);
  }

  private add(to: RecordRef, where: string): string {
    const linked = [{ to, types: types(TYPE.invoice, to.typeId) }];
    const properties = { hs_number: 'INV', hs_invoice_status: 'open', hs_balance_due: '500' };
    const { id } = this.portal.crm.create(TYPE.invoice, properties, linked, sourceOf('finn'));
    this.invoices.push(id);
    return `finn adds invoice ${id} of 500${where}`;
  }

  private changeOne(id: string, what: Exclude<What, 'added'>): void {
    const { crm, rendering, records } = this.portal;
    const by = sourceOf('finn');
    switch (what) {
      case 'paid':
        crm.update(TYPE.invoice, id, { hs_invoice_status: 'paid', hs_balance_due: '0' }, by);
        return;
      case 'voided':
        crm.update(TYPE.invoice, id, { hs_invoice_status: 'voided' }, by);
        return;
      case 'changed':
        crm.update(TYPE.invoice, id, { hs_balance_due: String(100 + (clock.now % 97)) }, by);
        return;
      case 'deleted':
        crm.archive(TYPE.invoice, id, by);
        return;
      case 'unlinked': {
        const record = records.get(TYPE.invoice, id);
        const links =
          record === undefined ? [] : [TYPE.company, TYPE.ticket].flatMap((type) => rendering.liveLinks(record, type));
        for (const { to } of links) crm.dissociate({ typeId: TYPE.invoice, id }, to, undefined, by);
      }
    }
  }
}
