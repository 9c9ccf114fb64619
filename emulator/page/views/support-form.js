import { act, onceAtATime } from '../core/act.js';
import { actor } from '../core/actor.js';
import { addressOf } from '../core/addresses.js';
import { create } from '../core/crm.js';
import { element, link, newId } from '../core/dom.js';
import { draftOf, keepDraft } from '../core/drafts.js';
import { definitionsOf, personOf, pipelineNamed } from '../core/portal.js';
import { choice, labelled } from '../forms/dialog.js';
import { heading } from './heading.js';
import { ticketsWithCompany } from './ticket-data.js';

const DRAFT = 'support-form';
const CHANGE_DATE = 'Change RCM Cancellation Date';

/** PrimeSupport's form *Properties & Objects*: asks for a change after an At-Risk ticket was closed. */
export async function showSupportForm(main, { query }) {
  const pipeline = pipelineNamed('At-Risk');
  const tickets = (await ticketsWithCompany()).filter((ticket) => ticket.hs_pipeline === pipeline.id);
  const changes = (await definitionsOf('tickets')).get('requested_change')?.options ?? [];
  const draft = {
    ticket: '',
    requested_change: CHANGE_DATE,
    ...draftOf(DRAFT),
    ...(query.has('ticket') && { ticket: query.get('ticket') }),
  };
  const form = element(
    'form',
    { class: 'panel support' },
    ...fieldsOf(tickets, changes, draft),
    element('div', { class: 'bar' }, element('button', { type: 'submit', class: 'primary' }, 'Submit')),
  );
  const done = element('div', { role: 'status' });
  main.replaceChildren(
    heading('PrimeSupport: Properties & Objects'),
    element(
      'p',
      { class: 'hint' },
      'Use this form when a closed At-Risk ticket needs another RCM Cancellation Date, or when the client takes the cancellation back.',
    ),
    done,
    form,
  );
  showDateOnlyWhereItCounts(form);
  let submission = draft.submission ?? newId();
  form.addEventListener('input', () => {
    showDateOnlyWhereItCounts(form);
    keepDraft(DRAFT, { ...Object.fromEntries(new FormData(form)), submission });
  });
  const send = onceAtATime(async () => {
    const values = Object.fromEntries(new FormData(form));
    const isDone = await act('The form was submitted.', async () => {
      const made = await submit(values, submission);
      done.replaceChildren(
        element(
          'p',
          { class: 'panel' },
          'Your request is a support ticket now: ',
          link(addressOf.record('tickets', made.id), values.subject),
          '. The answer appears there as a note.',
        ),
      );
    });
    if (!isDone) return;
    keepDraft(DRAFT, undefined);
    submission = newId();
    form.reset();
    showDateOnlyWhereItCounts(form);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  return async () => undefined;
}

function fieldsOf(tickets, changes, draft) {
  const options = tickets.map(({ id, subject, company }) => [
    id,
    `${subject || id}${company === undefined ? '' : ` (${company.properties.name})`}`,
  ]);
  const ticket = choice('ticket', [['', 'Choose the ticket'], ...options], draft.ticket);
  ticket.required = true;
  const text = (name, value) => element('input', { name, value, required: true });
  const explanation = element(
    'textarea',
    { name: 'change_explanation', rows: 4, required: true },
    draft.change_explanation ?? '',
  );
  return [
    labelled('Subject', text('subject', draft.subject ?? 'Change after closing')),
    labelled('At-Risk ticket', ticket),
    labelled(
      'Requested Change',
      choice(
        'requested_change',
        changes.map(({ value, label }) => [value, label]),
        draft.requested_change,
      ),
    ),
    labelled(
      'Requested RCM Cancellation Date',
      element('input', {
        name: 'requested_rcm_cancellation_date',
        type: 'date',
        value: draft.requested_rcm_cancellation_date ?? '',
      }),
      'Today or later.',
    ),
    labelled('Change Explanation', explanation, 'Becomes the note on the At-Risk ticket that explains the change.'),
  ];
}

function showDateOnlyWhereItCounts(form) {
  const date = form.elements.requested_rcm_cancellation_date;
  const isNeeded = form.elements.requested_change.value === CHANGE_DATE;
  date.closest('.labelled').hidden = !isNeeded;
  date.required = isNeeded;
  date.disabled = !isNeeded;
}

function submit({ ticket, subject, ...values }, submission) {
  const pipeline = pipelineNamed('PrimeSupport');
  const properties = {
    subject,
    hs_pipeline: pipeline.id,
    hs_pipeline_stage: pipeline.stages[0].id,
    hubspot_owner_id: personOf(actor.id)?.ownerId ?? '',
    support_form: 'Properties & Objects',
    ...values,
  };
  return create('tickets', properties, [['tickets', ticket]], submission);
}
