import type { PortalConfig, YesNoProperty } from '../../config/portal';
import {
  calendarDateSchema,
  instantOf,
  instantSchema,
  type CalendarDate,
  type Instant,
} from '../../sop/vocabulary/dates';
import {
  CLIENT_STATUSES,
  SERVICE_LINES,
  type ClientStatus,
  type InvoiceDetermination,
  type ServiceLine,
  type YesNo,
} from '../../sop/vocabulary/facts';

/** The portal's option values in the SOP's words, and back. A value that is none of them reads as undefined. */

export function readYesNo(value: string, portal: PortalConfig): YesNo | undefined {
  if (portal.ticket.yes.includes(value)) return 'Yes';
  return portal.ticket.no.includes(value) ? 'No' : undefined;
}

/** A single checkbox takes `true` and `false`, a radio its option values. */
export function writeYesNo(answer: YesNo, property: YesNoProperty, portal: PortalConfig): string {
  if (portal.ticket.checkboxes.includes(property)) return String(answer === 'Yes');
  return answer === 'Yes' ? portal.ticket.write.yes : portal.ticket.write.no;
}

export function readDetermination(value: string, portal: PortalConfig): InvoiceDetermination | undefined {
  const { paidInFull, sentToCollections } = portal.ticket.determinations;
  if (value === paidInFull) return 'Paid in full';
  return value === sentToCollections ? 'Sent to collections' : undefined;
}

export function writeDetermination(value: InvoiceDetermination, portal: PortalConfig): string {
  const { paidInFull, sentToCollections } = portal.ticket.determinations;
  return value === 'Paid in full' ? paidInFull : sentToCollections;
}

export function readClientStatus(value: string, portal: PortalConfig): ClientStatus | undefined {
  return CLIENT_STATUSES.find((status) => portal.company.statuses[status] === value);
}

/** N9: a property of several values separates them by semicolons. */
export function readServiceLines(value: string, portal: PortalConfig): readonly ServiceLine[] {
  const values = value.split(';').map((each) => each.trim());
  return SERVICE_LINES.filter((line) => values.includes(portal.company.serviceLines[line]));
}

/** A `datetime` property: milliseconds or an ISO instant, with its offset. */
export function readInstant(value: string): Instant | undefined {
  const at = /^\d{10,14}$/.test(value) ? Number(value) : millisOf(value);
  const parsed = instantSchema.safeParse(at);
  return parsed.success ? parsed.data : undefined;
}

function millisOf(iso: string): number | undefined {
  try {
    return instantOf(iso);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * A `date` property is a calendar day: `YYYY-MM-DD`, or (in older histories) midnight of the day in UTC, as milliseconds
 * or as an ISO instant. https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export function readDate(value: string): CalendarDate | undefined {
  const day = /^\d{10,14}$/.test(value) ? new Date(Number(value)).toISOString() : value;
  const parsed = calendarDateSchema.safeParse(day.replace(/T00:00:00(\.0+)?Z$/, ''));
  return parsed.success ? parsed.data : undefined;
}
