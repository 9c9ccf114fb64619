import type { PortalConfig } from '../../config/portal';
import type { ShownField } from '../../sop/decision/decision';
import { textMark } from '../../sop/decision/text-mark';
import type { ShownFacts } from '../../sop/vocabulary/facts';
import type { HubSpotRecord } from '../client/answers';
import type { ShownInPortal } from '../portal/shown-properties';
import { readDate, readInstant } from '../portal/values';

/** X1: what the ticket shows of its case; undefined where the portal has none of the properties. */
export function shownFacts(
  { properties }: HubSpotRecord,
  portal: PortalConfig,
  { fields }: ShownInPortal,
): ShownFacts | undefined {
  if (fields.length === 0) return undefined;
  const names = portal.ticket.shown.properties;
  return Object.fromEntries(fields.map((field) => [field, factOf(field, properties[names[field]] ?? '')]));
}

function factOf(field: ShownField, value: string): ShownFacts[ShownField] {
  switch (field) {
    case 'waitingFor':
      return value.split(';').filter((each) => each !== '');
    case 'waitingSince':
      return readInstant(value) ?? null;
    case 'nextDate':
      return readDate(value) ?? null;
    case 'nextStep':
    case 'needsAttention':
      return value === '' ? null : textMark(value);
    case 'phase':
    case 'outcome':
      return value === '' ? null : value;
  }
}

/** X1: the ticket that the company names; undefined where the portal has no such property. */
export function caseTicketOf(
  { properties }: HubSpotRecord,
  portal: PortalConfig,
  { caseTicket }: ShownInPortal,
): string | null | undefined {
  if (!caseTicket) return undefined;
  const value = properties[portal.company.properties.caseTicket] ?? '';
  return /^\d{1,20}$/.test(value) ? value : null;
}
