import { objectTypeOf } from './object-types';

/** One direction of a HubSpot-defined association. */
export interface AssociationType {
  readonly fromTypeId: string;
  readonly toTypeId: string;
  readonly typeId: number;
  /** Only labelled types have one; `Primary` is the only label that HubSpot defines here. */
  readonly label?: string;
  readonly inverse: number;
  /** The primary type that comes along with the first association of this unlabelled type. */
  readonly primary?: number;
}

const TICKET = '0-5';
const COMPANY = '0-2';
const CONTACT = '0-1';
const NOTE = '0-46';
const TASK = '0-27';
const INVOICE = '0-53';
const EMAIL = '0-49';
const CALL = '0-48';
const MEETING = '0-47';

/** [from, to, type id there, type id back], from `AssociationTypes` of HubSpot's client and HubSpot's documentation. */
const UNLABELLED: readonly (readonly [string, string, number, number])[] = [
  [TICKET, CONTACT, 16, 15],
  [TICKET, NOTE, 227, 228],
  [TICKET, TASK, 229, 230],
  [TICKET, CALL, 219, 220],
  [TICKET, EMAIL, 223, 224],
  [TICKET, MEETING, 225, 226],
  [TICKET, TICKET, 452, 452],
  [COMPANY, NOTE, 189, 190],
  [COMPANY, TASK, 191, 192],
  [COMPANY, CALL, 181, 182],
  [COMPANY, EMAIL, 185, 186],
  [COMPANY, MEETING, 187, 188],
  [COMPANY, COMPANY, 450, 450],
  [COMPANY, INVOICE, 180, 179],
  [CONTACT, NOTE, 201, 202],
  [CONTACT, TASK, 203, 204],
  [CONTACT, CALL, 193, 194],
  [CONTACT, EMAIL, 197, 198],
  [CONTACT, MEETING, 199, 200],
  [CONTACT, CONTACT, 449, 449],
  [CONTACT, INVOICE, 178, 177],
  // HubSpot offers tickets on invoices, but publishes no number for it: these two are ours.
  [TICKET, INVOICE, 986, 987],
];

/** [from, to, unlabelled there, back, primary there, back]: a record has one primary company. */
const WITH_PRIMARY: readonly (readonly [string, string, number, number, number, number])[] = [
  [TICKET, COMPANY, 339, 340, 26, 25],
  [CONTACT, COMPANY, 279, 280, 1, 2],
];

function bothWays(from: string, to: string, there: number, back: number): readonly AssociationType[] {
  const forward: AssociationType = { fromTypeId: from, toTypeId: to, typeId: there, inverse: back };
  if (from === to) return [forward];
  return [forward, { fromTypeId: to, toTypeId: from, typeId: back, inverse: there }];
}

const ASSOCIATION_TYPES: readonly AssociationType[] = [
  ...UNLABELLED.flatMap(([from, to, there, back]) => bothWays(from, to, there, back)),
  ...WITH_PRIMARY.flatMap(([from, to, there, back, primaryThere, primaryBack]) => [
    { fromTypeId: from, toTypeId: to, typeId: there, inverse: back, primary: primaryThere },
    { fromTypeId: to, toTypeId: from, typeId: back, inverse: there },
    { fromTypeId: from, toTypeId: to, typeId: primaryThere, inverse: primaryBack, label: 'Primary' },
    { fromTypeId: to, toTypeId: from, typeId: primaryBack, inverse: primaryThere, label: 'Primary' },
  ]),
];

export function findAssociationType(from: string, to: string, typeId: number): AssociationType | undefined {
  return ASSOCIATION_TYPES.find((t) => t.fromTypeId === from && t.toTypeId === to && t.typeId === typeId);
}

/** The unlabelled type between two object types, which HubSpot calls the default. */
export function defaultAssociationType(from: string, to: string): AssociationType | undefined {
  return ASSOCIATION_TYPES.find((t) => t.fromTypeId === from && t.toTypeId === to && t.label === undefined);
}

/** The record of a primary pair that can have one primary only is the one that is not a company. */
export function ownsPrimary(type: AssociationType): boolean {
  return type.label === 'Primary' && type.toTypeId === COMPANY;
}

/** `ticket_to_company` or `ticket_to_company_unlabeled`, as the `associations` of a v3 record name them. */
export function v3AssociationName(type: AssociationType): string {
  const name = `${objectTypeOf(type.fromTypeId).singular}_to_${objectTypeOf(type.toTypeId).singular}`;
  const hasPrimary = ASSOCIATION_TYPES.some(
    (t) => t.fromTypeId === type.fromTypeId && t.toTypeId === type.toTypeId && t.label === 'Primary',
  );
  return hasPrimary && type.label === undefined ? `${name}_unlabeled` : name;
}
