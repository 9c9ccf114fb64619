import type { PropertyDefinition } from '../model/types';
import { defaultProperties } from './default-properties';

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
}

/** The groups that HubSpot's own properties are in. */
const OWN_GROUPS: readonly PropertyGroup[] = ['ticketinformation', 'companyinformation', 'contactinformation'].map(
  (name) => ({ name, label: name }),
);

export type PropertySnapshot = Readonly<Record<string, readonly PropertyDefinition[]>>;

/** What properties each object type has. */
export class PropertyStore {
  private readonly byType = new Map<string, Map<string, PropertyDefinition>>();

  /** Those that were created; the state file keeps only the groups that have properties. */
  private readonly created = new Map<string, readonly PropertyGroup[]>();

  public constructor() {
    this.restore(defaultProperties());
  }

  public list(typeId: string): readonly PropertyDefinition[] {
    return [...(this.byType.get(typeId)?.values() ?? [])];
  }

  public get(typeId: string, name: string): PropertyDefinition | undefined {
    return this.byType.get(typeId)?.get(name);
  }

  public put(typeId: string, definition: PropertyDefinition): void {
    const definitions = this.byType.get(typeId) ?? new Map<string, PropertyDefinition>();
    this.byType.set(typeId, definitions);
    definitions.set(definition.name, definition);
  }

  public remove(typeId: string, name: string): boolean {
    return this.byType.get(typeId)?.delete(name) ?? false;
  }

  /** A group without a property is one that was created. */
  public groups(typeId: string): readonly PropertyGroup[] {
    const known = [...OWN_GROUPS, ...(this.created.get(typeId) ?? [])];
    const used = [...new Set(this.list(typeId).map(({ groupName }) => groupName))];
    const others = used.filter((name) => !known.some((group) => group.name === name));
    return [...known, ...others.map((name) => ({ name, label: name }))];
  }

  public addGroup(typeId: string, group: PropertyGroup): void {
    this.created.set(typeId, [...(this.created.get(typeId) ?? []), group]);
  }

  public reset(): void {
    this.created.clear();
    this.restore(defaultProperties());
  }

  public snapshot(): PropertySnapshot {
    return Object.fromEntries([...this.byType].map(([typeId, definitions]) => [typeId, [...definitions.values()]]));
  }

  public restore(snapshot: PropertySnapshot): void {
    this.byType.clear();
    for (const [typeId, definitions] of Object.entries(snapshot)) {
      for (const definition of definitions) this.put(typeId, definition);
    }
  }
}
