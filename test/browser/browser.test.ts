import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { describeInBrowser, openBrowser, openPage, violationsOn } from './browser';

const WITHOUT_LABEL = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1><input></main></html>';

describeInBrowser('the browser of the tests', () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(WITHOUT_LABEL));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it('shows a page, and axe-core finds what is wrong with it', async () => {
    const page = await openPage(browser, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);

    expect(await page.getByRole('heading').textContent()).toBe('A page');
    expect(await violationsOn(page)).toEqual([expect.stringContaining('label: Form elements must have labels')]);
  });
});
