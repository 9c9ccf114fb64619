import { asOf } from '../../../emulator/crm/history';
import type { Selection } from '../../../emulator/crm/rendering';
import { searchSchema } from '../../../emulator/crm/search';
import { HubSpotError as Refusal } from '../../../emulator/http/errors';
import { findAssociationType } from '../../../emulator/model/association-types';
import { findObjectType } from '../../../emulator/model/object-types';
import type { CrmRecord, Source } from '../../../emulator/model/types';
import type { HubSpotClient } from '../../../src/hubspot/client/client';
import { errorOfAnswer } from '../../../src/hubspot/client/errors';
import { clock } from '../clock';
import { AT_ONCE, type Latency } from './pace';
import type { PortalRecords } from './portal';

/** How the network and HubSpot treat the service's calls. */
export interface Weather {
  /** How long a call takes. */
  takes(kind: 'read' | 'write'): Latency;
  /** Resolves when that much time has passed. */
  wait(ms: number): Promise<void>;
  /** As a call arrives that was sent at `sentAt`; throws what it then fails with. */
  before(kind: 'read' | 'write', sentAt: number): void;
  /** After it was done; throws where its answer is lost. */
  after(kind: 'read' | 'write'): void;
  /** By how many milliseconds the copy is behind that answers a read. */
  lag(kind: 'record' | 'batch'): number;
}

type Body = Readonly<Record<string, unknown>>;
interface Inputs<T> {
  readonly inputs: readonly T[];
}
interface NewRecord {
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: readonly {
    readonly to: { readonly id: string };
    readonly types: readonly { readonly associationTypeId: number }[];
  }[];
}

interface Associating {
  readonly _from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly types: readonly { readonly associationTypeId: number }[];
}
interface Dissociating {
  readonly _from: { readonly id: string };
  readonly to: readonly { readonly id: string }[];
}

/** What the endpoint says of an error, as the service's client hands it over. */
export function failed(status: number, headers: Readonly<Record<string, string>> = {}, body: Body = {}): Error {
  return errorOfAnswer(status, headers, JSON.stringify(body), clock.now);
}

/**
 * HubSpot's API client on a portal in memory, as far as the service uses it: same arguments, same answers, same errors. What
 * it leaves out is HTTP. `own` is how histories name the service.
 */
export class PortalApi {
  calls = 0;
  writes = 0;

  constructor(
    private readonly portal: PortalRecords,
    private readonly own: Source,
    private readonly weather: Weather,
  ) {}

  client(): HubSpotClient {
    const { portal } = this;
    const definitions = (objectType: string, { inputs }: Inputs<{ readonly name: string }>): unknown => ({
      results: inputs.flatMap(({ name }) => portal.properties.get(typeIdOf(objectType), name) ?? []),
    });
    const api = {
      crm: {
        tickets: { basicApi: this.basic('0-5') },
        companies: { basicApi: this.basic('0-2') },
        objects: {
          batchApi: this.batch(),
          searchApi: {
            doSearch: (type: string, body: unknown) =>
              this.read((at) => {
                const { records, after } = portal.search.find(typeIdOf(type), searchSchema.parse(body));
                const results = records.map((record) => this.rendered(record, at, {}));
                return { results, ...(after !== undefined && { paging: { next: { after } } }) };
              }),
          },
          notes: {
            basicApi: {
              ...this.basic('0-46'),
              create: (note: NewRecord) => this.write(() => this.create('0-46', note)),
            },
          },
        },
        associations: {
          v4: {
            batchApi: {
              getPage: (from: string, to: string, body: Inputs<{ readonly id: string }>) =>
                this.read((at) => this.links(typeIdOf(from), typeIdOf(to), body, at)),
              create: (from: string, to: string, body: Inputs<Associating>) =>
                this.write(() => this.associate(typeIdOf(from), typeIdOf(to), body)),
              archive: (from: string, to: string, body: Inputs<Dissociating>) =>
                this.write(() => this.dissociate(typeIdOf(from), typeIdOf(to), body)),
            },
          },
        },
        pipelines: { pipelinesApi: { getAll: () => this.ofPortal(() => ({ results: portal.pipelines.list('0-5') })) } },
        properties: { batchApi: { read: (type: string, body: never) => this.ofPortal(() => definitions(type, body)) } },
        owners: { ownersApi: { getById: (ownerId: number) => this.ofPortal(() => this.owner(String(ownerId))) } },
      },
      settings: { users: { teamsApi: { getAll: () => this.ofPortal(() => this.teams()) } } },
      files: { filesApi: { getById: (fileId: string) => this.ofPortal(() => this.file(fileId)) } },
    };
    // The rest of HubSpot's client is not there, and fails where it is used.
    return { api: api as unknown as HubSpotClient['api'], close: () => undefined };
  }

