import { YES_NO_PROPERTIES, type PortalConfig, type YesNoProperty } from '../../config/portal';
import { SHOWN_FIELDS } from '../../sop/decision/shown';
import type { Stage } from '../../sop/vocabulary/facts';
import { SHOWN_PROPERTIES } from '../portal/shown-properties';
import { writeYesNo } from '../portal/values';

/** What the portal file says that the portal has: for `prepare`, which creates it, and `doctor`, which compares it. */

export type PortalObject = 'ticket' | 'company';

/** What does not work without it: any case, support requests alone (C3), the wording of tasks (N9), or views in HubSpot (X1). */
type NeededBy = 'cases' | 'support requests' | 'task texts' | 'views';

export interface WantedProperty {
  /** Where the portal file names it. */
  readonly key: string;
  readonly object: PortalObject;
  readonly name: string;
  /** The label that `prepare` gives it. */
  readonly label: string;
  readonly kind: 'choice' | 'choices' | 'checkbox' | 'date' | 'datetime' | 'text';
  /** Option values that the service reads or writes. */
  readonly options: readonly string[];
  /** Of the options; each is its own label where there are none. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly neededBy: NeededBy;
}

export interface WantedPipeline {
  readonly key: string;
  /** Label or id, like the stages. */
  readonly name: string;
  readonly stages: readonly { readonly key: string; readonly name: string; readonly state: Stage }[];
  readonly neededBy: NeededBy;
}

const YES_NO_LABELS: Readonly<Record<YesNoProperty, string>> = {
  customerSaved: 'Customer Saved',
  cancellationApproval: 'Cancellation Approval',
  outstandingInvoice: 'Outstanding Invoice',
  financeApproval: 'Finance Approval',
};

export function wantedProperties(portal: PortalConfig): readonly WantedProperty[] {
  return [
    ...ticketProperties(portal),
    ...companyProperties(portal),
    ...supportProperties(portal),
    ...shownProperties(portal),
  ];
}

/** X1: what tickets and companies show of their cases, where the portal file says to write it. */
function shownProperties({ ticket, company }: PortalConfig): readonly WantedProperty[] {
  if (!ticket.shown.write) return [];
  const { properties } = ticket.shown;
  const { caseTicket } = company.properties;
  return [
    ...SHOWN_FIELDS.map((field) => {
      const key = `ticket.shown.properties.${field}`;
      return { key, object: 'ticket' as const, name: properties[field], ...shownProperty(field) };
    }),
    {
      key: 'company.properties.caseTicket',
      object: 'company',
      name: caseTicket,
      ...shownProperty('caseTicket'),
    },
  ];
}

function shownProperty(
  field: keyof typeof SHOWN_PROPERTIES,
): Pick<WantedProperty, 'label' | 'kind' | 'options' | 'labels' | 'neededBy'> {
  const { label, kind, options } = SHOWN_PROPERTIES[field];
  return { label, kind, options: Object.keys(options), labels: options, neededBy: 'views' };
}

function ticketProperties(portal: PortalConfig): readonly WantedProperty[] {
  const { properties, determinations, checkboxes } = portal.ticket;
  const of = (key: keyof typeof properties) =>
    ({ key: `ticket.properties.${key}`, object: 'ticket', name: properties[key], neededBy: 'cases' }) as const;
  return [
    ...YES_NO_PROPERTIES.map((key) => ({
      ...of(key),
      label: YES_NO_LABELS[key],
      kind: checkboxes.includes(key) ? ('checkbox' as const) : ('choice' as const),
      options: [writeYesNo('Yes', key, portal), writeYesNo('No', key, portal)],
    })),
    { ...of('rcmCancellationDate'), label: 'RCM Cancellation Date', kind: 'date', options: [] },
    {
      ...of('invoiceDetermination'),
      label: 'Invoice Determination',
      kind: 'choice',
      options: Object.values(determinations),
    },
  ];
}

function companyProperties({ company }: PortalConfig): readonly WantedProperty[] {
  const { properties, statuses, serviceLines } = company;
  const object = 'company';
  return [
    {
      ...{ key: 'company.properties.clientStatus', object, name: properties.clientStatus, label: 'Client Status' },
      ...{ kind: 'choice', options: Object.values(statuses), neededBy: 'cases' },
    },
    {
      ...{ key: 'company.properties.serviceLine', object, name: properties.serviceLine, label: 'Service Line' },
      ...{ kind: 'choice', options: Object.values(serviceLines), neededBy: 'task texts' },
    },
  ];
}

function supportProperties({ supportRequests }: PortalConfig): readonly WantedProperty[] {
  const { properties, form, changes } = supportRequests;
  const of = (key: keyof typeof properties) =>
    ({
      key: `supportRequests.properties.${key}`,
      object: 'ticket',
      name: properties[key],
      neededBy: 'support requests',
    }) as const;
  return [
    { ...of('form'), label: 'Support Form', kind: 'choice', options: [form] },
    { ...of('requestedChange'), label: 'Requested Change', kind: 'choice', options: Object.values(changes) },
    { ...of('requestedDate'), label: 'Requested RCM Cancellation Date', kind: 'date', options: [] },
    { ...of('explanation'), label: 'Change Explanation', kind: 'text', options: [] },
  ];
}

export function wantedPipelines({ ticket, supportRequests }: PortalConfig): readonly WantedPipeline[] {
  const { newStage, closedStage } = supportRequests;
  return [
    {
      key: 'ticket.pipeline',
      name: ticket.pipeline,
      stages: [
        ...ticket.openStages.map((name) => ({ key: 'ticket.openStages', name, state: 'open' as const })),
        { key: 'ticket.closedStage', name: ticket.closedStage, state: 'closed' },
      ],
      neededBy: 'cases',
    },
    {
      key: 'supportRequests.pipeline',
      name: supportRequests.pipeline,
      stages: [
        { key: 'supportRequests.newStage', name: newStage, state: 'open' },
        { key: 'supportRequests.closedStage', name: closedStage, state: 'closed' },
      ],
      neededBy: 'support requests',
    },
  ];
}
