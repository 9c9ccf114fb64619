/** What a record's page shows of a type: its name, its properties in groups, and what is associated with it. */

const SERVICE = /^at_risk_/;

const AT_RISK = [
  'customer_saved',
  'rcm_cancellation_date',
  'cancellation_approval',
  'outstanding_invoice',
  'invoice_determination',
  'finance_approval',
];
const SUPPORT = ['support_form', 'requested_change', 'requested_rcm_cancellation_date', 'change_explanation'];

export const SHAPES = {
  tickets: {
    singular: 'Ticket',
    nameOf: ({ subject }) => subject,
    about: ['hs_pipeline_stage', 'hubspot_owner_id', 'subject', 'content', 'hs_pipeline', 'createdate', 'closed_date'],
    groups: [
      ['At-Risk', AT_RISK],
      ['PrimeSupport', SUPPORT],
    ],
    associations: ['companies', 'contacts', 'tickets', 'invoices'],
  },
  companies: {
    singular: 'Company',
    nameOf: ({ name }) => name,
    about: ['client_status', 'service_line', 'hubspot_owner_id', 'name', 'domain', 'phone', 'createdate'],
    groups: [],
    associations: ['tickets', 'contacts', 'invoices'],
  },
  contacts: {
    singular: 'Contact',
    nameOf: ({ firstname, lastname }) => [firstname, lastname].filter(Boolean).join(' '),
    about: ['firstname', 'lastname', 'email', 'hubspot_owner_id', 'createdate'],
    groups: [],
    associations: ['companies', 'tickets', 'invoices'],
  },
  invoices: {
    singular: 'Invoice',
    nameOf: ({ hs_number: number }) => number,
    about: ['hs_number', 'hs_invoice_status', 'hs_balance_due', 'hs_amount_billed', 'hs_currency', 'createdate'],
    groups: [],
    associations: ['companies', 'tickets'],
  },
};

/** The groups of properties of one record: `[title, names]`. The group that fits the ticket's pipeline comes first. */
export function groupsOf(type, definitions, pipelineLabel) {
  const { about, groups, singular } = SHAPES[type];
  const exists = (names) => names.filter((name) => definitions.has(name));
  const named = new Set([...about, ...groups.flatMap(([, names]) => names)]);
  const rest = [...definitions.values()].filter(
    ({ name, hubspotDefined }) => !hubspotDefined && !named.has(name) && !isOfHubSpot(name),
  );
  const fitting = groups.filter(([title]) => title === pipelineLabel);
  const other = groups.filter(([title]) => title !== pipelineLabel).map(([title, names]) => [title, names, true]);
  const isSupport = pipelineLabel === 'PrimeSupport';
  return [
    ...fitting,
    ['Set by the At-Risk Closer', rest.filter(({ name }) => SERVICE.test(name)).map(({ name }) => name), isSupport],
    [`About this ${singular.toLowerCase()}`, about],
    ['Other properties', rest.filter(({ name }) => !SERVICE.test(name)).map(({ name }) => name), true],
    ...other,
  ]
    .map(([title, names, isFolded]) => ({ title, names: exists(names), isFolded: isFolded === true }))
    .filter(({ names }) => names.length > 0);
}

/** Properties that the emulator has for every type, or for tickets, and that a person does not fill in. */
const isOfHubSpot = (name) =>
  name.startsWith('hs_') || ['createdate', 'lastmodifieddate', 'closed_date', 'hubspot_owner_id'].includes(name);

export const isReadOnly = (definition) =>
  SERVICE.test(definition.name) ||
  definition.name === 'hs_pipeline' ||
  definition.calculated === true ||
  definition.modificationMetadata?.readOnlyValue === true;
