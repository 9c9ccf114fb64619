import type { BroughtBy } from '../../sop/vocabulary/timeline';

/**
 * X1: what HubSpot's `sourceType` of a property change proves. The list is open-ended: HubSpot documents the field as a
 * plain string, and adds names. A source that is in neither table is an automation, whatever user it names.
 * The names are those of the enums in HubSpot's published API documents.
 */

/** Behind these is a person who changed this very value. The setting `people.sources` adds to them. */
const PEOPLE: readonly string[] = [
  'CRM_UI',
  'CRM_UI_BULK_ACTION',
  'MOBILE_IOS',
  'MOBILE_ANDROID',
  'HELP_DESK',
  'CONVERSATIONS',
];

/**
 * | source | a value that ... | counts as |
 * |---|---|---|
 * | MERGE_OBJECTS, MERGE_COMPANIES, MERGE_CONTACTS | came from the other record of a merge | brought |
 * | MERGE_REVERT_OBJECTS | came back when a merge was undone | brought |
 * | CLONE_OBJECTS | was copied into a new record | brought |
 * | RESTORE_OBJECTS, RECYCLING_BIN | came back with a record out of the recycling bin | brought: whoever gave it before still did |
 * | PROPERTY_RESTORE | came back with a property that had been archived | the same |
 * | DEFAULT, PROPERTY_DEFAULT_VALUE | is the property's default value | brought |
 */
const ALWAYS_BROUGHT: ReadonlyMap<string, BroughtBy> = new Map([
  ['MERGE_OBJECTS', 'merge'],
  ['MERGE_COMPANIES', 'merge'],
  ['MERGE_CONTACTS', 'merge'],
  ['MERGE_REVERT_OBJECTS', 'merge'],
  ['CLONE_OBJECTS', 'clone'],
  ['RESTORE_OBJECTS', 'restore'],
  ['RECYCLING_BIN', 'restore'],
  ['PROPERTY_RESTORE', 'restore'],
  ['DEFAULT', 'default'],
  ['PROPERTY_DEFAULT_VALUE', 'default'],
]);

/**
 * Sources that copy whole records from somewhere else. What they create a record with is brought; what they change
 * in an existing record is an automation's change, like any other.
 */
const CARRIERS: readonly string[] = [
  'IMPORT',
  'MIGRATION',
  'SALESFORCE',
  'INTEGRATIONS_SYNC',
  'PORTAL_OBJECT_SYNC',
  'EMAIL_INBOX_IMPORT',
];

/** `more`: the setting `people.sources`, which takes no source of software. */
export function isPeoplesSource(source: string, more: readonly string[]): boolean {
  return PEOPLE.includes(source) || more.includes(source);
}

/** Undefined for what a person or an automation did. */
export function broughtBy(source: string, atCreation: boolean): BroughtBy | undefined {
  return ALWAYS_BROUGHT.get(source) ?? (atCreation && CARRIERS.includes(source) ? 'import' : undefined);
}