  private basic(typeId: string): object {
    return {
      getById: (id: string, properties: string[], propertiesWithHistory: string[], associations?: string[]) =>
        this.read((at) => {
          const record = this.visible(typeId, id, at);
          if (record === undefined) throw failed(404, {}, { category: 'OBJECT_NOT_FOUND' });
          return this.rendered(record, at, {
            properties,
            propertiesWithHistory,
            associations: associations?.map(typeIdOf),
          });
        }, 'record'),
      update: (id: string, { properties }: NewRecord) =>
        this.write(() => ({ id: this.portal.crm.update(typeId, id, properties, this.own).id })),
    };
  }

  private batch(): unknown {
    const { portal, own } = this;
    return {
      read: (type: string, body: Inputs<{ readonly id: string }> & Selection) =>
        this.read((at) => {
          const found = body.inputs.flatMap(({ id }) => this.visible(typeIdOf(type), id, at) ?? []);
          const each = new Map(found.map((record) => [record.id, record]));
          const { properties, propertiesWithHistory } = body;
          const selection = { properties, propertiesWithHistory };
          return { results: [...each.values()].map((record) => this.rendered(record, at, selection)) };
        }),
      create: (type: string, { inputs }: Inputs<NewRecord>) =>
        this.write(() => ({ results: inputs.map((input) => this.create(typeIdOf(type), input)) })),
      update: (type: string, { inputs }: Inputs<NewRecord & { readonly id: string }>) =>
        this.write(() => ({
          results: inputs.flatMap(({ id, properties }) => {
            if (this.visible(typeIdOf(type), id, clock.now) === undefined) return [];
            return [{ id: portal.crm.update(typeIdOf(type), id, properties, own).id }];
          }),
        })),
      archive: (type: string, { inputs }: Inputs<{ readonly id: string }>) =>
        this.write(() => {
          for (const { id } of inputs) portal.crm.archive(typeIdOf(type), id, own);
        }),
    };
  }

  private create(typeId: string, { properties, associations = [] }: NewRecord): unknown {
    const linked = associations.map(({ to, types }) => {
      const [type] = types;
      const number = type?.associationTypeId ?? 0;
      const toTypeId = ['0-5', '0-2'].find((candidate) => findAssociationType(typeId, candidate, number) !== undefined);
      const found = toTypeId === undefined ? undefined : findAssociationType(typeId, toTypeId, number);
      if (toTypeId === undefined || found === undefined) throw failed(400);
      return { to: { typeId: toTypeId, id: to.id }, types: [found] };
    });
    return { id: this.portal.crm.create(typeId, properties, linked, this.own).id };
  }

  private links(
    fromTypeId: string,
    toTypeId: string,
    { inputs }: Inputs<{ readonly id: string }>,
    at: number,
  ): unknown {
    const { records, rendering } = this.portal;
    return {
      results: inputs.flatMap(({ id }) => {
        const record = records.get(fromTypeId, id);
        if (record === undefined) return [];
        const links = rendering.liveLinks(record, toTypeId).filter(({ to }) => this.isMade(to.typeId, to.id, at));
        if (links.length === 0) return [];
        const to = links.map((link) => ({
          toObjectId: link.to.id,
          associationTypes: link.types.map((type) => ({ category: 'HUBSPOT_DEFINED', typeId: type.typeId })),
        }));
        return [{ _from: { id: record.id }, to }];
      }),
    };
  }

  private associate(fromTypeId: string, toTypeId: string, { inputs }: Inputs<Associating>): unknown {
    for (const { _from, to, types } of inputs) {
      const found = types.flatMap(({ associationTypeId }) => {
        return findAssociationType(fromTypeId, toTypeId, associationTypeId) ?? [];
      });
      if (found.length === 0) throw failed(400);
      this.portal.crm.associate({ typeId: fromTypeId, id: _from.id }, { typeId: toTypeId, id: to.id }, found, this.own);
    }
    return { results: [] };
  }

