/** The object types that the emulator knows: their names in paths, ids, scopes and own property names. */
export interface ObjectType {
  readonly typeId: string;
  /** Name in paths: `/crm/objects/2026-09/<plural>`. */
  readonly plural: string;
  /** Name in classic webhook subscriptions (`ticket.creation`) and association names. */
  readonly singular: string;
  readonly readScopes: readonly string[];
  readonly writeScopes: readonly string[];
  readonly createdProperty: string;
  readonly modifiedProperty: string;
  /** Given when a request names no properties. */
  readonly defaultProperties: readonly string[];
  /** Must be set on creation. */
  readonly requiredProperties: readonly string[];
  /** Where the `query` of a search looks. */
  readonly searchedProperties: readonly string[];
}

const ACTIVITY_SCOPES = {
  readScopes: ['crm.objects.contacts.read'],
  writeScopes: ['crm.objects.contacts.write'],
} as const;

const PLAIN = {
  createdProperty: 'createdate',
  modifiedProperty: 'hs_lastmodifieddate',
  requiredProperties: [],
} as const;
const ACTIVITY = {
  ...ACTIVITY_SCOPES,
  createdProperty: 'hs_createdate',
  modifiedProperty: 'hs_lastmodifieddate',
  requiredProperties: ['hs_timestamp'],
  defaultProperties: [],
} as const;

const OBJECT_TYPES: readonly ObjectType[] = [
  {
    ...PLAIN,
    typeId: '0-5',
    plural: 'tickets',
    singular: 'ticket',
    readScopes: ['tickets', 'crm.objects.tickets.read'],
    writeScopes: ['tickets', 'crm.objects.tickets.write'],
    defaultProperties: [
      'subject',
      'content',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_category',
      'hs_ticket_priority',
    ],
    requiredProperties: ['hs_pipeline_stage'],
    searchedProperties: ['subject', 'content', 'hs_ticket_category'],
  },
  {
    ...PLAIN,
    typeId: '0-2',
    plural: 'companies',
    singular: 'company',
    readScopes: ['crm.objects.companies.read'],
    writeScopes: ['crm.objects.companies.write'],
    defaultProperties: ['name', 'domain'],
    searchedProperties: ['name', 'domain', 'phone'],
  },
  {
    ...PLAIN,
    typeId: '0-1',
    plural: 'contacts',
    singular: 'contact',
    modifiedProperty: 'lastmodifieddate',
    readScopes: ['crm.objects.contacts.read'],
    writeScopes: ['crm.objects.contacts.write'],
    defaultProperties: ['firstname', 'lastname', 'email'],
    searchedProperties: ['firstname', 'lastname', 'email'],
  },
  { ...ACTIVITY, typeId: '0-46', plural: 'notes', singular: 'note', searchedProperties: ['hs_note_body'] },
  {
    ...ACTIVITY,
    typeId: '0-27',
    plural: 'tasks',
    singular: 'task',
    searchedProperties: ['hs_task_subject', 'hs_task_body'],
  },
  {
    ...ACTIVITY,
    // HubSpot asks for the scope of contacts besides; of several the emulator asks for one.
    readScopes: ['sales-email-read'],
    typeId: '0-49',
    plural: 'emails',
    singular: 'email',
    searchedProperties: ['hs_email_subject'],
  },
  { ...ACTIVITY, typeId: '0-48', plural: 'calls', singular: 'call', searchedProperties: ['hs_call_title'] },
  { ...ACTIVITY, typeId: '0-47', plural: 'meetings', singular: 'meeting', searchedProperties: ['hs_meeting_title'] },
  {
    ...PLAIN,
    typeId: '0-53',
    plural: 'invoices',
    singular: 'invoice',
    readScopes: ['crm.objects.invoices.read'],
    writeScopes: ['crm.objects.invoices.write'],
    defaultProperties: ['hs_number', 'hs_invoice_status'],
    searchedProperties: ['hs_number'],
  },
  {
    ...PLAIN,
    typeId: '0-115',
    plural: 'users',
    singular: 'user',
    createdProperty: 'hs_createdate',
    readScopes: ['crm.objects.users.read'],
    writeScopes: ['crm.objects.users.write'],
    defaultProperties: [],
    searchedProperties: ['hs_email', 'hs_given_name', 'hs_family_name'],
  },
];

/** Finds a type by plural, singular or id (`tickets`, `ticket`, `0-5`), as HubSpot's paths allow. */
export function findObjectType(name: string): ObjectType | undefined {
  const wanted = name.toLowerCase();
  return OBJECT_TYPES.find((type) => [type.plural, type.singular, type.typeId].includes(wanted));
}

export function objectTypeOf(typeId: string): ObjectType {
  const type = findObjectType(typeId);
  if (type === undefined) throw new Error(`Object type ${typeId} is not one of the emulator's`);
  return type;
}

export function allObjectTypes(): readonly ObjectType[] {
  return OBJECT_TYPES;
}
