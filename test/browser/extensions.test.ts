import type { Browser } from 'playwright-core';
import { startEmulator, type Emulator } from '../../emulator';
import { DEFAULT_CLIENT_SECRET } from '../../emulator/constants';
import { describeInBrowser, openBrowser, openPage, takeScreenshot, violationsOn } from './browser';
import { serveExtensions, type ServiceOfExtensions } from './service-of-extensions';

/** The emulator's user of Finance. */
const FINN = '5003';

describeInBrowser('card and page of the app, as the emulator shows them', () => {
  let service: ServiceOfExtensions;
  let emulator: Emulator;
  let browser: Browser;

  beforeAll(async () => {
    service = await serveExtensions(DEFAULT_CLIENT_SECRET);
    emulator = await startEmulator({ webhook: { targetUrl: `${service.url}/webhooks/hubspot` } });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await emulator.close();
    service.close();
  });

  it('the card shows the case, works out a date, and leads to the property that proves the person', async () => {
    const problems: string[] = [];
    const page = await openPage(browser, `${emulator.url}/extensions/card?ticket=7&user=${FINN}`, {
      problems,
      width: 760,
    });
    await page.getByRole('heading', { name: 'Harbor Dental Group' }).waitFor();
    await page.getByLabel('RCM Cancellation Date to try').fill('2027-01-15');
    await page.getByText('Jan 15, 2027').waitFor();
    await takeScreenshot(page, 'card');
    await page.getByText('Rescind the cancellation').click();
    await page.getByText('Set Customer Saved to Yes.').waitFor();

    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('heading', { name: 'Renamed Dental' }).waitFor();
    expect(Object.fromEntries(service.queries.at(-1) ?? [])).toEqual({
      userId: FINN,
      userEmail: 'finn.finance@example.com',
      portalId: String(emulator.portalId),
      appId: String(emulator.appId),
    });
    // There is no ticket 7 in this portal, whose properties the act would show.
    expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
    await page.close();
  });

  it('the card says that a ticket has no case', async () => {
    const page = await openPage(browser, `${emulator.url}/extensions/card?ticket=8`, { width: 420 });
    await page.getByRole('heading', { name: 'No At-Risk case' }).waitFor();

    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it.each([
    ['', 'All cases', 'cases', 'Lakeside Orthodontics'],
    ['#/calendar', 'Calendar', 'calendar', 'Cedar Oral Surgery'],
    ['#/finance', 'Finance', 'finance', '1,890.50'],
    ['#/reports', 'Reports', 'reports', 'Save rate by month'],
  ])('the page at %j is %s, which axe-core finds nothing wrong with', async (hash, title, name, text) => {
    const problems: string[] = [];
    const page = await openPage(browser, `${emulator.url}/extensions/page${hash}`, { problems });
    await page.getByText(text).first().waitFor();

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
    await takeScreenshot(page, `page-${name}`);
    await page.close();
  });

  it('its links change the list without leaving the page, and a client’s name leads to the ticket in the emulator', async () => {
    const page = await openPage(browser, `${emulator.url}/extensions/page`);
    await page.getByRole('link', { name: 'Finance' }).click();
    await page.getByRole('heading', { level: 1, name: 'Finance' }).waitFor();

    expect(new URL(page.url()).hash).toBe('#/finance');
    expect(await page.getByRole('link', { name: 'Harbor Dental Group' }).getAttribute('href')).toBe(
      `/contacts/${String(emulator.portalId)}/record/0-5/7`,
    );
    await page.close();
  });
});