  private dissociate(fromTypeId: string, toTypeId: string, { inputs }: Inputs<Dissociating>): unknown {
    for (const { _from, to } of inputs) {
      for (const { id } of to) {
        this.portal.crm.dissociate({ typeId: fromTypeId, id: _from.id }, { typeId: toTypeId, id }, undefined, this.own);
      }
    }
    return undefined;
  }

  /** What an app wrote itself it can read at once. */
  private isMade(typeId: string, id: string, at: number): boolean {
    const record = this.portal.records.get(typeId, id);
    return record !== undefined && (Date.parse(record.createdAt) <= at || this.isOwn(record));
  }

  private isOwn(record: CrmRecord): boolean {
    return record.histories['hs_timestamp']?.at(-1)?.sourceId === this.own.sourceId;
  }

  private visible(typeId: string, id: string, at: number): CrmRecord | undefined {
    const record = this.portal.records.get(typeId, id);
    const seen = record && at < clock.now && !this.isOwn(record) ? asOf(record, new Date(at).toISOString()) : record;
    return seen === undefined || seen.archivedAt !== undefined ? undefined : seen;
  }

  private rendered(record: CrmRecord, at: number, selection: Body): unknown {
    const plain = this.portal.rendering.render(record, selection);
    const { createdAt, updatedAt, propertiesWithHistory, associations } = plain;
    return {
      id: plain.id,
      properties: plain.properties,
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
      ...(propertiesWithHistory && {
        propertiesWithHistory: Object.fromEntries(
          Object.entries(propertiesWithHistory).map(([name, entries]) => [
            name,
            entries.map((entry) => ({ ...entry, timestamp: new Date(entry.timestamp) })),
          ]),
        ),
      }),
      ...(associations && {
        associations: Object.fromEntries(
          Object.entries(associations).map(([plural, { results }]) => [
            plural,
            { results: results.filter(({ id }) => this.isMade(typeIdOf(plural), id, at)) },
          ]),
        ),
      }),
    };
  }

  private teams(): unknown {
    const { teams, users } = this.portal.people;
    return {
      results: teams.map((team) => ({
        name: team.name,
        userIds: users.filter(({ primaryTeamId }) => primaryTeamId === team.id).map(({ id }) => id),
        secondaryUserIds: users
          .filter(({ secondaryTeamIds }) => secondaryTeamIds.includes(team.id))
          .map(({ id }) => id),
      })),
    };
  }

  private owner(ownerId: string): unknown {
    const user = this.portal.people.owner(ownerId);
    if (user === undefined) throw failed(404, {}, { category: 'OBJECT_NOT_FOUND' });
    return { userId: user.id };
  }

  private file(id: string): unknown {
    const file = this.portal.files.get(id);
    if (file === undefined) throw failed(404, {}, { category: 'OBJECT_NOT_FOUND' });
    return { ...file, createdAt: new Date(file.createdAt), updatedAt: new Date(file.updatedAt), archived: false };
  }

  private read(work: (at: number) => unknown, kind: 'record' | 'batch' = 'batch'): Promise<unknown> {
    return this.call('read', () => work(clock.now - this.weather.lag(kind)));
  }

  /** What the service keeps for an hour, and all its cases share: it is there at once, so that no case waits for another's call. */
  private ofPortal(work: () => unknown): Promise<unknown> {
    return this.call('read', work, AT_ONCE);
  }

  private write(work: () => unknown): Promise<unknown> {
    this.writes += 1;
    return this.call('write', work);
  }

  private async call(
    kind: 'read' | 'write',
    work: () => unknown,
    { there, back }: Latency = this.weather.takes(kind),
  ): Promise<unknown> {
    const sentAt = clock.now;
    this.calls += 1;
    await this.pass(there);
    try {
      this.weather.before(kind, sentAt);
      const answer = work();
      this.weather.after(kind);
      return answer;
    } catch (error) {
      if (error instanceof Refusal) throw failed(error.statusCode, error.headers, { ...error.body });
      throw error;
    } finally {
      await this.pass(back);
    }
  }

  private pass(ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : this.weather.wait(ms);
  }
}

function typeIdOf(name: string): string {
  const type = findObjectType(name);
  if (type === undefined) throw new Error(`no object type ${name}`);
  return type.typeId;
}
