import { addressOf } from '../core/addresses.js';
import { element, link } from '../core/dom.js';
import { pipelineNamed } from '../core/portal.js';
import { heading } from './heading.js';

/** Each path of the SOP, by clicking alone. */
const PATHS = [
  {
    title: 'The client is saved',
    steps: [
      'On the At-Risk board, open an open ticket, such as “At-Risk: Willow Family Practice”.',
      'On the left, set Customer Saved to Yes, and save.',
      'Within seconds the ticket closes, Cancellation Approval becomes No, and the company’s Client Status becomes Monitor for 30 days.',
      'Open the clock at the top, and skip 30 days. Client Status becomes Active.',
    ],
  },
  {
    title: 'The client is not saved',
    steps: [
      'Open another open ticket. Set Customer Saved to No, and save.',
      'On the right, under Attachments, upload any file as the written cancellation notice.',
      'In the middle, open Notes and create a note. Type #ETF, choose Cancellation ETF Review, fill in every line, and save the note.',
      'On the left, enter an RCM Cancellation Date within the next days, set Cancellation Approval to Yes, and save.',
      'The ticket closes, Client Status becomes Cancellation in Progress, and each team gets a task.',
      'Skip days until the date. Client Status becomes Cancelled.',
    ],
  },
  {
    title: 'An outstanding invoice',
    steps: [
      'Open the company of a client at risk, such as Juniper Pediatrics. On the right, create an invoice, and create an At-Risk ticket.',
      'Open the ticket and set Customer Saved to Yes. Client Status follows, but the ticket stays open, and a note says what holds it.',
      'Set Invoice Determination to Paid in full, or to Sent to collections, and save.',
      'At the top, act as Finn Finance. Set Finance Approval to Yes, and save. The ticket closes.',
    ],
  },
  {
    title: 'The cancellation is rescinded, or its date moves',
    steps: [
      'Take a client through “not saved” until the ticket is closed.',
      'Act as somebody of Client Success. Open the PrimeSupport form, choose the ticket, and choose Rescind cancellation or another date.',
      'Write an explanation and submit. The service makes the change, writes a note on the At-Risk ticket, and closes the support ticket.',
    ],
  },
  {
    title: 'At risk again',
    steps: [
      'While a saved client is monitored, open its company and create a new At-Risk ticket.',
      'The older ticket no longer makes the client Active. Answer the new one.',
    ],
  },
];

export async function showGuide(main) {
  main.replaceChildren(
    heading('How to play'),
    element(
      'p',
      {},
      'You are a person who works in HubSpot; “Acting as” at the top says who. The At-Risk Closer does by itself what the SOP calls automation. Begin at the ',
      link(addressOf.board(pipelineNamed('At-Risk').id), 'At-Risk board'),
      '.',
    ),
    ...PATHS.map(({ title, steps }) =>
      element(
        'section',
        { class: 'panel guide' },
        element('h2', {}, title),
        element('ol', {}, ...steps.map((step) => element('li', {}, step))),
      ),
    ),
  );
  return async () => undefined;
}
