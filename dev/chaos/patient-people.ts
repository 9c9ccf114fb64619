import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { DemoPortal, Person } from '../portal/people';
import { until } from '../process/until';

/** HubSpot is killed too: people then try again, as they do. */
const PATIENCE_MS = 120_000;
/** What waits for the service waits through kills of it; a killed worker alone is noticed after 30 s. */
const SEEN_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 1_000;
/** HubSpot's search shows a new record after some seconds. */
const SEARCH_SHOWS_MS = 5_000;

const foundSchema = z.object({ results: z.array(z.object({ id: z.string() })) });

export interface Staff {
  readonly portal: DemoPortal;
  readonly cs: Person;
  readonly finance: Person;
  /** IANA zone of the SOP's days. */
  readonly zone: string;
}

/** How people take their time. */
export interface Pace {
  readonly random: () => number;
  /** Longest pause before an act, ms. */
  readonly maxPauseMs: number;
}

/**
 * The people around one client. Each act is repeated until HubSpot has answered it, and made so that repeating it does
 * not double it: an answer that a kill swallowed may have been a yes.
 */
export class PatientPeople {
  constructor(
    readonly staff: Staff,
    /** Unique in the portal. */
    readonly client: string,
    private readonly pace: Pace,
  ) {}

  addCompany(): Promise<string> {
    return this.once('companies', 'name', this.client, () => this.staff.cs.addCompany(this.client));
  }

  openTicket(companyId: string, subject: string): Promise<string> {
    return this.once('tickets', 'subject', subject, () => this.staff.cs.openAtRiskTicket(companyId, subject));
  }

  openSupportTicket(ticketId: string, properties: Readonly<Record<string, string>>): Promise<string> {
    const subject = `Change for ${this.client}`;
    return this.once('tickets', 'subject', subject, () =>
      this.staff.cs.openSupportTicket({ ...properties, subject }, { ticketId }),
    );
  }

  set(ticketId: string, properties: Readonly<Record<string, string>>): Promise<void> {
    return this.act('save a ticket', () => this.staff.cs.setOnTicket(ticketId, properties));
  }

  setByFinance(ticketId: string, properties: Readonly<Record<string, string>>): Promise<void> {
    return this.act('save a ticket', () => this.staff.finance.setOnTicket(ticketId, properties));
  }

  /** A file or note that is there twice is evidence all the same. */
  async attachNotice(ticketId: string): Promise<void> {
    await this.act('upload the notice', () => this.staff.cs.attachFile(ticketId, 'cancellation-notice.pdf'));
  }

  async addEtfNote(ticketId: string): Promise<void> {
    await this.act('write the ETF note', () => this.staff.cs.addEtfNote(ticketId));
  }

  async explain(ticketId: string): Promise<void> {
    await this.act('explain a change', () => this.staff.cs.addNote(ticketId, '<p>The client asked for it.</p>'));
  }

  untilClosed(ticketId: string): Promise<void> {
    return this.sees(`ticket ${ticketId} of ${this.client} closed`, () => this.staff.portal.isClosed(ticketId));
  }

  untilStatus(companyId: string, status: string): Promise<void> {
    const isSo = async (): Promise<boolean> => (await this.staff.portal.clientStatus(companyId)) === status;
    return this.sees(`the Client Status ${status} of ${this.client}`, isSo);
  }

  /** The day so many days from today, as people enter it. */
  async day(days: number): Promise<string> {
    const now = await until(() => this.staff.portal.now(), { what: 'the calendar', withinMs: PATIENCE_MS });
    return DateTime.fromJSDate(now, { zone: this.staff.zone }).plus({ days }).toFormat('yyyy-MM-dd');
  }

  /** The same things in some order. */
  shuffled<T>(things: readonly T[]): readonly T[] {
    return things
      .map((thing) => ({ thing, at: this.pace.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ thing }) => thing);
  }

  private async sees(what: string, check: () => Promise<boolean>): Promise<void> {
    const seen = async (): Promise<true | undefined> => (await check()) || undefined;
    await until(seen, { what, withinMs: SEEN_WITHIN_MS, everyMs: LOOK_EVERY_MS });
  }

  private async once(
    objectType: string,
    property: string,
    name: string,
    create: () => Promise<string>,
  ): Promise<string> {
    let wasTried = false;
    return this.act(`open ${name}`, async () => {
      // Whoever got no answer searches for it first, once HubSpot would show it.
      if (wasTried) await pause(SEARCH_SHOWS_MS);
      const found = await this.find(objectType, property, name);
      if (found !== undefined) return found;
      wasTried = true;
      return create();
    });
  }

  private async act<T>(what: string, work: () => Promise<T>): Promise<T> {
    await pause(this.pace.random() * this.pace.maxPauseMs);
    const done = await until(async () => ({ result: await work() }), {
      what: `${this.client}: ${what}`,
      withinMs: PATIENCE_MS,
      everyMs: LOOK_EVERY_MS / 2,
    });
    return done.result;
  }

  private async find(objectType: string, property: string, name: string): Promise<string | undefined> {
    const filters = [{ propertyName: property, operator: 'EQ', value: name }];
    const body = { filterGroups: [{ filters }], properties: [] };
    const path = `/crm/v3/objects/${objectType}/search`;
    return foundSchema.parse(await this.staff.portal.call('POST', path, body, this.staff.cs.userId)).results[0]?.id;
  }
}
