import { actAs, associated, call, create, startSession, update, upload } from './api.js';
import { element, fill, noteText, propertyForm } from './forms.js';

const ETF_LABELS = [
  'Contract start date',
  'Contract end date',
  'Cancellation notice received',
  'ETF applies (Yes/No)',
  'ETF amount',
  'Reviewed by',
];
const ETF_SNIPPET = `<p><strong>Cancellation ETF Review</strong></p>${ETF_LABELS.map((label) => `<p>${label}: </p>`).join('')}`;
const COMPANY_PROPERTIES = ['name', 'client_status', 'service_line'];
const AT_RISK_PROPERTIES = [
  'hs_pipeline_stage',
  'customer_saved',
  'cancellation_approval',
  'rcm_cancellation_date',
  'outstanding_invoice',
  'invoice_determination',
  'finance_approval',
];
const SUPPORT_PROPERTIES = [
  'hs_pipeline_stage',
  'support_form',
  'requested_change',
  'requested_rcm_cancellation_date',
  'change_explanation',
];
const INVOICE_PROPERTIES = ['hs_number', 'hs_invoice_status', 'hs_balance_due', 'hs_currency'];

const byId = (id) => document.getElementById(id);
const chosen = { company: '', ticket: '' };
const portal = {
  atRisk: { id: '', stages: [] },
  support: { id: '', stages: [] },
  definitions: { tickets: [], companies: [] },
};

/** Runs what a person asked for, says what happened, and shows everything again. */
async function act(said, work) {
  const message = byId('message');
  try {
    await work();
    await refresh();
    message.textContent = said;
    message.classList.remove('wrong');
  } catch (error) {
    message.textContent = error.message;
    message.classList.add('wrong');
  }
}

async function start() {
  const session = await startSession();
  byId('portal').textContent = String(session.portalId);
  const people = (await call('GET', '/emulator/users')).results;
  byId('actor').append(
    ...people.map((user) =>
      element('option', { value: user.id }, `${user.name} (${user.teams.map((team) => team.name).join(', ')})`),
    ),
  );
  actAs(byId('actor').value);
  byId('actor').addEventListener('change', () => actAs(byId('actor').value));
  const pipelines = (await call('GET', '/crm/v3/pipelines/tickets')).results;
  portal.atRisk = pipelines.find((pipeline) => pipeline.label === 'At-Risk') ?? portal.atRisk;
  portal.support = pipelines.find((pipeline) => pipeline.label === 'PrimeSupport') ?? portal.support;
  for (const type of ['tickets', 'companies'])
    portal.definitions[type] = (await call('GET', `/crm/v3/properties/${type}`)).results;
  listen();
  await refresh();
  // Others change records too: the service does its work while the page is open.
  setInterval(() => void refresh().catch(() => undefined), 4000);
}

function listen() {
  byId('new-at-risk').addEventListener(
    'click',
    () => void act('At-Risk ticket created.', () => newTicket(portal.atRisk, 'At-Risk')),
  );
  byId('new-support').addEventListener(
    'click',
    () => void act('Support ticket created.', () => newTicket(portal.support, 'Support')),
  );
  byId('new-invoice').addEventListener('click', () => void act('Invoice created.', newInvoice));
  byId('etf').addEventListener('click', () => {
    byId('note-body').innerHTML += ETF_SNIPPET;
    byId('note-body').focus();
  });
  byId('note-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void act('Note saved.', saveNote);
  });
}

async function newTicket(pipeline, kind) {
  const subject = `${kind}: ${byId('company-name').textContent}`;
  const properties = { subject, hs_pipeline: pipeline.id, hs_pipeline_stage: pipeline.stages[0].id };
  const form = kind === 'Support' ? { support_form: 'Properties & Objects' } : {};
  const ticket = await create('tickets', { ...properties, ...form }, [[chosen.company, 339]]);
  chosen.ticket = ticket.id;
  shown.ticket = '';
}

async function newInvoice() {
  const number = `INV-${String(Date.now()).slice(-6)}`;
  const properties = {
    hs_number: number,
    hs_invoice_status: 'open',
    hs_balance_due: '500',
    hs_amount_billed: '500',
    hs_currency: 'USD',
  };
  await create('invoices', properties, [[chosen.company, 179]]);
}

async function saveNote() {
  const body = byId('note-body');
  const file = byId('file').files[0];
  if (body.textContent.trim() === '' && file === undefined) throw new Error('Write something or choose a file first.');
  const attachment = file === undefined ? {} : { hs_attachment_ids: (await upload(file)).id };
  const now = (await call('GET', '/emulator/clock')).now;
  await create('notes', { hs_note_body: body.innerHTML, hs_timestamp: now, ...attachment }, [[chosen.ticket, 228]]);
  body.replaceChildren();
  byId('note-form').reset();
}

/** Forms are rebuilt only when another record is shown or its values changed, so that typing is not disturbed. */
const shown = { company: '', ticket: '' };

async function refresh() {
  byId('clock').textContent = (await call('GET', '/emulator/clock')).now.replace('T', ' ').slice(0, 16);
  const companies = (
    await call('GET', `/crm/v3/objects/companies?limit=100&properties=${COMPANY_PROPERTIES.join(',')}`)
  ).results;
  fill(byId('companies'), companies.map(companyCard), 'No companies.');
  const company = companies.find((record) => record.id === chosen.company);
  byId('company').hidden = company === undefined;
  byId('hint').hidden = company !== undefined;
  if (company !== undefined) await showCompany(company);
}

