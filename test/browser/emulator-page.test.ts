import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Route } from 'playwright-core';
import { z } from 'zod';
import { DemoPortal } from '../../dev/portal/people';
import { startStack, type Stack } from '../../dev/stack/stack';
import { describeInBrowser, openBrowser } from './browser';
import { PersonAtPage } from './emulator-person';

const SAVED = 'Willow Family Practice';
const NOT_SAVED = 'Harbor Dental Group';
const WITH_INVOICE = 'Summit Orthopedics';
/** Sasha Success, who works in another browser. */
const SASHA = '5002';

describeInBrowser('the emulated HubSpot’s page, with the service behind it', () => {
  let dataDir: string;
  let stack: Stack;
  let browser: Browser;
  let person: PersonAtPage;
  let portal: DemoPortal;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'at-risk-page-'));
    [stack, browser] = await Promise.all([
      startStack({ dataDir, calendar: true, log: () => undefined }),
      openBrowser(),
    ]);
    portal = new DemoPortal({ url: stack.hubspot, token: stack.hubspotToken });
    person = await PersonAtPage.open(browser, stack.page);
  });

  afterAll(async () => {
    await browser.close();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('shows board, lists, forms and the guide, none with a violation that axe-core finds', async () => {
    await person.isAccessible('board');
    await person.follow('List');
    await person.isAccessible('tickets');
    for (const [section, name] of [
      ['Companies', 'companies'],
      ['Tasks', 'tasks'],
      ['PrimeSupport', 'primesupport'],
      ['How to play', 'guide'],
    ] as const) {
      await person.goTo(section);
      await person.isAccessible(name);
    }
    await person.page.getByLabel('Search companies and tickets').fill('harbor');
    await person.page.keyboard.press('Enter');
    await person.sees('Search: harbor');
    await person.ready();
    await person.isAccessible('search');
  });

  it('keeps what was typed when somebody else saves the same property or note', async () => {
    await person.openTicket(SAVED);
    const ticketId = /\d+$/.exec(person.page.url())?.[0] ?? '';
    await person.type('Ticket description', 'Mine');
    await portal.call('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { content: 'Theirs' } }, SASHA);
    await person.sees(/Sasha Success changed this to “Theirs” while you were editing/);
    await person.isAccessible('conflict');
    await person.press('Save');
    await person.sees('Not saved: somebody else changed the same properties.');
    await expect(person.valueOf('Ticket description')).resolves.toBe('Mine');
    await person.press('Keep mine');
    await person.press('Save');
    await person.sees('Saved.');

    await person.press('Create note');
    await person.page.keyboard.type('First words');
    await person.saveNote();
    await person.press('Edit note: First words');
    await person.page.keyboard.press('End');
    await person.page.keyboard.type(' and mine');
    await rewriteNote(portal, ticketId, '<p>Theirs</p>');
    await person.sees(/Sasha Success changed this note while you were editing/);
    await person.page.reload();
    await person.ready();
    await person.sees(/Sasha Success changed this note while you were editing/);
    await person.press('Keep mine');
    await person.saveNote();
    await person.sees('First words and mine', person.activities);
  });

  it('creates one record when a form is sent again because its answer was lost', async () => {
    await person.goTo('Companies');
    const lose = async (route: Route): Promise<void> => {
      await route.fetch();
      await route.abort();
    };
    await person.page.route('**/crm/v3/objects/companies', lose, { times: 1 });
    await person.press('Create company');
    await person.page.getByLabel('Company name').fill('Sent twice');
    await person.press('Create');
    await person.sees('HubSpot did not answer.', person.page.getByRole('dialog'));
    await person.press('Create');
    await person.sees('Sent twice', person.page.locator('.record-head'));
    await person.goTo('Companies');
    await expect(person.page.getByRole('link', { name: 'Sent twice' }).count()).resolves.toBe(1);
  });

  it('S1, S3, S4: a client is saved by one choice on the ticket', async () => {
    await person.openTicket(SAVED);
    await person.set({ 'Customer Saved': 'Yes' });
    await person.seesTicketStatus('Closed');
    await person.seesClientStatus('Monitor for 30 days');
    expect(await person.valueOf('Cancellation Approval')).toBe('No');
    await person.isAccessible('ticket-saved');
  });

  it('N1 to N7: a client is not saved once notice, ETF note, date and approval are there', async () => {
    await person.openTicket(NOT_SAVED);
    await person.set({ 'Customer Saved': 'No' });
    await person.upload('notice.pdf');
    await person.writeEtfNote();
    await person.isAccessible('etf-note');
    await person.saveNote();
    await person.press('All activities');
    await person.set({ 'RCM Cancellation Date': await portal.dateIn(6), 'Cancellation Approval': 'Yes' });
    await person.seesTicketStatus('Closed');
    await person.seesClientStatus('Cancellation in Progress');
    await person.sees('notice.pdf', person.activities);
    await person.isAccessible('ticket-not-saved');
    await person.goTo('Tasks');
    await person.sees(/Harbor Dental Group/);
    await person.isAccessible('tasks');
  });

  it('I1, I3: an outstanding invoice holds the ticket until Finance approves', async () => {
    await person.goTo('Companies');
    await person.follow(WITH_INVOICE);
    await person.isAccessible('company');
    await person.press('Create ticket');
    await person.isAccessible('create-ticket');
    await person.page.getByRole('button', { name: 'Create', exact: true }).dblclick();
    await person.sees(`At-Risk: ${WITH_INVOICE}`, person.page.locator('.record-head'));
    await person.ready();
    await person.set({ 'Customer Saved': 'Yes' });
    await person.seesClientStatus('Monitor for 30 days');
    await person.sees('This ticket is on hold because of an outstanding invoice', person.activities);
    await person.set({ 'Invoice Determination': 'Paid in full' });
    await person.actAs('Finn Finance');
    await person.set({ 'Finance Approval': 'Yes' });
    await person.seesTicketStatus('Closed');
    await person.actAs('Casey Success');
    await person.follow(WITH_INVOICE);
    const tickets = person.page.getByRole('region', { name: 'Tickets' });
    await expect(tickets.getByRole('listitem').count()).resolves.toBe(1);
  });

  it('N8, C2, C3: days are skipped to the date, and the form rescinds the cancellation', async () => {
    await person.openTicket(NOT_SAVED);
    await person.skip('7 days');
    await person.seesClientStatus('Cancelled');
    await person.goTo('PrimeSupport');
    const form = person.page.getByRole('main');
    await form
      .getByLabel('At-Risk ticket', { exact: true })
      .selectOption({ label: `At-Risk: ${NOT_SAVED} (${NOT_SAVED})` });
    await form.getByLabel('Requested Change').selectOption({ label: 'Rescind cancellation' });
    await form.getByLabel('Change Explanation').fill('The client signed a new contract.');
    await person.page.reload();
    await person.ready();
    await expect(form.getByLabel('Change Explanation').inputValue()).resolves.toBe('The client signed a new contract.');
    await person.press('Submit');
    await person.follow('Change after closing');
    await person.seesTicketStatus('Closed');
    // The service's own clock skipped nothing, which its note does not show.
    const times = await person.activities.locator('time').allTextContents();
    expect(times).toHaveLength(3);
    expect(new Set(times.map((time) => time.split(' at ')[0])).size).toBe(1);
    await person.isAccessible('support-ticket');
    await person.openTicket(NOT_SAVED);
    await person.seesClientStatus('Monitor for 30 days');
    await person.sees('The client signed a new contract.', person.activities);
  });

  it('S2: 30 days after being saved the clients are Active', async () => {
    await person.openTicket(SAVED);
    await person.skip('30 days');
    await person.seesClientStatus('Active');
    await person.press('Property history');
    await person.isAccessible('ticket-history');
    await person.openTicket(NOT_SAVED);
    await person.seesClientStatus('Active');
  });

  it('threw nothing on the way', () => {
    // The answer that was lost on purpose is a resource that failed to load.
    expect(person.problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([]);
  });
});

/** Sasha writes something else into the ticket's only note. */
async function rewriteNote(portal: DemoPortal, ticketId: string, html: string): Promise<void> {
  const ticket = await portal.call('GET', `/crm/v4/objects/tickets/${ticketId}/associations/notes`, undefined, SASHA);
  const { results } = z.object({ results: z.array(z.object({ toObjectId: z.string() })) }).parse(ticket);
  const noteId = results[0]?.toObjectId ?? '';
  await portal.call('PATCH', `/crm/v3/objects/notes/${noteId}`, { properties: { hs_note_body: html } }, SASHA);
}
