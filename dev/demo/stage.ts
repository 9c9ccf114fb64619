import type { Client } from '@temporalio/client';
import { caseQuery, type CaseView } from '../../src/contract/case';
import { caseWorkflowId } from '../../src/contract/names';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import type { DemoPortal, Person } from '../portal/people';
import { until } from '../process/until';
import { Expectations } from './expectations';
import type { Narrator } from './narrator';
import { VirtualClock } from './virtual-clock';

/** A client of the demo, and its At-Risk ticket. */
export interface Played {
  readonly name: string;
  readonly companyId: string;
  readonly ticketId: string;
}

/** What the demo plays on: a portal with people, a Temporal server, and one calendar for both. */
export class Stage {
  readonly expectations = new Expectations();
  readonly clock: VirtualClock;
  private readonly notified = new Map<string, number>();

  constructor(
    readonly portal: DemoPortal,
    private readonly temporal: Client,
    private readonly portalId: string,
    readonly narrator: Narrator,
    readonly cs: Person,
    readonly finance: Person,
  ) {
    this.clock = new VirtualClock(temporal, portal, portalId);
  }

  /** A client at risk, with its ticket, and the case that follows it. */
  async open(name: string, serviceLine: 'RCM' | 'ITS'): Promise<Played> {
    const companyId = await this.cs.addCompany(name, serviceLine);
    return this.openTicket(name, companyId, `opens an At-Risk ticket (${serviceLine} client)`);
  }

  /** One more At-Risk ticket of the same client. */
  async openAgain({ name, companyId }: Played): Promise<Played> {
    return this.openTicket(name, companyId, 'opens another At-Risk ticket');
  }

  /** Something that a person does in HubSpot. */
  async does(client: Played, person: Person, what: string, change: () => Promise<unknown>): Promise<void> {
    await this.says(client, `${person.name} ${what}`);
    await change();
  }

  /** Waits until the case says that it waits for this. */
  async waitsFor(client: Played, code: string): Promise<void> {
    await this.case(client, `the case to wait for ${code}`, ({ decision }) =>
      decision?.waitingFor.some((requirement) => requirement.code === code) ? true : undefined,
    );
    await this.tell(client);
  }

  /** Waits until the case no longer says that it waits for this. */
  async has(client: Played, code: string): Promise<void> {
    await this.case(client, `the case to have ${code}`, ({ decision }) =>
      decision?.waitingFor.every((requirement) => requirement.code !== code) ? true : undefined,
    );
    await this.tell(client);
  }

  async expectStatus(client: Played, rule: string, expected: string): Promise<void> {
    const check = async (): Promise<string> => (await this.portal.clientStatus(client.companyId)) ?? 'none';
    await this.expect(client, rule, 'Client Status', expected, check);
  }

  async expectTicket(client: Played, rule: string, expected: 'open' | 'closed'): Promise<void> {
    const check = async (): Promise<string> => ((await this.portal.isClosed(client.ticketId)) ? 'closed' : 'open');
    await this.expect(client, rule, 'At-Risk ticket', expected, check);
  }

  async expectProperty(client: Played, rule: string, property: string, what: string, expected: string): Promise<void> {
    const check = async (): Promise<string> => {
      const { properties } = await this.portal.get('tickets', client.ticketId, [property]);
      const value = properties[property] ?? '';
      return value === '' ? 'none' : value;
    };
    await this.expect(client, rule, what, expected, check);
  }

  /** A note of the service on the ticket says this. */
  async expectNote(client: Played, rule: string, text: string): Promise<void> {
    await this.expect(client, rule, 'a note on the ticket', text, async () => {
      const notes = await this.portal.notesOn(client.ticketId);
      return notes.some((note) => note.includes(text)) ? text : 'none';
    });
  }

  async expectEnd(client: Played, rule: string, expected: string): Promise<void> {
    await this.expect(client, rule, 'end of the case', expected, async () => {
      return (await this.view(client)).decision?.end ?? 'none';
    });
  }

  /** The case says until when it waits: the start of this day. */
  async expectWaitsUntil(client: Played, date: string): Promise<void> {
    await this.expect(client, 'C1', 'next date of the case', date, async () => {
      const { decision } = await this.view(client);
      return decision?.wakeUp === undefined ? 'none' : this.narrator.isoDay(new Date(decision.wakeUp.at));
    });
  }

  /** N3: the case names the lines of the ETF note that are blank. */
  async expectBlankLabels(client: Played, labels: readonly string[]): Promise<void> {
    await this.expect(client, 'N3', 'blank lines that the case names', labels.join(', '), async () => {
      const { decision } = await this.view(client);
      const sentence = decision?.waitingFor.find(({ code }) => code === 'etfNote')?.sentence ?? '';
      return sentence.split('still blank: ')[1] ?? 'none';
    });
  }

  async expect(
    client: Played,
    rule: string,
    what: string,
    expected: string,
    check: () => Promise<string>,
  ): Promise<void> {
    const { found } = await this.expectations.see({ client: client.name, rule, what, expected }, check);
    await this.tell(client);
    this.narrator.seen(await this.clock.now(), client.name, rule, what, expected, found);
  }

  /** The days between are skipped on the server's own clock. */
  async advanceTo(day: Date, clients: readonly Played[]): Promise<void> {
    this.narrator.skips(day);
    await this.clock.advanceTo(day);
    for (const client of clients) await this.tell(client);
  }

  private async openTicket(name: string, companyId: string, what: string): Promise<Played> {
    const ticketId = await this.cs.openAtRiskTicket(companyId, `At-Risk: ${name}`);
    const played = { name, companyId, ticketId };
    this.clock.include(ticketId);
    await this.says(played, `${this.cs.name} ${what}`);
    await this.waitsFor(played, 'customerSaved');
    // A case that begins today is brought to the day that the portal shows.
    await this.clock.advanceTo(await this.clock.now());
    return played;
  }

  private async says(client: Played, text: string): Promise<void> {
    this.narrator.person(await this.clock.now(), client.name, text);
  }

  /** Prints what the case's own timeline says since the last time. */
  private async tell(client: Played): Promise<void> {
    const { timeline } = await this.view(client);
    const known = this.notified.get(client.ticketId) ?? 0;
    for (const { at, rules, text } of timeline.slice(known)) {
      if (rules.length > 0) this.narrator.service(new Date(at), client.name, rules.join(', '), text);
    }
    this.notified.set(client.ticketId, timeline.length);
  }

  private async case(client: Played, what: string, check: (view: CaseView) => true | undefined): Promise<void> {
    await until(async () => check(await this.view(client)), { what: `${what} (${client.name})`, withinMs: 60_000 });
  }

  private async view(client: Played): Promise<CaseView> {
    const workflowId = caseWorkflowId(this.portalId, ticketIdSchema.parse(client.ticketId));
    return this.temporal.workflow.getHandle(workflowId).query(caseQuery);
  }
}
