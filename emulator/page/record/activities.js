import { remember } from '../core/addresses.js';
import { associatedIds, readAll } from '../core/crm.js';
import { button, element, fill } from '../core/dom.js';
import { changeItems, loggedItem, taskItem } from './activity-items.js';
import { newNote } from './new-note.js';
import { withFiles } from './note.js';

const NOTE = ['hs_note_body', 'hs_attachment_ids', 'hs_timestamp'];
const TASK = ['hs_task_subject', 'hs_task_body', 'hs_task_status', 'hs_timestamp', 'hubspot_owner_id'];
const LOGGED = {
  emails: ['hs_email_subject', 'hs_email_text', 'hs_timestamp'],
  calls: ['hs_call_title', 'hs_call_body', 'hs_timestamp'],
  meetings: ['hs_meeting_title', 'hs_meeting_body', 'hs_timestamp'],
};

export const ACTIVITY_TYPES = ['notes', 'tasks', ...Object.keys(LOGGED)];

const TABS = [
  ['all', 'All activities', () => true],
  ['notes', 'Notes', ({ kind }) => kind === 'note'],
  ['tasks', 'Tasks', ({ kind }) => kind === 'task'],
  ['history', 'Property history', ({ kind }) => kind === 'change'],
];

/** The tab of the app's card, where HubSpot shows it. */
const CARD = 'app';

/** The middle column: what people wrote, uploaded and did on the record, and what changed. */
export function activityPanel({ type, id, definitions, tab, historyNames, card }) {
  const list = element('ul', { class: 'activities' });
  const composer = newNote(type, id);
  const title = element('h2', { class: 'hidden' }, 'Activities');
  const create = button('Create note', () => composer.open(), { class: 'primary' });
  const written = element('div', {}, element('div', { class: 'bar' }, create), composer.element, list);
  const choices = card === undefined ? TABS : [...TABS, [CARD, 'At-Risk', () => false]];
  let chosen = choices.some(([name]) => name === tab) ? tab : 'all';
  let items = [];
  const tabs = choices.map(([name, text]) =>
    button(
      text,
      () => {
        chosen = name;
        remember('tab', name);
        render();
      },
      { 'aria-pressed': 'false', 'data-tab': name },
    ),
  );

  function render() {
    for (const each of tabs) each.setAttribute('aria-pressed', String(each.dataset.tab === chosen));
    const [, text, fits] = choices.find(([name]) => name === chosen);
    const shown = items.filter((item) => fits(item));
    written.hidden = chosen === CARD;
    if (card !== undefined) card.element.hidden = chosen !== CARD;
    fill(list, shown, `${text}: none yet.`);
    for (const child of list.children) {
      const item = items.find(({ key }) => key === child.dataset.key);
      if (item === undefined)
        child.editor?.others(
          'This note was deleted while you were editing. Your text is kept here: copy it into a new note.',
        );
      else item.others?.(child);
    }
  }

  return {
    element: element(
      'section',
      { class: 'column-middle', 'aria-label': 'Activities' },
      title,
      element('div', { class: 'tabs', role: 'group', 'aria-label': 'Show' }, ...tabs),
      written,
      ...(card === undefined ? [] : [card.element]),
    ),
    show: async (record) => {
      card?.show();
      items = await itemsOf(record, definitions, historyNames);
      render();
    },
  };
}

async function itemsOf(record, definitions, historyNames) {
  const read = (type, names, histories) => readAll(type, associatedIds(record, type), names, histories);
  const [notes, tasks, ...logged] = await Promise.all([
    read('notes', NOTE, ['hs_note_body', 'hs_timestamp']),
    read('tasks', TASK),
    ...Object.entries(LOGGED).map(([type, names]) => read(type, names, ['hs_timestamp'])),
  ]);
  const noteItems = (await withFiles(notes)).map((item) => ({ ...item, kind: 'note' }));
  const loggedItems = Object.keys(LOGGED).flatMap((type, at) => logged[at].map((each) => loggedItem(type, each)));
  return [...noteItems, ...tasks.map(taskItem), ...loggedItems, ...changeItems(record, definitions, historyNames)].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || b.key.localeCompare(a.key, 'en', { numeric: true }),
  );
}
