import { v3AssociationName } from '../model/association-types';
import { objectTypeOf } from '../model/object-types';
import type { CrmRecord, HistoryEntry } from '../model/types';
import type { PropertyStore } from '../portal/property-store';
import type { AssociationStore, Link } from './association-store';
import { historyOf, valueOf } from './history';
import type { RecordStore } from './record-store';

/** A record as the v3 API gives it. */
export interface RenderedRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly propertiesWithHistory?: Readonly<Record<string, readonly HistoryEntry[]>>;
  readonly associations?: Readonly<Record<string, RenderedAssociations>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived: boolean;
  readonly archivedAt?: string;
}

export interface RenderedAssociations {
  readonly results: readonly { readonly id: string; readonly type: string }[];
  readonly paging?: { readonly next: { readonly after: string; readonly link: string } };
}

/** What a request wants to see. */
export interface Selection {
  readonly properties?: readonly string[];
  readonly propertiesWithHistory?: readonly string[];
  /** Object type ids. */
  readonly associations?: readonly string[];
}

const COMPANY = '0-2';
const PRIMARY_COMPANY = 'ticket_to_company';
const PRIMARY_COMPANY_NAME = 'hs_primary_company_name';

/** Association ids that come along with a record; more must be asked for through the associations API. */
const ASSOCIATION_PAGE = 500;

/** Turns records into answers. */
export class Rendering {
  public constructor(
    private readonly records: RecordStore,
    private readonly associations: AssociationStore,
    private readonly definitions: PropertyStore,
  ) {}

  public render(record: CrmRecord, selection: Selection = {}): RenderedRecord {
    const histories = this.known(record, selection.propertiesWithHistory ?? []);
    const associations = this.renderAssociations(record, selection.associations ?? []);
    return {
      id: record.id,
      properties: this.renderProperties(record, selection, histories),
      ...(histories.length > 0 && {
        propertiesWithHistory: Object.fromEntries(histories.map((name) => [name, historyOf(record, name)])),
      }),
      ...(Object.keys(associations).length > 0 && { associations }),
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
      archived: record.archivedAt !== undefined,
      ...(record.archivedAt !== undefined && { archivedAt: record.archivedAt }),
    };
  }

  /** Links to records that are not archived, with their present ids. */
  public liveLinks(record: CrmRecord, toTypeId: string): readonly Link[] {
    return this.associations
      .between(record, toTypeId)
      .filter((link) => this.records.get(toTypeId, link.to.id)?.archivedAt === undefined);
  }

  private renderProperties(
    record: CrmRecord,
    selection: Selection,
    histories: readonly string[],
  ): Record<string, string | null> {
    const type = objectTypeOf(record.typeId);
    const asked = selection.properties ?? [];
    const names = asked.length > 0 ? this.known(record, asked) : type.defaultProperties;
    const always = ['hs_object_id', type.createdProperty, type.modifiedProperty];
    const all = new Set([...names, ...histories, ...always]);
    return Object.fromEntries([...all].map((name) => [name, this.valueOf(record, name)]));
  }

  private valueOf(record: CrmRecord, name: string): string | null {
    return name === PRIMARY_COMPANY_NAME ? this.primaryCompanyName(record) : (valueOf(record, name) ?? null);
  }

  /** HubSpot calculates it, and an only company counts as the primary one in its own pages alone. */
  private primaryCompanyName(ticket: CrmRecord): string | null {
    const primary = this.liveLinks(ticket, COMPANY).find((link) =>
      link.types.some((type) => v3AssociationName(type) === PRIMARY_COMPANY),
    );
    const company = primary && this.records.get(COMPANY, primary.to.id);
    return (company && valueOf(company, 'name')) ?? null;
  }

  /** HubSpot leaves names that it does not know out of the answer, and those whose values an app is not shown. */
  private known(record: CrmRecord, names: readonly string[]): readonly string[] {
    return names.filter((name) => this.definitions.get(record.typeId, name)?.dataSensitivity === 'non_sensitive');
  }

  private renderAssociations(record: CrmRecord, toTypeIds: readonly string[]): Record<string, RenderedAssociations> {
    const rendered: Record<string, RenderedAssociations> = {};
    for (const toTypeId of toTypeIds) {
      const links = this.liveLinks(record, toTypeId);
      if (links.length === 0) continue;
      const page = links.slice(0, ASSOCIATION_PAGE);
      const after = page.at(-1)?.to.id ?? '';
      const more = links.length > page.length;
      rendered[objectTypeOf(toTypeId).plural] = {
        results: page.flatMap((link) => link.types.map((type) => ({ id: link.to.id, type: v3AssociationName(type) }))),
        ...(more && { paging: { next: { after, link: `?after=${after}` } } }),
      };
    }
    return rendered;
  }
}
