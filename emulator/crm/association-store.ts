import {
  defaultAssociationType,
  findAssociationType,
  ownsPrimary,
  type AssociationType,
} from '../model/association-types';
import type { RecordRef } from '../model/types';

/** One direction between two records with all its types. */
export interface Link {
  readonly to: RecordRef;
  readonly types: readonly AssociationType[];
}

export interface AssociationChange {
  readonly from: RecordRef;
  readonly to: RecordRef;
  readonly type: AssociationType;
  readonly removed: boolean;
}

/** [from type, from id, to type, to id, association type numbers] */
export type AssociationSnapshot = readonly (readonly [string, string, string, string, readonly number[]])[];

const keyOf = (ref: RecordRef): string => `${ref.typeId}:${ref.id}`;

/** Which records belong together. Both directions are kept, as HubSpot does; every method says what it changed. */
export class AssociationStore {
  private readonly links = new Map<string, Map<string, Link>>();

  public between(from: RecordRef, toTypeId: string): readonly Link[] {
    return [...(this.links.get(keyOf(from))?.values() ?? [])].filter((link) => link.to.typeId === toTypeId);
  }

  public all(from: RecordRef): readonly Link[] {
    return [...(this.links.get(keyOf(from))?.values() ?? [])];
  }

  /** Adds one type and what comes along with it: a label brings the unlabelled type, a first company becomes primary. */
  public add(from: RecordRef, to: RecordRef, type: AssociationType): readonly AssociationChange[] {
    const unlabelled = defaultAssociationType(from.typeId, to.typeId);
    const wanted = type.label === undefined || unlabelled === undefined ? [type] : [unlabelled, type];
    const changes = wanted.flatMap((each) => this.addOne(from, to, each));
    return [...changes, ...this.addFirstPrimary(from, to)];
  }

  /** Removes every type between two records, or only the ones named. */
  public remove(from: RecordRef, to: RecordRef, only?: readonly number[]): readonly AssociationChange[] {
    const link = this.links.get(keyOf(from))?.get(keyOf(to));
    const types = (link?.types ?? []).filter((type) => only === undefined || only.includes(type.typeId));
    return types.flatMap((type) => this.removeOne(from, to, type));
  }

  private addOne(from: RecordRef, to: RecordRef, type: AssociationType): readonly AssociationChange[] {
    if (this.has(from, to, type)) return [];
    const displaced = [
      ...(ownsPrimary(type) ? this.otherPrimary(from, to, type) : []),
      ...this.inverseOf(type).flatMap((inverse) => (ownsPrimary(inverse) ? this.otherPrimary(to, from, inverse) : [])),
    ];
    this.write(from, to, [...this.typesOf(from, to), type]);
    for (const inverse of this.inverseOf(type)) {
      if (!this.has(to, from, inverse)) this.write(to, from, [...this.typesOf(to, from), inverse]);
    }
    return [...displaced, { from, to, type, removed: false }];
  }

  private removeOne(from: RecordRef, to: RecordRef, type: AssociationType): readonly AssociationChange[] {
    this.write(
      from,
      to,
      this.typesOf(from, to).filter((other) => other.typeId !== type.typeId),
    );
    this.write(
      to,
      from,
      this.typesOf(to, from).filter((other) => other.typeId !== type.inverse),
    );
    return [{ from, to, type, removed: true }];
  }

  private addFirstPrimary(from: RecordRef, to: RecordRef): readonly AssociationChange[] {
    const there = defaultAssociationType(from.typeId, to.typeId);
    const back = defaultAssociationType(to.typeId, from.typeId);
    if (there?.primary !== undefined) return this.addPrimaryIfNone(from, to, there.primary);
    if (back?.primary !== undefined) return this.addPrimaryIfNone(to, from, back.primary);
    return [];
  }

  private addPrimaryIfNone(owner: RecordRef, company: RecordRef, primaryTypeId: number): readonly AssociationChange[] {
    const type = findAssociationType(owner.typeId, company.typeId, primaryTypeId);
    const taken = this.between(owner, company.typeId).some((link) =>
      link.types.some((each) => each.typeId === primaryTypeId),
    );
    return type === undefined || taken ? [] : this.addOne(owner, company, type);
  }

  /** A record has one primary company: naming another one takes the label from the first. */
  private otherPrimary(owner: RecordRef, company: RecordRef, type: AssociationType): readonly AssociationChange[] {
    return this.between(owner, company.typeId)
      .filter((link) => link.to.id !== company.id && link.types.some((each) => each.typeId === type.typeId))
      .flatMap((link) => this.removeOne(owner, link.to, type));
  }

  private inverseOf(type: AssociationType): readonly AssociationType[] {
    const inverse = findAssociationType(type.toTypeId, type.fromTypeId, type.inverse);
    return inverse === undefined ? [] : [inverse];
  }

  private has(from: RecordRef, to: RecordRef, type: AssociationType): boolean {
    return this.typesOf(from, to).some((other) => other.typeId === type.typeId);
  }

  private typesOf(from: RecordRef, to: RecordRef): readonly AssociationType[] {
    return this.links.get(keyOf(from))?.get(keyOf(to))?.types ?? [];
  }

  private write(from: RecordRef, to: RecordRef, types: readonly AssociationType[]): void {
    const links = this.links.get(keyOf(from)) ?? new Map<string, Link>();
    this.links.set(keyOf(from), links);
    if (types.length === 0) links.delete(keyOf(to));
    else links.set(keyOf(to), { to, types });
  }

  public clear(): void {
    this.links.clear();
  }

  public snapshot(): AssociationSnapshot {
    return [...this.links].flatMap(([key, links]) => {
      const [fromType = '', fromId = ''] = key.split(':');
      return [...links.values()].map(
        (link) => [fromType, fromId, link.to.typeId, link.to.id, link.types.map((type) => type.typeId)] as const,
      );
    });
  }

  public restore(snapshot: AssociationSnapshot): void {
    this.clear();
    for (const [fromType, fromId, toType, toId, numbers] of snapshot) {
      const types = numbers.flatMap((typeId) => findAssociationType(fromType, toType, typeId) ?? []);
      this.write({ typeId: fromType, id: fromId }, { typeId: toType, id: toId }, types);
    }
  }
}
