/** Who made a change, as HubSpot's histories and webhooks name them. */
export interface Source {
  readonly sourceType: string;
  readonly sourceId?: string;
  readonly sourceLabel?: string;
  readonly updatedByUserId?: number;
}

/** One value that a property had; histories hold the newest first. */
export interface HistoryEntry extends Source {
  /** '' means that the property was cleared. */
  readonly value: string;
  readonly timestamp: string;
}

export interface CrmRecord {
  readonly typeId: string;
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt?: string;
  /** Who created it; absent where that is not known. */
  readonly origin?: Source;
  readonly histories: Readonly<Record<string, readonly HistoryEntry[]>>;
}

export interface RecordRef {
  readonly typeId: string;
  readonly id: string;
}

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description: string;
}

export type DataSensitivity = 'non_sensitive' | 'sensitive' | 'highly_sensitive';

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number';
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: readonly PropertyOption[];
  /** The options live elsewhere (owners, pipelines). */
  readonly externalOptions: boolean;
  readonly hasUniqueValue: boolean;
  readonly dataSensitivity: DataSensitivity;
  readonly hubspotDefined: boolean;
  readonly readOnly: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Stage {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly stages: readonly Stage[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  readonly ownerId: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roleIds: readonly string[];
  readonly primaryTeamId?: string;
  readonly secondaryTeamIds: readonly string[];
  readonly superAdmin: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly type: string;
  readonly access: string;
  readonly mimeType: string;
  readonly size: number;
  readonly contentBase64: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A change as the CRM makes it; webhooks turn it into events. `at` is the emulator's own clock, ms. */
export type Change =
  | {
      readonly kind: 'created' | 'deleted' | 'restored';
      readonly ref: RecordRef;
      readonly source: Source;
      readonly at: number;
    }
  | {
      readonly kind: 'property';
      readonly ref: RecordRef;
      readonly name: string;
      readonly type: PropertyDefinition['type'] | undefined;
      readonly value: string;
      readonly source: Source;
      readonly at: number;
    }
  | {
      readonly kind: 'merged';
      readonly ref: RecordRef;
      readonly primaryId: string;
      readonly mergedIds: readonly string[];
      readonly propertiesMoved: number;
      readonly source: Source;
      readonly at: number;
    }
  | {
      readonly kind: 'association';
      readonly from: RecordRef;
      readonly to: RecordRef;
      readonly typeId: number;
      readonly removed: boolean;
      readonly primary: boolean;
      readonly source: Source;
      readonly at: number;
    };

export type ChangeListener = (changes: readonly Change[]) => void;
