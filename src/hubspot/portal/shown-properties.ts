import type { PortalConfig } from '../../config/portal';
import type { ShownField } from '../../sop/decision/decision';
import { OUTCOME_LABELS, PHASE_LABELS, SHOWN_FIELDS, WAITING_LABELS } from '../../sop/decision/shown';
import type { PropertyDefinition } from '../client/answers';

/** A property in which a record shows its case: how `prepare` creates it, and what it must be for this service to write it. */
export interface ShownProperty {
  readonly label: string;
  readonly kind: 'choice' | 'choices' | 'date' | 'datetime' | 'text';
  /** Option values with their labels. */
  readonly options: Readonly<Record<string, string>>;
}

export const SHOWN_PROPERTIES: Readonly<Record<ShownField | 'caseTicket', ShownProperty>> = {
  phase: { label: 'At-Risk: phase', kind: 'choice', options: PHASE_LABELS },
  waitingFor: { label: 'At-Risk: waiting for', kind: 'choices', options: WAITING_LABELS },
  waitingSince: { label: 'At-Risk: waiting since', kind: 'datetime', options: {} },
  nextStep: { label: 'At-Risk: next step', kind: 'text', options: {} },
  nextDate: { label: 'At-Risk: next date', kind: 'date', options: {} },
  needsAttention: { label: 'At-Risk: needs attention', kind: 'text', options: {} },
  outcome: { label: 'At-Risk: outcome', kind: 'choice', options: OUTCOME_LABELS },
  caseTicket: { label: 'At-Risk: ticket', kind: 'text', options: {} },
};

/** Which of them the portal has, as they must be; none where the portal file says not to write them. */
export interface ShownInPortal {
  readonly fields: readonly ShownField[];
  readonly caseTicket: boolean;
}

export const SHOWN_NOWHERE: ShownInPortal = { fields: [], caseTicket: false };

export function shownInPortal(
  portal: PortalConfig,
  tickets: readonly PropertyDefinition[],
  companies: readonly PropertyDefinition[],
): ShownInPortal {
  const { write, properties } = portal.ticket.shown;
  if (!write) return SHOWN_NOWHERE;
  const { caseTicket } = portal.company.properties;
  return {
    fields: SHOWN_FIELDS.filter((field) => isUsable(SHOWN_PROPERTIES[field], named(tickets, properties[field]))),
    caseTicket: isUsable(SHOWN_PROPERTIES.caseTicket, named(companies, caseTicket)),
  };
}

function named(definitions: readonly PropertyDefinition[], name: string): PropertyDefinition | undefined {
  return definitions.find((definition) => definition.name === name);
}

/** HubSpot refuses a whole update for one value that does not fit; the update of a ticket must not fail because of what it shows. */
function isUsable({ kind, options }: ShownProperty, found: PropertyDefinition | undefined): boolean {
  if (found === undefined || found.modificationMetadata?.readOnlyValue === true) return false;
  const values = found.options.map(({ value }) => value);
  return isOfKind(kind, found) && Object.keys(options).every((option) => values.includes(option));
}

/** https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
function isOfKind(kind: ShownProperty['kind'], { type, fieldType }: PropertyDefinition): boolean {
  switch (kind) {
    case 'choice':
      return type === 'enumeration';
    case 'choices':
      return type === 'enumeration' && fieldType === 'checkbox';
    case 'date':
    case 'datetime':
      return type === kind;
    case 'text':
      return type === 'string';
  }
}
