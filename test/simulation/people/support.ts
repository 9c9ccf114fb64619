import { SUPPORT_PIPELINE } from '../../../dev/portal/people';
import type { CrmRecord, RecordRef } from '../../../emulator/model/types';
import type { PortalRecords } from '../portal/portal';
import type { Deed } from '../scenario';
import { TYPE, dayIn, nameOf, sourceOf, types } from './who';

type Asked = Extract<Deed, { kind: 'support' }>;

/** C3: whom a request is made about. */
export interface About {
  readonly ticket: CrmRecord;
  readonly company: RecordRef;
  readonly stranger: RecordRef;
}

/** The support tickets of PrimeSupport's form, in the order of their opening. */
export class SupportDesk {
  readonly tickets: string[] = [];

  constructor(private readonly portal: PortalRecords) {}

  open(deed: Asked, { ticket, company, stranger }: About): string {
    const by = deed.by ?? 'sasha';
    const properties = {
      subject: 'Change after closing',
      hs_pipeline: SUPPORT_PIPELINE.id,
      hs_pipeline_stage: SUPPORT_PIPELINE.new,
      support_form: 'Properties & Objects',
      ...form(deed.change, deed.days),
      ...(deed.explained && { change_explanation: 'The client asked for it.' }),
    };
    const about = {
      ticket: [ticket],
      company: [company],
      both: [ticket, company],
      otherClient: [ticket, stranger],
      nothing: [],
    }[deed.about];
    const linked = about.map((to) => ({ to, types: types(TYPE.ticket, to.typeId) }));
    const { id } = this.portal.crm.create(TYPE.ticket, properties, linked, sourceOf(by));
    this.tickets.push(id);
    const named = about.length === 0 ? 'nothing' : about.map(nameOf).join(' and ');
    return `${by} opens support ticket ${id} about ${named}: ${JSON.stringify(form(deed.change, deed.days))}${deed.explained ? '' : ', without explanation'}`;
  }

  /** What is to be changed on the newest request. */
  edit(
    deed: Extract<Deed, { kind: 'supportForm' | 'supportClosed' }>,
  ): { readonly record: CrmRecord; readonly properties: Record<string, string> } | undefined {
    const id = this.tickets.at(-1);
    const record = id === undefined ? undefined : this.portal.records.get(TYPE.ticket, id);
    if (record === undefined || record.archivedAt !== undefined) return undefined;
    if (deed.kind === 'supportClosed') return { record, properties: { hs_pipeline_stage: SUPPORT_PIPELINE.closed } };
    return { record, properties: { ...form(deed.change, deed.days), change_explanation: 'They wrote again.' } };
  }
}

function form(change: 'date' | 'rescission' | 'nothing', days: number | null): Record<string, string> {
  const date = days === null ? {} : { requested_rcm_cancellation_date: dayIn(days) };
  if (change === 'nothing') return date;
  const requested_change = change === 'date' ? 'Change RCM Cancellation Date' : 'Rescind cancellation';
  return { requested_change, ...date };
}
