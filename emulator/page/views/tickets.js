import { addressOf } from '../core/addresses.js';
import { badge, button, link } from '../core/dom.js';
import { isClosed, ownerOf, pipelineOf, portal, stageOf } from '../core/portal.js';
import { calendarDay, moment } from '../core/time.js';
import { createAtRiskTicket } from '../forms/create-ticket.js';
import { chooser } from './chooser.js';
import { heading, switcher } from './heading.js';
import { table } from './table.js';
import { ticketsWithCompany } from './ticket-data.js';

const COLUMNS = [
  {
    name: 'Ticket name',
    text: ({ subject }) => subject ?? '',
    cell: ({ id, subject }) => link(addressOf.record('tickets', id), subject || `Ticket ${id}`),
  },
  {
    name: 'Company',
    text: ({ company }) => company?.properties.name ?? '',
    cell: ({ company }) =>
      company === undefined
        ? ''
        : link(addressOf.record('companies', company.id), company.properties.name ?? company.id),
  },
  { name: 'Pipeline', text: ({ hs_pipeline: id }) => pipelineOf(id)?.label ?? '' },
  {
    name: 'Ticket status',
    text: statusText,
    cell: (ticket) => badge(statusText(ticket), isClosed(stage(ticket)) ? '' : 'warm'),
  },
  { name: 'Customer Saved', text: ({ customer_saved: saved }) => saved ?? '' },
  {
    name: 'RCM Cancellation Date',
    text: ({ rcm_cancellation_date: date }) => (date ? calendarDay(date) : ''),
    order: ({ rcm_cancellation_date: date }) => date ?? '',
  },
  { name: 'Owner', text: ({ hubspot_owner_id: owner }) => ownerOf(owner)?.name ?? '' },
  { name: 'Create date', text: ({ createdate }) => moment(createdate), order: ({ createdate }) => createdate },
];

function stage(ticket) {
  return stageOf(ticket.hs_pipeline, ticket.hs_pipeline_stage);
}

function statusText(ticket) {
  return stage(ticket)?.label ?? '';
}

/** All tickets as a list; pipeline and state are kept in the address. */
export async function showTickets(main, { query }) {
  const chosen = { pipeline: query.get('pipeline') ?? '', state: query.get('state') ?? '' };
  const shown = table('Tickets', COLUMNS, query);
  let tickets = [];
  const showChosen = () => shown.show(tickets.filter((ticket) => fits(ticket, chosen)));
  main.replaceChildren(
    heading(
      'Tickets',
      chooser(
        chosen,
        'pipeline',
        'Pipeline',
        [['', 'All'], ...portal.pipelines.map(({ id, label }) => [id, label])],
        showChosen,
      ),
      chooser(
        chosen,
        'state',
        'Status',
        [
          ['', 'Open and closed'],
          ['open', 'Open'],
          ['closed', 'Closed'],
        ],
        showChosen,
      ),
      switcher('List', [
        ['Board', addressOf.board(chosen.pipeline)],
        ['List', location.href],
      ]),
      button('Create ticket', () => void createAtRiskTicket(), { class: 'primary' }),
    ),
    shown.element,
  );
  const refresh = async () => {
    tickets = await ticketsWithCompany();
    showChosen();
  };
  await refresh();
  return refresh;
}

function fits(ticket, { pipeline, state }) {
  return (
    (pipeline === '' || ticket.hs_pipeline === pipeline) &&
    (state === '' || isClosed(stage(ticket)) === (state === 'closed'))
  );
}
