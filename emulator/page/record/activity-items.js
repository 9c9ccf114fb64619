import { act, onceAtATime } from '../core/act.js';
import { update } from '../core/crm.js';
import { badge, button, element } from '../core/dom.js';
import { authorOf, ownerOf } from '../core/portal.js';
import { moment } from '../core/time.js';
import { noteContent } from './note-html.js';
import { shownValue } from './value.js';

/** A task on the record. */
export function taskItem(task) {
  return {
    key: `tasks ${task.id}`,
    kind: 'task',
    at: task.createdAt,
    state: task.properties,
    build: () => {
      const {
        hs_task_subject: subject,
        hs_task_body: body,
        hs_task_status: status,
        hs_timestamp: due,
        hubspot_owner_id: owner,
      } = task.properties;
      const isDone = status === 'COMPLETED';
      const change = onceAtATime(() =>
        act(isDone ? 'Task opened again.' : 'Task completed.', () =>
          update('tasks', task.id, { hs_task_status: isDone ? 'NOT_STARTED' : 'COMPLETED' }),
        ),
      );
      const action = isDone ? 'Mark as not completed' : 'Mark as completed';
      return element(
        'li',
        { class: 'activity' },
        element(
          'div',
          { class: 'activity-head' },
          element('strong', {}, 'Task'),
          element('span', {}, ` assigned to ${ownerOf(owner)?.name ?? 'nobody'}`),
          badge(isDone ? 'Completed' : 'Open', isDone ? 'good' : 'warm'),
          element('time', { datetime: due }, `Due ${moment(due)}`),
        ),
        element('div', { class: 'task-title' }, subject ?? ''),
        element('div', { class: 'note' }, noteContent(body)),
        element(
          'div',
          { class: 'bar small' },
          button(action, () => void change(), { 'aria-label': `${action}: ${subject ?? ''}` }),
        ),
      );
    },
  };
}

const LOGGED = {
  emails: ['E-mail', 'hs_email_subject', 'hs_email_text'],
  calls: ['Call', 'hs_call_title', 'hs_call_body'],
  meetings: ['Meeting', 'hs_meeting_title', 'hs_meeting_body'],
};

/** An e-mail, call or meeting that was logged on the record. */
export function loggedItem(type, record) {
  const [name, titleProperty, bodyProperty] = LOGGED[type];
  const at = record.properties.hs_timestamp ?? record.createdAt;
  return {
    key: `${type} ${record.id}`,
    kind: 'logged',
    at,
    state: record.properties,
    build: () =>
      element(
        'li',
        { class: 'activity' },
        element(
          'div',
          { class: 'activity-head' },
          element('strong', {}, name),
          element('span', {}, ` by ${authorOf(record.propertiesWithHistory?.hs_timestamp?.at(-1))}`),
          element('time', { datetime: at }, moment(at)),
        ),
        element('div', { class: 'task-title' }, record.properties[titleProperty] ?? ''),
        element('div', { class: 'note' }, noteContent(record.properties[bodyProperty])),
      ),
  };
}

/** What was changed in the record's properties; changes of one moment by one person are one entry. */
export function changeItems(record, definitions, names) {
  const groups = new Map();
  for (const name of names) {
    for (const entry of record.propertiesWithHistory?.[name] ?? []) {
      const key = `changes ${entry.timestamp} ${entry.sourceType} ${entry.sourceId ?? ''}`;
      groups.set(key, [...(groups.get(key) ?? []), { name, entry }]);
    }
  }
  return [...groups].map(([key, changes]) => changeItem(key, changes, record, definitions));
}

function changeItem(key, changes, record, definitions) {
  const at = changes[0].entry.timestamp;
  const isCreation = Math.abs(Date.parse(at) - Date.parse(record.createdAt)) < 1000;
  return {
    key,
    kind: 'change',
    at,
    state: changes,
    build: () =>
      element(
        'li',
        { class: 'activity change' },
        element(
          'div',
          { class: 'activity-head' },
          element('strong', {}, isCreation ? 'Created' : 'Changed'),
          element('span', {}, ` by ${authorOf(changes[0].entry)}`),
          element('time', { datetime: at }, moment(at)),
        ),
        element(
          'ul',
          {},
          ...changes.map(({ name, entry }) => {
            const definition = definitions.get(name);
            return element(
              'li',
              {},
              `${definition.label}: `,
              element('strong', {}, shownValue(definition, entry.value, record.properties.hs_pipeline)),
            );
          }),
        ),
      ),
  };
}