function companyCard(company) {
  const { name, client_status: status, service_line: line } = company.properties;
  const open = () => {
    chosen.company = company.id;
    chosen.ticket = '';
    void act('', async () => undefined);
  };
  const warm = status === 'Active' ? '' : ' warm';
  return card(name, `${line ?? ''}`, status ?? 'no status', warm, company.id === chosen.company, open);
}

function card(title, detail, badge, warm, current, open) {
  const inner = [
    title,
    ' ',
    element('span', { class: `badge${warm}` }, badge),
    ' ',
    element('span', { class: 'quiet' }, detail),
  ];
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', class: 'open', 'aria-current': current ? 'true' : undefined, onclick: open },
      ...inner,
    ),
  );
}

async function showCompany(company) {
  byId('company-name').textContent = company.properties.name;
  showForm('company', company, COMPANY_PROPERTIES.slice(1), 'companies');
  const tickets = await associated('companies', company.id, 'tickets', [
    'subject',
    'hs_pipeline',
    ...AT_RISK_PROPERTIES,
    ...SUPPORT_PROPERTIES,
  ]);
  const of = (pipeline) =>
    tickets
      .filter((ticket) => ticket.properties.hs_pipeline === pipeline.id)
      .map((ticket) => ticketCard(ticket, pipeline));
  fill(byId('at-risk'), of(portal.atRisk), 'None.');
  fill(byId('support'), of(portal.support), 'None.');
  const invoices = await associated('companies', company.id, 'invoices', INVOICE_PROPERTIES);
  fill(byId('invoices'), invoices.map(invoiceCard), 'None.');
  const ticket = tickets.find((record) => record.id === chosen.ticket);
  byId('ticket').hidden = ticket === undefined;
  if (ticket !== undefined) await showTicket(ticket);
}

function ticketCard(ticket, pipeline) {
  const stage = pipeline.stages.find((each) => each.id === ticket.properties.hs_pipeline_stage);
  const open = () => {
    chosen.ticket = ticket.id;
    void act('', async () => undefined);
  };
  return card(ticket.properties.subject, `#${ticket.id}`, stage?.label ?? '?', '', ticket.id === chosen.ticket, open);
}

function invoiceCard(invoice) {
  const {
    hs_number: number,
    hs_invoice_status: status,
    hs_balance_due: due,
    hs_currency: currency,
  } = invoice.properties;
  const pay = () =>
    void act('Invoice paid.', () => update('invoices', invoice.id, { hs_invoice_status: 'paid', hs_balance_due: '0' }));
  const button =
    status === 'open'
      ? [
          ' ',
          element('button', { type: 'button', onclick: pay, 'aria-label': `Mark ${number} as paid` }, 'Mark as paid'),
        ]
      : [];
  return element('li', {}, `${number} · ${status} · ${due ?? '0'} ${currency ?? ''} due`, ...button);
}

function showForm(kind, record, names, type) {
  const state = JSON.stringify([record.id, names.map((name) => record.properties[name])]);
  const form = byId(`${kind}-form`);
  if (shown[kind] === state) return;
  shown[kind] = state;
  const definitions = names.flatMap((name) =>
    portal.definitions[type].filter((definition) => definition.name === name),
  );
  propertyForm(
    form,
    definitions.map((definition) => withStages(definition, record)),
    record.properties,
    (changes) => void act('Saved.', () => update(type, record.id, changes)),
  );
}

/** The stages of a ticket are those of its pipeline. */
function withStages(definition, record) {
  if (definition.name !== 'hs_pipeline_stage') return definition;
  const pipeline = [portal.atRisk, portal.support].find((each) => each.id === record.properties.hs_pipeline);
  return { ...definition, options: (pipeline?.stages ?? []).map(({ id, label }) => ({ value: id, label })) };
}

async function showTicket(ticket) {
  byId('ticket-name').textContent = ticket.properties.subject;
  const isSupport = ticket.properties.hs_pipeline === portal.support.id;
  showForm('ticket', ticket, isSupport ? SUPPORT_PROPERTIES : AT_RISK_PROPERTIES, 'tickets');
  const notes = await associated('tickets', ticket.id, 'notes', ['hs_note_body', 'hs_attachment_ids', 'hs_timestamp']);
  fill(byId('notes'), notes.reverse().map(noteCard), 'No notes yet.');
  const tasks = await associated('tickets', ticket.id, 'tasks', ['hs_task_subject', 'hs_task_status', 'hs_timestamp']);
  fill(byId('tasks'), tasks.map(taskCard), 'No tasks.');
}

function noteCard(note) {
  const { hs_note_body: body, hs_attachment_ids: files, hs_timestamp: at } = note.properties;
  const attached = files ? [element('div', { class: 'quiet' }, `Attached files: ${files}`)] : [];
  return element(
    'li',
    {},
    element('div', { class: 'note' }, noteText(body ?? '')),
    ...attached,
    element('div', { class: 'quiet' }, at ?? ''),
  );
}

function taskCard(task) {
  const { hs_task_subject: subject, hs_task_status: status, hs_timestamp: due } = task.properties;
  const done = () => void act('Task done.', () => update('tasks', task.id, { hs_task_status: 'COMPLETED' }));
  const button =
    status === 'COMPLETED'
      ? []
      : [' ', element('button', { type: 'button', onclick: done, 'aria-label': `Complete ${subject}` }, 'Complete')];
  return element('li', {}, `${subject} · ${status} · due ${(due ?? '').slice(0, 10)}`, ...button);
}

start().catch((error) => {
  byId('message').textContent = error.message;
  byId('message').classList.add('wrong');
});
