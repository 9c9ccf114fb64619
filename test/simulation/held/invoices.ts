import type { RecordRef } from '../../../emulator/model/types';
import { TYPE, sourceOf, types } from '../people/who';
import type { PortalRecords } from '../portal/portal';
import type { InvoiceChange, Person } from './acts';

/** Invoices in the portal. Who may change them decides HubSpot, coarsely: here everybody may. */
export class Invoices {
  private readonly ids: string[] = [];
  /** Older than any ticket, and of nobody yet. */
  private readonly older: string;
  private amount = 500;

  constructor(private readonly portal: PortalRecords) {
    this.older = portal.crm.create(TYPE.invoice, open(730), [], sourceOf('finn')).id;
  }

  add(to: RecordRef, by: Person): string {
    this.amount += 10;
    const linked = [{ to, types: types(TYPE.invoice, to.typeId) }];
    const { id } = this.portal.crm.create(TYPE.invoice, open(this.amount), linked, sourceOf(by));
    this.ids.push(id);
    return `${by} adds invoice ${id} of ${String(this.amount)} to ${to.id}`;
  }

  /** Of the newest that is there. */
  change(change: InvoiceChange, to: RecordRef, by: Person): string | undefined {
    if (change === 'added') return this.add(to, by);
    if (change === 'olderLinked') return this.link(to, by);
    const id = [...this.ids, this.older].findLast((each) => this.isLive(each) && this.isLinked(each));
    if (id === undefined) return undefined;
    this.apply(change, id, by);
    return `${by}: invoice ${id} ${change}`;
  }

  private apply(change: Exclude<InvoiceChange, 'added' | 'olderLinked'>, id: string, by: Person): void {
    const { crm } = this.portal;
    const set = (properties: Readonly<Record<string, string>>): void => {
      crm.update(TYPE.invoice, id, properties, sourceOf(by));
    };
    switch (change) {
      case 'grown':
        this.amount += 10;
        set({ hs_balance_due: String(this.amount) });
        return;
      case 'paid':
        set({ hs_invoice_status: 'paid', hs_balance_due: '0' });
        return;
      case 'paidWithBalance':
        set({ hs_invoice_status: 'paid' });
        return;
      case 'draft':
      case 'voided':
        set({ hs_invoice_status: change });
        return;
      case 'deleted':
        crm.archive(TYPE.invoice, id, sourceOf(by));
        return;
      case 'unlinked':
        for (const to of this.linksOf(id)) crm.dissociate({ typeId: TYPE.invoice, id }, to, undefined, sourceOf(by));
    }
  }

  private link(to: RecordRef, by: Person): string | undefined {
    if (!this.isLive(this.older)) return undefined;
    this.portal.crm.associate(
      { typeId: TYPE.invoice, id: this.older },
      to,
      types(TYPE.invoice, to.typeId),
      sourceOf(by),
    );
    return `${by} links the older invoice ${this.older} to ${to.id}`;
  }

  private isLive(id: string): boolean {
    return this.portal.records.get(TYPE.invoice, id)?.archivedAt === undefined;
  }

  private isLinked(id: string): boolean {
    return this.linksOf(id).length > 0;
  }

  private linksOf(id: string): readonly RecordRef[] {
    const record = this.portal.records.get(TYPE.invoice, id);
    if (record === undefined) return [];
    return [TYPE.company, TYPE.ticket].flatMap((type) =>
      this.portal.rendering.liveLinks(record, type).map(({ to }) => to),
    );
  }
}

function open(balance: number): Readonly<Record<string, string>> {
  return { hs_number: 'INV', hs_invoice_status: 'open', hs_balance_due: String(balance) };
}
