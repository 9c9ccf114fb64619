import { act } from '../core/act.js';
import { addressOf } from '../core/addresses.js';
import { update } from '../core/crm.js';
import { badge, button, element, fill, link } from '../core/dom.js';
import { ownerOf, pipelineNamed, pipelineOf, portal } from '../core/portal.js';
import { statusKind } from '../core/status.js';
import { calendarDay } from '../core/time.js';
import { createAtRiskTicket } from '../forms/create-ticket.js';
import { heading, switcher } from './heading.js';
import { ticketsWithCompany } from './ticket-data.js';

/** A pipeline's tickets, a column for each stage. */
export async function showBoard(main, { query }) {
  const pipeline = pipelineOf(query.get('pipeline')) ?? pipelineNamed('At-Risk');
  const columns = new Map(pipeline.stages.map((stage) => [stage.id, column(stage)]));
  main.replaceChildren(
    heading(
      `${pipeline.label} tickets`,
      pipelines(pipeline),
      switcher('Board', [
        ['Board', addressOf.board(pipeline.id)],
        ['List', addressOf.tickets(`?pipeline=${pipeline.id}`)],
      ]),
      button('Create ticket', () => void createAtRiskTicket(), { class: 'primary' }),
    ),
    element(
      'p',
      { class: 'hint' },
      'New here? ',
      link(addressOf.guide(), 'How to play'),
      ' takes a client through each path of the SOP.',
    ),
    element('div', { class: 'board' }, ...[...columns.values()].map(({ section }) => section)),
  );
  const refresh = async () => {
    const tickets = (await ticketsWithCompany()).filter((ticket) => ticket.hs_pipeline === pipeline.id);
    for (const [stageId, { count, list }] of columns) {
      const here = tickets.filter((ticket) => ticket.hs_pipeline_stage === stageId);
      count.textContent = String(here.length);
      fill(list, here.map(card), 'No tickets.');
    }
  };
  await refresh();
  return refresh;
}

function pipelines(current) {
  const select = element(
    'select',
    { id: 'pipeline' },
    ...portal.pipelines.map(({ id, label }) => element('option', { value: id }, label)),
  );
  select.value = current.id;
  select.addEventListener('change', () => location.assign(addressOf.board(select.value)));
  return element('label', { class: 'inline', for: 'pipeline' }, 'Pipeline', select);
}

function column(stage) {
  const count = element('span', { class: 'count' });
  const list = element('ul', { class: 'cards' });
  const headingId = `stage-${stage.id}`;
  const section = element(
    'section',
    { class: 'column', 'aria-labelledby': headingId },
    element('h2', { id: headingId }, stage.label, ' ', count),
    list,
  );
  section.addEventListener('dragover', (event) => event.preventDefault());
  section.addEventListener('drop', (event) => {
    event.preventDefault();
    const id = event.dataTransfer.getData('text/plain');
    if (/^\d+$/.test(id))
      void act(`Moved to ${stage.label}.`, () => update('tickets', id, { hs_pipeline_stage: stage.id }));
  });
  return { section, count, list };
}

function card(ticket) {
  const { id, subject, company, customer_saved: saved, rcm_cancellation_date: date, nextStep } = ticket;
  const facts = [
    ['Company', company?.properties.name ?? 'none'],
    ['Customer Saved', saved || 'not answered'],
    ...(date ? [['RCM Cancellation Date', calendarDay(date)]] : []),
    ['Owner', ownerOf(ticket.hubspot_owner_id)?.name ?? 'none'],
    ...(nextStep === '' ? [] : [['Next step', nextStep]]),
  ];
  return {
    key: id,
    state: ticket,
    build: () => {
      const made = element(
        'li',
        { class: 'card', draggable: 'true' },
        link(addressOf.record('tickets', id), subject ?? `Ticket ${id}`),
        ...(company?.properties.client_status
          ? [badge(company.properties.client_status, statusKind(company.properties.client_status))]
          : []),
        element(
          'dl',
          {},
          ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
        ),
      );
      made.addEventListener('dragstart', (event) => event.dataTransfer.setData('text/plain', id));
      return made;
    },
  };
}
