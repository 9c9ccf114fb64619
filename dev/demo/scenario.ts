import { DateTime } from 'luxon';
import { AT_RISK_PIPELINE, ETF_ANSWERS } from '../portal/people';
import type { Played, Stage } from './stage';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Past the hour at which the scenario began, so that a period of whole days has ended on its last day. */
const LATER_THAT_DAY_MS = 2 * 60 * 60 * 1000;

/** Plays the SOP's paths on one calendar, so that each period is skipped once for all clients. */
export async function playScenario(stage: Stage, zone: string): Promise<void> {
  const began = await stage.clock.now();
  const day = (n: number): Date => new Date(began.getTime() + n * DAY_MS + (n > 0 ? LATER_THAT_DAY_MS : 0));
  const date = (n: number): string => DateTime.fromJSDate(day(n), { zone }).toFormat('yyyy-MM-dd');

  const saved = await playSaved(stage, 'Aspen Family Practice');
  const cancelled = await playNotSaved(stage, date(14));
  const moved = await playClosed(stage, 'Cypress Pediatrics', date(10));
  const flipped = await playFlipped(stage, date(7));
  const held = await playHeldByInvoice(stage);
  const rescinded = await playClosed(stage, 'Fir Lake Orthopedics', date(12));
  const atRiskAgain = await playSaved(stage, 'Ginkgo Dermatology');
  const all = [saved, cancelled, moved, flipped, held, rescinded, atRiskAgain];

  stage.narrator.heading('Day 5: the RCM Cancellation Date moves after the ticket was closed (C1)');
  await stage.advanceTo(day(5), all);
  await stage.does(moved, stage.cs, `moves the RCM Cancellation Date to ${date(20)}`, () =>
    stage.cs.setOnTicket(moved.ticketId, { rcm_cancellation_date: date(20) }),
  );
  await stage.expectWaitsUntil(moved, date(20));
  await playRescission(stage, rescinded);

  stage.narrator.heading('Day 7: work ends for the client who was first marked as saved (N8)');
  await stage.advanceTo(day(7), all);
  await stage.expectStatus(flipped, 'N8', 'Cancelled');
  await playSupportRequest(stage, cancelled, date(17));

  stage.narrator.heading('Day 10: the old date passes without effect (C1)');
  await stage.advanceTo(day(10), all);
  await stage.expectStatus(moved, 'C1', 'Cancellation in Progress');
  const newTicket = await playAtRiskAgain(stage, atRiskAgain);
  const further = [rescinded, newTicket];

  stage.narrator.heading('Day 17: the date that PrimeSupport was asked for (C3, N8)');
  await stage.advanceTo(day(16), all);
  await stage.expectStatus(cancelled, 'C3', 'Cancellation in Progress');
  await stage.advanceTo(day(17), all);
  await stage.expectStatus(cancelled, 'N8', 'Cancelled');

  stage.narrator.heading('Day 20: the moved date (C1, N8)');
  await stage.advanceTo(day(20), all);
  await stage.expectStatus(moved, 'N8', 'Cancelled');
  await stage.expectStatus(saved, 'S1', 'Monitor for 30 days');

  stage.narrator.heading('Day 30: the monitoring ends (S2)');
  await stage.advanceTo(day(30), all);
  await stage.expectStatus(saved, 'S2', 'Active');
  await stage.expectStatus(held, 'S2', 'Active');
  await stage.expectStatus(newTicket, 'S5', 'Monitor for 30 days');

  stage.narrator.heading('Day 41: 30 days after the rescission, and after the newer ticket was saved (C2, S5)');
  await stage.advanceTo(day(41), further);
  await stage.expectStatus(rescinded, 'C2', 'Active');
  await stage.expectStatus(newTicket, 'S2', 'Active');
}

/** Asked for with a support ticket, and carried out by the service. */
async function playSupportRequest(stage: Stage, client: Played, date: string): Promise<void> {
  stage.narrator.heading('Day 7: a support ticket of PrimeSupport asks for another date (C3, C4)');
  const request = {
    requested_change: 'Change RCM Cancellation Date',
    requested_rcm_cancellation_date: date,
    change_explanation: 'The wind-down of the accounts takes three days longer.',
  };
  await stage.does(client, stage.cs, `opens a support ticket: change the RCM Cancellation Date to ${date}`, () =>
    stage.cs.openSupportTicket(request, { ticketId: client.ticketId }),
  );
  await stage.expectProperty(client, 'C3', 'rcm_cancellation_date', 'RCM Cancellation Date', date);
  await stage.expectNote(client, 'C4', 'takes three days longer');
}

