import type { CrmRecord, HistoryEntry } from '../../../emulator/model/types';

/** X1: what people do counts as a person's: these, and the user that HubSpot names. */
const PEOPLES_SOURCES = ['CRM_UI', 'CRM_UI_BULK_ACTION', 'MOBILE_IOS', 'MOBILE_ANDROID', 'HELP_DESK', 'CONVERSATIONS'];

export interface Change {
  readonly value: string;
  readonly at: number;
  /** The user who made it; undefined of software. */
  readonly person: number | undefined;
}

/** A property's values, the newest first. */
export function changesOf({ histories }: CrmRecord, name: string): readonly Change[] {
  return (histories[name] ?? []).map(changeOf);
}

export function valueOf(record: CrmRecord, name: string): string {
  return record.histories[name]?.[0]?.value ?? '';
}

/** When and by whom the current value was set, however often it was set again since. */
export function sinceOf(record: CrmRecord, name: string): Change | undefined {
  const changes = changesOf(record, name);
  const older = changes.findIndex(({ value }) => value !== changes[0]?.value);
  return changes[(older === -1 ? changes.length : older) - 1];
}

function changeOf({ value, timestamp, sourceType, updatedByUserId }: HistoryEntry): Change {
  return {
    value,
    at: Date.parse(timestamp),
    person: PEOPLES_SOURCES.includes(sourceType) ? updatedByUserId : undefined,
  };
}
