import type { PropertyDefinition } from '../model/types';
import { defaultProperties } from './default-properties';

export type PropertySnapshot = Readonly<Record<string, readonly PropertyDefinition[]>>;

/** What properties each object type has. */
export class PropertyStore {
  private readonly byType = new Map<string, Map<string, PropertyDefinition>>();

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

  public reset(): void {
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
