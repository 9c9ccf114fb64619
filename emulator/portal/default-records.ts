import type { AssociationStore } from '../crm/association-store';
import type { RecordStore } from '../crm/record-store';
import { findAssociationType } from '../model/association-types';
import type { CrmRecord, HistoryEntry, RecordRef } from '../model/types';
import type { Clock } from '../state/clock';
import type { Ids } from '../state/ids';
import type { People } from './people';

export interface SeedParts {
  readonly records: RecordStore;
  readonly associations: AssociationStore;
  readonly people: People;
  readonly clock: Clock;
  readonly ids: Ids;
}

const DAY_MS = 86_400_000;
const TICKET = '0-5';
const COMPANY = '0-2';
const CONTACT = '0-1';
const INVOICE = '0-53';
const USER = '0-115';

interface SeedCompany {
  readonly name: string;
  readonly domain: string;
  readonly line: 'RCM' | 'ITS';
  readonly status: string;
  readonly contact: readonly [string, string];
  readonly atRiskTicket?: true;
  readonly invoice?: readonly [string, string, string];
}

/** Invented clients. Two have an open At-Risk ticket, one more is At-Risk and has none yet. */
const COMPANIES: readonly SeedCompany[] = [
  {
    name: 'Willow Family Practice',
    domain: 'willow.example.com',
    line: 'RCM',
    status: 'At-Risk',
    contact: ['Wren', 'Willow'],
    atRiskTicket: true,
  },
  {
    name: 'Harbor Dental Group',
    domain: 'harbor.example.com',
    line: 'ITS',
    status: 'At-Risk',
    contact: ['Hollis', 'Harbor'],
    atRiskTicket: true,
  },
  {
    name: 'Juniper Pediatrics',
    domain: 'juniper.example.com',
    line: 'RCM',
    status: 'At-Risk',
    contact: ['June', 'Juniper'],
  },
  {
    name: 'Summit Orthopedics',
    domain: 'summit.example.com',
    line: 'RCM',
    status: 'Active',
    contact: ['Sumner', 'Summit'],
    invoice: ['INV-1001', 'open', '1250.00'],
  },
  {
    name: 'Lakeside Imaging',
    domain: 'lakeside.example.com',
    line: 'ITS',
    status: 'Active',
    contact: ['Laken', 'Lakeside'],
    invoice: ['INV-1002', 'paid', '0'],
  },
  {
    name: 'Maple Street Clinic',
    domain: 'maple.example.com',
    line: 'RCM',
    status: 'Active',
    contact: ['Marlow', 'Maple'],
  },
  { name: 'Cedar Eye Care', domain: 'cedar.example.com', line: 'ITS', status: 'Active', contact: ['Cyd', 'Cedar'] },
];

/** Fills an empty portal. Made in the past and without webhooks: the app comes into a portal that is already there. */
export function seedPortal(parts: SeedParts): void {
  const seed = new Seeding(parts);
  for (const user of parts.people.users) {
    seed.record(USER, 90, {
      hs_internal_user_id: user.id,
      hs_email: user.email,
      hs_given_name: user.firstName,
      hs_family_name: user.lastName,
    });
  }
  for (const company of COMPANIES) seed.company(company);
}

class Seeding {
  private readonly owner: string;

  public constructor(private readonly parts: SeedParts) {
    this.owner = parts.people.users[0]?.ownerId ?? '';
  }

  public company(seed: SeedCompany): void {
    const { name, domain, line, status } = seed;
    const company = this.record(COMPANY, 60, {
      name,
      domain,
      service_line: line,
      client_status: status,
      hubspot_owner_id: this.owner,
    });
    const [firstname, lastname] = seed.contact;
    const contact = this.record(CONTACT, 60, { firstname, lastname, email: `${firstname}@${domain}`.toLowerCase() });
    this.link(contact, company, 279);
    if (seed.atRiskTicket) this.link(this.ticket(name), company, 339);
    if (seed.invoice) this.link(this.invoice(seed.invoice), company, 179);
  }

  public record(typeId: string, daysAgo: number, properties: Readonly<Record<string, string>>): RecordRef {
    const timestamp = new Date(this.parts.clock.now() - daysAgo * DAY_MS).toISOString();
    const histories: Record<string, readonly HistoryEntry[]> = {};
    for (const [name, value] of Object.entries(properties)) {
      histories[name] = [{ value, timestamp, sourceType: 'CRM_UI', sourceId: 'userId:5005', updatedByUserId: 5005 }];
    }
    const record: CrmRecord = {
      typeId,
      id: String(this.parts.ids.next()),
      createdAt: timestamp,
      updatedAt: timestamp,
      histories,
    };
    this.parts.records.put(record);
    return { typeId, id: record.id };
  }

  private ticket(companyName: string): RecordRef {
    return this.record(TICKET, 2, {
      subject: `At-Risk: ${companyName}`,
      content: 'The client said that it may leave.',
      hs_pipeline: '800100',
      hs_pipeline_stage: '800101',
      hs_is_closed: 'false',
      hubspot_owner_id: this.owner,
    });
  }

  private invoice([hs_number, hs_invoice_status, hs_balance_due]: readonly [string, string, string]): RecordRef {
    return this.record(INVOICE, 20, {
      hs_number,
      hs_invoice_status,
      hs_balance_due,
      hs_amount_billed: '1250.00',
      hs_currency: 'USD',
    });
  }

  private link(from: RecordRef, to: RecordRef, typeId: number): void {
    const type = findAssociationType(from.typeId, to.typeId, typeId);
    if (type !== undefined) this.parts.associations.add(from, to, type);
  }
}