/** By hand in HubSpot, with the note that the SOP asks for. */
async function playRescission(stage: Stage, client: Played): Promise<void> {
  stage.narrator.heading('Day 5: a cancellation is rescinded after the ticket was closed (C2, C4)');
  await stage.does(client, stage.cs, 'sets Customer Saved = Yes', () =>
    stage.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' }),
  );
  await stage.expectStatus(client, 'C2', 'Monitor for 30 days');
  await stage.expectProperty(client, 'C2', 'rcm_cancellation_date', 'RCM Cancellation Date', 'none');
  await stage.waitsFor(client, 'changeNote');
  await stage.does(client, stage.cs, 'adds a note that explains it', () =>
    stage.cs.addNote(client.ticketId, '<p>The client signed a new contract.</p>'),
  );
  await stage.has(client, 'changeNote');
}

/** The old case ends, and never makes the client Active. */
async function playAtRiskAgain(stage: Stage, client: Played): Promise<Played> {
  stage.narrator.heading('Day 10: a client is at risk again during the monitoring (S5)');
  const again = await stage.openAgain(client);
  await stage.waitsFor(client, 'newerTicket');
  await stage.does(again, stage.cs, 'sets Customer Saved = Yes', () =>
    stage.cs.setOnTicket(again.ticketId, { customer_saved: 'Yes' }),
  );
  await stage.expectEnd(client, 'S5', 'superseded');
  await stage.expectTicket(again, 'S4', 'closed');
  return again;
}

async function playSaved(stage: Stage, name: string): Promise<Played> {
  stage.narrator.heading('A client is saved (S1–S4)');
  const client = await stage.open(name, 'RCM');
  await stage.does(client, stage.cs, 'sets Customer Saved = Yes', () =>
    stage.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' }),
  );
  await stage.expectStatus(client, 'S1', 'Monitor for 30 days');
  await stage.expectProperty(client, 'S3', 'cancellation_approval', 'Cancellation Approval', 'No');
  await stage.expectTicket(client, 'S4', 'closed');
  return client;
}

async function playNotSaved(stage: Stage, date: string): Promise<Played> {
  stage.narrator.heading('A client is not saved; the evidence comes in an unusual order (N1–N7)');
  const client = await stage.open('Birch Dental Group', 'ITS');
  const { ticketId } = client;
  await stage.does(client, stage.cs, `enters the RCM Cancellation Date ${date} first of all`, () =>
    stage.cs.setOnTicket(ticketId, { rcm_cancellation_date: date }),
  );
  await stage.does(client, stage.cs, 'sets Customer Saved = No', () =>
    stage.cs.setOnTicket(ticketId, { customer_saved: 'No' }),
  );
  await stage.waitsFor(client, 'cancellationNotice');
  await stage.does(client, stage.cs, 'sets Cancellation Approval = Yes', () =>
    stage.cs.setOnTicket(ticketId, { cancellation_approval: 'Yes' }),
  );
  await stage.has(client, 'cancellationApproval');
  await stage.does(client, stage.cs, 'uploads the written cancellation notice', () =>
    stage.cs.attachFile(ticketId, 'cancellation-notice.pdf'),
  );
  await stage.has(client, 'cancellationNotice');
  await stage.does(client, stage.cs, 'writes the #ETF note, but leaves two lines blank', () =>
    stage.cs.addEtfNote(ticketId, { ...ETF_ANSWERS, 'ETF amount': '', 'Reviewed by': '' }),
  );
  await stage.expectBlankLabels(client, ['ETF amount', 'Reviewed by']);
  await stage.expectTicket(client, 'N3', 'open');
  await stage.does(client, stage.cs, 'writes the #ETF note again, completely', () => stage.cs.addEtfNote(ticketId));
  await stage.expectStatus(client, 'N7', 'Cancellation in Progress');
  await stage.expectTicket(client, 'N6', 'closed');
  return client;
}

async function playClosed(stage: Stage, name: string, date: string): Promise<Played> {
  stage.narrator.heading('A client is not saved, step by step (N1–N7)');
  const client = await stage.open(name, 'RCM');
  await playEvidence(stage, client, date);
  await stage.expectStatus(client, 'N7', 'Cancellation in Progress');
  await stage.expectTicket(client, 'N6', 'closed');
  return client;
}

