import { act, onceAtATime } from '../core/act.js';
import { addressOf } from '../core/addresses.js';
import { associate, associatedIds, dissociate, listAll, readAll, update } from '../core/crm.js';
import { badge, button, element, fill, link, newId } from '../core/dom.js';
import { filesOf, openFile } from '../core/files.js';
import { isClosed, stageOf } from '../core/portal.js';
import { statusKind } from '../core/status.js';
import { createInvoice } from '../forms/create-invoice.js';
import { createAtRiskTicket } from '../forms/create-ticket.js';
import { choice, labelled, openDialog } from '../forms/dialog.js';
import { addNote } from './new-note.js';
import { SHAPES } from './shapes.js';

const SHOWN = {
  companies: ['name', 'client_status', 'service_line'],
  contacts: ['firstname', 'lastname', 'email'],
  tickets: ['subject', 'hs_pipeline', 'hs_pipeline_stage'],
  invoices: ['hs_number', 'hs_invoice_status', 'hs_balance_due', 'hs_currency'],
};

const TITLES = { companies: 'Companies', contacts: 'Contacts', tickets: 'Tickets', invoices: 'Invoices' };

/** The right column: what the record is associated with, and its files. */
export function associationPanel({ type, id, reread }) {
  const sections = SHAPES[type].associations.map((to) => section(type, id, to, reread));
  const files = attachments(type, id);
  return {
    elements: [...sections.map((each) => each.element), files.element],
    show: (record) => Promise.all([...sections, files].map((each) => each.show(record))),
  };
}

function panel(title, count, list, ...actions) {
  const headingId = `heading-${newId()}`;
  return element(
    'section',
    { class: 'panel', 'aria-labelledby': headingId },
    element('h2', { id: headingId }, title, ' ', count),
    list,
    element('div', { class: 'bar small' }, ...actions),
  );
}

function section(type, id, to, reread) {
  const count = element('span', { class: 'count' });
  const list = element('ul', { class: 'associated' });
  return {
    element: panel(TITLES[to], count, list, ...actionsFor(type, id, to, reread)),
    show: async (record) => {
      const found = await readAll(to, associatedIds(record, to), SHOWN[to]);
      count.textContent = String(found.length);
      fill(
        list,
        found.map((each) => item(type, id, to, each)),
        'None.',
      );
    },
  };
}

function actionsFor(type, id, to, reread) {
  if (type === 'companies' && to === 'tickets') {
    return [button('Create ticket', () => void reread().then((company) => createAtRiskTicket(company)))];
  }
  if (type === 'companies' && to === 'invoices') return [button('Create invoice', () => createInvoice(id))];
  if (type === 'tickets' && to === 'companies') return [button('Add company', () => void addCompany(id))];
  return [];
}

async function addCompany(ticketId) {
  const companies = (await listAll('companies', ['name'])).map(({ id, properties }) => [id, properties.name ?? id]);
  openDialog({
    title: 'Add existing company',
    fields: [labelled('Company', choice('company', companies, companies[0]?.[0]))],
    action: 'Save',
    said: 'Company added.',
    submit: ({ company }) => associate('tickets', ticketId, 'companies', company),
  });
}

function item(type, id, to, record) {
  return {
    key: `${to} ${record.id}`,
    state: record.properties,
    build: () => element('li', {}, ...content(type, id, to, record)),
  };
}

function content(type, id, to, { id: toId, properties }) {
  const name = SHAPES[to].nameOf(properties) || toId;
  const title = link(addressOf.record(to, toId), name);
  if (to === 'companies') {
    const { client_status: status, service_line: line } = properties;
    const take = onceAtATime(() =>
      act('Company removed from the ticket.', () => dissociate(type, id, 'companies', toId)),
    );
    const removal =
      type === 'tickets'
        ? [button('Remove', () => void take(), { class: 'quiet', 'aria-label': `Remove ${name} from this ticket` })]
        : [];
    return [
      title,
      ...(status ? [fact('Client Status', badge(status, statusKind(status)))] : []),
      ...(line ? [fact('Service Line', line)] : []),
      ...removal,
    ];
  }
  if (to === 'tickets') {
    const stage = stageOf(properties.hs_pipeline, properties.hs_pipeline_stage);
    return [title, fact('Ticket status', badge(stage?.label ?? '—', isClosed(stage) ? '' : 'warm'))];
  }
  if (to === 'contacts') return [title, ...(properties.email ? [fact('Email', properties.email)] : [])];
  return invoice(title, toId, properties);
}

function invoice(
  title,
  id,
  { hs_number: number, hs_invoice_status: status, hs_balance_due: due, hs_currency: currency },
) {
  const pay = onceAtATime(() =>
    act('Invoice paid.', () => update('invoices', id, { hs_invoice_status: 'paid', hs_balance_due: '0' })),
  );
  const action =
    status === 'open'
      ? [
          element(
            'div',
            { class: 'small' },
            button('Mark as paid', () => void pay(), { 'aria-label': `Mark as paid: ${number ?? 'the invoice'}` }),
          ),
        ]
      : [];
  return [
    title,
    fact('Invoice status', status ?? '—'),
    fact('Balance due', `${due ?? '0'} ${currency ?? ''}`),
    ...action,
  ];
}

const fact = (name, value) => element('div', { class: 'fact' }, `${name}: `, value);

/** Files of the record's notes, and the way to upload one. */
function attachments(type, id) {
  const count = element('span', { class: 'count' });
  const list = element('ul', { class: 'associated' });
  const inputId = `upload-${newId()}`;
  const input = element('input', { type: 'file', id: inputId, class: 'hidden' });
  const send = onceAtATime(async () => {
    const file = input.files[0];
    if (file !== undefined) await act(`${file.name} uploaded.`, () => addNote(type, id, '', file, newId()));
    input.value = '';
  });
  input.addEventListener('change', () => void send());
  return {
    element: panel(
      'Attachments',
      count,
      list,
      input,
      element('label', { class: 'button', for: inputId }, 'Upload file'),
    ),
    show: async (record) => {
      const notes = await readAll('notes', associatedIds(record, 'notes'), ['hs_attachment_ids']);
      const files = (await Promise.all(notes.map((note) => filesOf(note.properties.hs_attachment_ids)))).flat();
      count.textContent = String(files.length);
      fill(
        list,
        files.map((file) => fileItem(file)),
        'No files yet.',
      );
    },
  };
}

function fileItem(file) {
  return {
    key: `file ${file.id}`,
    state: file,
    build: () =>
      element('li', {}, file.isThere ? button(file.name, () => void openFile(file.id), { class: 'file' }) : file.name),
  };
}
