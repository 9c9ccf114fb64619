import type { Browser, Page } from 'playwright-core';
import { openPage, takeScreenshot, violationsOn } from './browser';

/** The service reads and writes behind the page; each of its steps takes seconds at most. */
const SERVICE_WITHIN_MS = 40_000;

/** What the snippet asks for, line by line. */
const ETF_ANSWERS = ['02/01/2024', '01/31/2027', '11/20/2026', 'Yes', '$4,500.00', 'Client Success'];

/** A person at the emulated HubSpot's page, who does everything with mouse and keyboard. */
export class PersonAtPage {
  private constructor(
    readonly page: Page,
    /** What the page threw, or could not load. */
    readonly problems: readonly string[],
  ) {}

  static async open(browser: Browser, base: string): Promise<PersonAtPage> {
    const problems: string[] = [];
    const page = await openPage(browser, base, { problems });
    page.on('dialog', (dialog) => void dialog.accept());
    const person = new PersonAtPage(page, problems);
    await person.ready();
    return person;
  }

  /** Until the view is there. */
  async ready(): Promise<void> {
    await this.page.locator('html[data-ready]').waitFor();
  }

  async actAs(name: string): Promise<void> {
    const option = await this.page.getByLabel('Acting as').getByRole('option', { name }).getAttribute('value');
    await this.page.getByLabel('Acting as').selectOption(option);
  }

  /** One of the sections at the top. */
  async goTo(section: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();
    await this.ready();
  }

  async follow(link: string): Promise<void> {
    await this.page.getByRole('main').getByRole('link', { name: link, exact: true }).first().click();
    await this.ready();
  }

  async openTicket(client: string): Promise<void> {
    await this.goTo('Tickets');
    await this.follow(`At-Risk: ${client}`);
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  /** Changes properties on the left, and saves them. */
  async set(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.type(label, value);
    await this.press('Save');
    await this.sees('Saved.');
  }

  /** Changes a property, and does not save it. */
  async type(label: string, value: string): Promise<void> {
    const field = this.properties.getByLabel(label, { exact: true });
    const isSelect = (await field.and(this.page.locator('select')).count()) > 0;
    if (isSelect) await field.selectOption({ label: value });
    else await field.fill(value);
  }

  /** N3, as the SOP says it: Notes, create a note, type #ETF, choose the snippet, fill in the lines, save. */
  async writeEtfNote(): Promise<void> {
    await this.press('Notes');
    await this.press('Create note');
    await this.page.keyboard.type('#ETF');
    await this.page.getByRole('option', { name: 'Cancellation ETF Review' }).click();
    for (const [line, answer] of ETF_ANSWERS.entries()) {
      if (line > 0) await this.page.keyboard.press('ArrowDown');
      await this.page.keyboard.press('End');
      await this.page.keyboard.type(answer);
    }
  }

  async saveNote(): Promise<void> {
    await this.press('Save note');
    await this.sees('Note saved.');
  }

  async upload(name: string): Promise<void> {
    const file = { name, mimeType: 'application/pdf', buffer: Buffer.from('We hereby cancel our contract.') };
    await this.page.getByLabel('Upload file').setInputFiles(file);
    await this.sees(`${name} uploaded.`);
  }

  /** Lets days go by with the clock at the top. */
  async skip(days: string): Promise<void> {
    await this.page.locator('#clock summary').click();
    await this.press(`Skip ${days}`);
    await this.sees(/It is now .*moved along/);
    await this.page.keyboard.press('Escape');
  }

  /** Text anywhere on the page, at once or after the service has done its part. */
  async sees(text: string | RegExp, within = this.page.locator('body')): Promise<void> {
    await within.getByText(text).first().waitFor({ timeout: SERVICE_WITHIN_MS });
  }

  /** The Client Status beside the ticket. */
  async seesClientStatus(status: string): Promise<void> {
    await this.page
      .getByRole('region', { name: 'Companies' })
      .getByText(`Client Status: ${status}`)
      .waitFor({ timeout: SERVICE_WITHIN_MS });
  }

  async seesTicketStatus(status: string): Promise<void> {
    await this.page.locator('.record-head').getByText(status, { exact: true }).waitFor({ timeout: SERVICE_WITHIN_MS });
  }

  async valueOf(label: string): Promise<string> {
    return this.properties.getByLabel(label, { exact: true }).inputValue();
  }

  /** Nothing that axe-core finds; and a screenshot for the docs, where one is asked for. */
  async isAccessible(name: string): Promise<void> {
    const violations = await violationsOn(this.page);
    if (violations.length > 0) throw new Error(`axe-core finds on ${name}:\n${violations.join('\n')}`);
    await takeScreenshot(this.page, `hubspot-${name}`);
  }

  get properties() {
    return this.page.getByRole('region', { name: 'Properties', exact: true });
  }

  get activities() {
    return this.page.getByRole('region', { name: 'Activities', exact: true });
  }
}
