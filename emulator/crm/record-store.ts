import type { CrmRecord } from '../model/types';

export interface RecordSnapshot {
  readonly records: readonly CrmRecord[];
  /** [type id, merged-away id, surviving id] */
  readonly aliases: readonly (readonly [string, string, string])[];
}

/** Holds records by type and id, and remembers under which id a merged record lives on. */
export class RecordStore {
  private readonly byType = new Map<string, Map<string, CrmRecord>>();
  private readonly aliases = new Map<string, string>();

  /** Follows merges: an old id answers with the surviving record, whose id is then another one. */
  public get(typeId: string, id: string): CrmRecord | undefined {
    return this.byType.get(typeId)?.get(this.survivor(typeId, id));
  }

  public survivor(typeId: string, id: string): string {
    let current = id;
    for (
      let next = this.aliases.get(`${typeId}:${current}`);
      next !== undefined;
      next = this.aliases.get(`${typeId}:${current}`)
    ) {
      current = next;
    }
    return current;
  }

  public all(typeId: string): readonly CrmRecord[] {
    return [...(this.byType.get(typeId)?.values() ?? [])];
  }

  public put(record: CrmRecord): void {
    const records = this.byType.get(record.typeId) ?? new Map<string, CrmRecord>();
    this.byType.set(record.typeId, records);
    records.set(record.id, record);
  }

  /** Takes a record away for good: its id now stands for another one. */
  public alias(typeId: string, oldId: string, newId: string): void {
    this.byType.get(typeId)?.delete(oldId);
    this.aliases.set(`${typeId}:${oldId}`, newId);
  }

  public clear(): void {
    this.byType.clear();
    this.aliases.clear();
  }

  public snapshot(): RecordSnapshot {
    return {
      records: [...this.byType.values()].flatMap((records) => [...records.values()]),
      aliases: [...this.aliases].map(([key, id]) => {
        const [typeId = '', oldId = ''] = key.split(':');
        return [typeId, oldId, id] as const;
      }),
    };
  }

  public restore(snapshot: RecordSnapshot): void {
    this.clear();
    for (const record of snapshot.records) this.put(record);
    for (const [typeId, oldId, newId] of snapshot.aliases) this.aliases.set(`${typeId}:${oldId}`, newId);
  }
}
