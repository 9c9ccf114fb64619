import { defaultAssociationType } from '../../../emulator/model/association-types';
import type { RecordRef, Source } from '../../../emulator/model/types';
import { clock } from '../clock';
import { DAY, type Deed, type Trouble, type Who } from '../scenario';

export const TYPE = { ticket: '0-5', company: '0-2', note: '0-46', task: '0-27', invoice: '0-53' } as const;

/** The emulator's people by their first names. */
export const USERS: Readonly<Partial<Record<Who, number>>> = {
  casey: 5001,
  sasha: 5002,
  finn: 5003,
  faye: 5004,
  robin: 5005,
};

/** Deeds that change the portal; the others are sent to the service itself, or disturb it. */
export type PortalDeed = Exclude<
  Deed,
  Trouble | { readonly kind: 'rescind' | 'changeDate' | 'approve' | 'nonsense' | 'recheck' }
>;

export function sourceOf(who: Who): Source {
  const userId = USERS[who];
  if (userId !== undefined)
    return { sourceType: 'CRM_UI', sourceId: `userId:${String(userId)}`, updatedByUserId: userId };
  return who === 'import'
    ? { sourceType: 'IMPORT', sourceId: '77' }
    : { sourceType: 'AUTOMATION_PLATFORM', sourceId: '88' };
}

export function types(fromTypeId: string, toTypeId: string): NonNullable<ReturnType<typeof defaultAssociationType>>[] {
  const type = defaultAssociationType(fromTypeId, toTypeId);
  return type === undefined ? [] : [type];
}

/** A day as people type it; none clears it. */
export function dayIn(days: number | null): string {
  return days === null ? '' : new Date(clock.now + days * DAY).toISOString().slice(0, 10);
}

export function nameOf({ typeId, id }: RecordRef): string {
  const name = Object.entries(TYPE).find(([, type]) => type === typeId)?.[0] ?? typeId;
  return `${name} ${id}`;
}
