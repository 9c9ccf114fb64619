import { notFound } from '../http/errors';
import type { AssociationType } from '../model/association-types';
import { objectTypeOf } from '../model/object-types';
import type { Change, ChangeListener, CrmRecord, RecordRef, Source } from '../model/types';
import type { PipelineStore } from '../portal/pipeline-store';
import type { Clock } from '../state/clock';
import type { Ids } from '../state/ids';
import type { AssociationChange, AssociationStore } from './association-store';
import { valueOf, withEntry } from './history';
import { mergeRecords } from './merge';
import type { Properties, PropertyRules } from './property-rules';
import type { RecordStore } from './record-store';

export interface NewAssociation {
  readonly to: RecordRef;
  readonly types: readonly AssociationType[];
}

export interface CrmParts {
  readonly records: RecordStore;
  readonly associations: AssociationStore;
  readonly rules: PropertyRules;
  readonly pipelines: PipelineStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

const CALCULATED: Source = { sourceType: 'CALCULATED' };

/** Every write to records goes through here: it keeps histories, calculated values and associations, and tells the listener. */
export class Crm {
  public constructor(
    private readonly parts: CrmParts,
    private readonly listener: ChangeListener,
  ) {}

  /** A record that is there and not archived; follows merges. */
  public live(typeId: string, id: string): CrmRecord {
    const record = this.parts.records.get(typeId, id);
    if (record === undefined || record.archivedAt !== undefined)
      throw notFound(`Object not found.  objectId are usually numeric.`);
    return record;
  }

  /** Throws what a write would throw for its values, without writing. */
  public checkValues(typeId: string, written: Properties, before: CrmRecord | undefined): void {
    this.parts.rules.check(typeId, written, before);
  }

  public create(
    typeId: string,
    written: Properties,
    associations: readonly NewAssociation[],
    source: Source,
  ): CrmRecord {
    const given = source.sourceType === 'CRM_UI' ? { ...this.parts.rules.unticked(typeId), ...written } : written;
    const values = this.parts.rules.check(typeId, given, undefined);
    const linked = associations.map(({ to, types }) => ({ to: this.live(to.typeId, to.id), types }));
    const timestamp = this.parts.clock.iso();
    const id = String(this.parts.ids.next());
    const blank: CrmRecord = { typeId, id, createdAt: timestamp, updatedAt: timestamp, origin: source, histories: {} };
    const changes: Change[] = [{ kind: 'created', ref: { typeId, id }, source, at: Date.parse(timestamp) }];
    const record = this.write(blank, values, source, changes);
    for (const { to, types } of linked) {
      for (const type of types) changes.push(...this.link({ typeId, id }, to, type, source));
    }
    this.listener(changes);
    return record;
  }

  public update(typeId: string, id: string, written: Properties, source: Source): CrmRecord {
    const before = this.live(typeId, id);
    const values = this.parts.rules.check(typeId, written, before);
    const changes: Change[] = [];
    const record = this.write(before, values, source, changes);
    this.listener(changes);
    return record;
  }

  /** False if there was nothing to archive. */
  public archive(typeId: string, id: string, source: Source): boolean {
    const record = this.parts.records.get(typeId, id);
    if (record === undefined) return false;
    if (record.archivedAt !== undefined) return true;
    this.parts.records.put({ ...record, archivedAt: this.parts.clock.iso(), updatedAt: this.parts.clock.iso() });
    this.listener([{ kind: 'deleted', ref: record, source, at: this.parts.clock.now() }]);
    return true;
  }

  public restore(typeId: string, id: string, source: Source): CrmRecord {
    const record = this.parts.records.get(typeId, id);
    if (record?.archivedAt === undefined) throw notFound('There is no archived record with that id.');
    const { createdAt, histories, origin } = record;
    const updatedAt = this.parts.clock.iso();
    const restored: CrmRecord = { typeId, id: record.id, createdAt, updatedAt, ...(origin && { origin }), histories };
    this.parts.records.put(restored);
    this.listener([{ kind: 'restored', ref: restored, source, at: this.parts.clock.now() }]);
    return restored;
  }

  /** A new record with the values and companies of another one, as people make it; notes and files stay behind. */
  public clone(typeId: string, id: string, changed: Properties, source: Source): CrmRecord {
    const original = this.live(typeId, id);
    const names = Object.keys(original.histories).filter((name) => this.parts.rules.isWritable(typeId, name));
    const copied = names.flatMap((name) => {
      const value = valueOf(original, name) ?? '';
      return value === '' ? [] : [[name, value] as const];
    });
    const companies = this.parts.associations
      .all(original)
      .filter(({ to }) => ['company', 'contact'].includes(objectTypeOf(to.typeId).singular));
    return this.create(typeId, { ...Object.fromEntries(copied), ...changed }, companies, {
      ...source,
      sourceType: 'CLONE_OBJECTS',
    });
  }

