import { act, onceAtATime } from '../core/act.js';
import { actor } from '../core/actor.js';
import { addressOf } from '../core/addresses.js';
import { associatedIds, listAll, readAll, update } from '../core/crm.js';
import { badge, button, link } from '../core/dom.js';
import { ownerOf, personOf } from '../core/portal.js';
import { moment } from '../core/time.js';
import { chooser } from './chooser.js';
import { heading } from './heading.js';
import { table } from './table.js';

const COLUMNS = [
  { name: 'Task', text: ({ properties }) => properties.hs_task_subject ?? '' },
  {
    name: 'Ticket',
    text: ({ ticket }) => ticket?.properties.subject ?? '',
    cell: ({ ticket }) =>
      ticket === undefined ? '' : link(addressOf.record('tickets', ticket.id), ticket.properties.subject || ticket.id),
  },
  {
    name: 'Due',
    text: ({ properties }) => (properties.hs_timestamp ? moment(properties.hs_timestamp) : ''),
    order: ({ properties }) => properties.hs_timestamp ?? '',
  },
  { name: 'Assigned to', text: ({ properties }) => ownerOf(properties.hubspot_owner_id)?.name ?? 'nobody' },
  { name: 'Status', text: status, cell: (task) => badge(status(task), isDone(task) ? 'good' : 'warm') },
  { name: 'Action', text: () => '', cell: action },
];

const isDone = ({ properties }) => properties.hs_task_status === 'COMPLETED';

function status(task) {
  return isDone(task) ? 'Completed' : 'Open';
}

function action(task) {
  const name = task.properties.hs_task_subject ?? 'the task';
  if (isDone(task)) return '';
  const complete = onceAtATime(() =>
    act('Task completed.', () => update('tasks', task.id, { hs_task_status: 'COMPLETED' })),
  );
  return button('Mark as completed', () => void complete(), { 'aria-label': `Mark as completed: ${name}` });
}

/** The portal's tasks; at first the open ones of the person who acts. */
export async function showTasks(main, { query }) {
  const chosen = { whose: query.get('whose') ?? 'all', done: query.get('done') ?? 'open' };
  const shown = table('Tasks', COLUMNS, query);
  let tasks = [];
  const showChosen = () => shown.show(tasks.filter((task) => fits(task, chosen)));
  main.replaceChildren(
    heading(
      'Tasks',
      chooser(
        chosen,
        'whose',
        'Assigned to',
        [
          ['all', 'Everybody'],
          ['me', 'Me'],
        ],
        showChosen,
      ),
      chooser(
        chosen,
        'done',
        'Status',
        [
          ['open', 'Open'],
          ['all', 'Open and completed'],
        ],
        showChosen,
      ),
    ),
    shown.element,
  );
  const refresh = async () => {
    tasks = await tasksWithTicket();
    showChosen();
  };
  await refresh();
  return refresh;
}

function fits(task, { whose, done }) {
  const isMine = task.properties.hubspot_owner_id === personOf(actor.id)?.ownerId;
  return (whose === 'all' || isMine) && (done === 'all' || !isDone(task));
}

async function tasksWithTicket() {
  const tasks = await listAll(
    'tasks',
    ['hs_task_subject', 'hs_task_status', 'hs_timestamp', 'hubspot_owner_id'],
    ['tickets'],
  );
  const ids = [...new Set(tasks.map((task) => associatedIds(task, 'tickets')[0]).filter(Boolean))];
  const tickets = new Map((await readAll('tickets', ids, ['subject'])).map((ticket) => [ticket.id, ticket]));
  return tasks
    .map((task) => ({ ...task, ticket: tickets.get(associatedIds(task, 'tickets')[0]) }))
    .sort((a, b) => (a.properties.hs_timestamp ?? '').localeCompare(b.properties.hs_timestamp ?? ''));
}
