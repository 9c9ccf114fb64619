import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PROJECT_ROOT } from '../../dev/process/paths';

/** Where Debian, and others, put it. `CHROMIUM` names another place. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const EXECUTABLE = [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

/** As root it has no sandbox; and it must not call anybody on its own. */
const ARGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A width at which HubSpot shows a record in three columns. */
const VIEWPORT = { width: 1280, height: 800 };

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const group = EXECUTABLE === undefined ? describe.skip : describe;
const reason = EXECUTABLE === undefined ? ' (skipped: no Chromium; apt-get install chromium)' : '';

/** A `describe` that needs Chromium. Where there is none its tests are skipped, and its name says so. */
export function describeInBrowser(title: string, tests: () => void): void {
  group(`${title}${reason}`, tests);
}

/** To be closed by whoever opened it. */
export async function openBrowser(): Promise<Browser> {
  if (EXECUTABLE === undefined) throw new Error('There is no Chromium: use describeInBrowser');
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}

/** A page of its own, with its own storage. What it throws, and what it fails to load from `url`'s server, goes to `problems`. */
export async function openPage(
  browser: Browser,
  url: string,
  { problems, width = VIEWPORT.width }: { readonly problems?: string[]; readonly width?: number } = {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: VIEWPORT.height }, timezoneId: 'America/New_York' });
  page.on('pageerror', ({ message }) => problems?.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems?.push(message.text());
  });
  await page.goto(url);
  return page;
}

/** What axe-core finds on the page as it is now, a line for each rule: `label: Form elements must have labels (#actor)`. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join(', ')})`);
}

/** Writes docs/pictures/NAME.png where `AT_RISK_SCREENSHOTS` is set, so that a usual run changes no file. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  if (process.env['AT_RISK_SCREENSHOTS'] === undefined) return;
  const path = join(PROJECT_ROOT, 'docs/pictures', `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}