  /** As HubSpot since 2025: a third record with a new id holds what both were, and both old ids answer with it. */
  public merge(typeId: string, primaryId: string, otherId: string, source: Source): CrmRecord {
    const primary = this.live(typeId, primaryId);
    const other = this.live(typeId, otherId);
    if (primary.id === other.id) throw notFound('A record cannot be merged with itself.');
    const id = String(this.parts.ids.next());
    const merged = mergeRecords(primary, other, id, this.parts.clock.iso(), source);
    this.parts.records.put(merged.record);
    for (const old of [primary, other]) this.handOver(old, { typeId, id });
    this.listener([
      {
        kind: 'merged',
        ref: { typeId, id },
        primaryId: primary.id,
        mergedIds: [other.id],
        propertiesMoved: merged.propertiesMoved,
        source,
        at: this.parts.clock.now(),
      },
    ]);
    return merged.record;
  }

  public associate(from: RecordRef, to: RecordRef, types: readonly AssociationType[], source: Source): void {
    const here = this.live(from.typeId, from.id);
    const there = this.live(to.typeId, to.id);
    this.listener(types.flatMap((type) => this.link(here, there, type, source)));
  }

  public dissociate(from: RecordRef, to: RecordRef, only: readonly number[] | undefined, source: Source): void {
    const fromId = this.parts.records.survivor(from.typeId, from.id);
    const toId = this.parts.records.survivor(to.typeId, to.id);
    const removed = this.parts.associations.remove({ ...from, id: fromId }, { ...to, id: toId }, only);
    this.listener(this.associationChanges(removed, source));
  }

  private write(before: CrmRecord, values: Properties, source: Source, changes: Change[]): CrmRecord {
    const timestamp = this.parts.clock.iso();
    let record = before;
    for (const [name, value] of Object.entries(values)) {
      if ((valueOf(record, name) ?? '') === value) continue;
      record = withEntry(record, name, { value, timestamp, ...source });
      changes.push({
        kind: 'property',
        type: this.parts.rules.typeOf(record.typeId, name),
        ref: { typeId: record.typeId, id: record.id },
        name,
        value,
        source,
        at: Date.parse(timestamp),
      });
    }
    record = this.recalculate(record, timestamp);
    this.parts.records.put(record);
    return record;
  }

  private recalculate(record: CrmRecord, timestamp: string): CrmRecord {
    switch (objectTypeOf(record.typeId).singular) {
      case 'ticket':
        return this.recalculateTicket(record, timestamp);
      case 'task':
        return recalculateTask(record, timestamp);
      default:
        return record;
    }
  }

  /** A ticket knows whether its stage is a closed one, and since when. */
  private recalculateTicket(record: CrmRecord, timestamp: string): CrmRecord {
    const closed = this.parts.pipelines.isClosed(
      record.typeId,
      valueOf(record, 'hs_pipeline'),
      valueOf(record, 'hs_pipeline_stage'),
    );
    if (valueOf(record, 'hs_is_closed') === String(closed)) return record;
    const known = withEntry(record, 'hs_is_closed', { value: String(closed), timestamp, ...CALCULATED });
    if (!closed && valueOf(record, 'closed_date') === undefined) return known;
    return withEntry(known, 'closed_date', { value: closed ? timestamp : '', timestamp, ...CALCULATED });
  }

  private link(from: RecordRef, to: RecordRef, type: AssociationType, source: Source): readonly Change[] {
    return this.associationChanges(this.parts.associations.add(from, to, type), source);
  }

  private associationChanges(changes: readonly AssociationChange[], source: Source): readonly Change[] {
    return changes.map(({ from, to, type, removed }) => ({
      kind: 'association',
      from: { typeId: from.typeId, id: from.id },
      to: { typeId: to.typeId, id: to.id },
      typeId: type.typeId,
      removed,
      primary: type.label === 'Primary',
      source,
      at: this.parts.clock.now(),
    }));
  }

  /** Gives the associations of a merged-away record to the new one; HubSpot sends no events for these. */
  private handOver(old: CrmRecord, survivor: RecordRef): void {
    for (const link of this.parts.associations.all(old)) {
      this.parts.associations.remove(old, link.to);
      for (const type of link.types) {
        if (type.label === undefined) this.parts.associations.add(survivor, link.to, type);
      }
    }
    this.parts.records.alias(old.typeId, old.id, survivor.id);
  }
}

/** A task knows when it was completed. */
function recalculateTask(record: CrmRecord, timestamp: string): CrmRecord {
  const completed = valueOf(record, 'hs_task_status') === 'COMPLETED';
  const known = valueOf(record, 'hs_task_completion_date') ?? '';
  if (completed === (known !== '')) return record;
  return withEntry(record, 'hs_task_completion_date', { value: completed ? timestamp : '', timestamp, ...CALCULATED });
}