async function playFlipped(stage: Stage, date: string): Promise<Played> {
  stage.narrator.heading('The answer turns from Yes to No while an invoice holds the ticket (X2, I1)');
  const client = await stage.open('Dogwood Eye Care', 'ITS');
  const { ticketId } = client;
  await stage.does(client, stage.cs, 'sets Outstanding Invoice = Yes and Customer Saved = Yes', () =>
    stage.cs.setOnTicket(ticketId, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }),
  );
  await stage.expectStatus(client, 'S1', 'Monitor for 30 days');
  await stage.expectTicket(client, 'I1', 'open');
  await playEvidence(stage, client, date);
  await stage.expectStatus(client, 'X2', 'Cancellation in Progress');
  await stage.expectTicket(client, 'I1', 'open');
  await stage.does(client, stage.finance, 'sets Invoice Determination = Paid in full and Finance Approval = Yes', () =>
    stage.finance.setOnTicket(ticketId, { invoice_determination: 'Paid in full', finance_approval: 'Yes' }),
  );
  await stage.expectTicket(client, 'N6', 'closed');
  return client;
}

/** An approval from outside Finance, a closing by hand, then collections and Finance. */
async function playHeldByInvoice(stage: Stage): Promise<Played> {
  stage.narrator.heading('A saved client with an unpaid invoice is held until Finance approves (I1–I4)');
  const client = await stage.open('Elm Street Cardiology', 'RCM');
  const { ticketId, companyId } = client;
  await stage.does(client, stage.finance, 'adds an unpaid invoice to the company', () =>
    stage.finance.addInvoice(companyId, 'INV-2044', '1250.00'),
  );
  await stage.does(client, stage.cs, 'sets Customer Saved = Yes', () =>
    stage.cs.setOnTicket(ticketId, { customer_saved: 'Yes' }),
  );
  await stage.expectStatus(client, 'S1', 'Monitor for 30 days');
  await stage.expectTicket(client, 'I1', 'open');
  await stage.does(client, stage.cs, 'closes the ticket by hand', () =>
    stage.cs.setOnTicket(ticketId, { hs_pipeline_stage: AT_RISK_PIPELINE.closed }),
  );
  await stage.expectNote(client, 'I4', 'reopened');
  await stage.expectTicket(client, 'I4', 'open');
  await stage.does(client, stage.cs, 'sets Invoice Determination = Sent to collections', () =>
    stage.cs.setOnTicket(ticketId, { invoice_determination: 'Sent to collections' }),
  );
  await stage.has(client, 'invoiceDetermination');
  await stage.does(client, stage.cs, 'sets Finance Approval = Yes, without being in Finance', () =>
    stage.cs.setOnTicket(ticketId, { finance_approval: 'Yes' }),
  );
  await stage.expectNote(client, 'I3', 'the person who set it is not in Finance');
  await stage.expectProperty(client, 'I3', 'finance_approval', 'Finance Approval', 'none');
  await stage.does(client, stage.finance, 'sets Finance Approval = Yes', () =>
    stage.finance.setOnTicket(ticketId, { finance_approval: 'Yes' }),
  );
  await stage.expectTicket(client, 'S4', 'closed');
  return client;
}

/** N1–N5 in the SOP's own order. */
async function playEvidence(stage: Stage, client: Played, date: string): Promise<void> {
  const { ticketId } = client;
  await stage.does(client, stage.cs, 'sets Customer Saved = No', () =>
    stage.cs.setOnTicket(ticketId, { customer_saved: 'No' }),
  );
  await stage.does(client, stage.cs, 'uploads the written cancellation notice', () =>
    stage.cs.attachFile(ticketId, 'cancellation-notice.pdf'),
  );
  await stage.does(client, stage.cs, 'writes the #ETF note', () => stage.cs.addEtfNote(ticketId));
  await stage.does(client, stage.cs, `enters the RCM Cancellation Date ${date}`, () =>
    stage.cs.setOnTicket(ticketId, { rcm_cancellation_date: date }),
  );
  await stage.does(client, stage.cs, 'sets Cancellation Approval = Yes', () =>
    stage.cs.setOnTicket(ticketId, { cancellation_approval: 'Yes' }),
  );
}
