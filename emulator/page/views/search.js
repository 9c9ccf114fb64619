import { addressOf } from '../core/addresses.js';
import { listAll } from '../core/crm.js';
import { element, fill, link } from '../core/dom.js';
import { heading } from './heading.js';

const SEARCHED = [
  ['companies', 'Companies', ['name', 'domain']],
  ['tickets', 'Tickets', ['subject', 'content']],
  ['contacts', 'Contacts', ['firstname', 'lastname', 'email']],
];

/** Records whose name has the words; an id finds its record too. */
export async function showSearch(main, { query }) {
  const words = query.get('query') ?? '';
  const lists = SEARCHED.map(([type, title]) => ({ type, title, list: element('ul', { class: 'results' }) }));
  main.replaceChildren(
    heading(`Search: ${words}`),
    ...lists.map(({ title, list }) => element('section', { class: 'panel' }, element('h2', {}, title), list)),
  );
  const refresh = async () => {
    for (const [type, , names] of SEARCHED) {
      const found = (await listAll(type, names)).filter((record) => matches(record, names, words));
      fill(
        lists.find((each) => each.type === type).list,
        found.map((record) => result(type, record, names)),
        'Nothing found.',
      );
    }
  };
  await refresh();
  return refresh;
}

function matches({ id, properties }, names, words) {
  const text = names
    .map((name) => properties[name] ?? '')
    .join(' ')
    .toLowerCase();
  return (
    id === words ||
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

function result(type, { id, properties }, names) {
  const text =
    type === 'contacts' ? `${properties.firstname ?? ''} ${properties.lastname ?? ''}` : properties[names[0]];
  return { key: id, state: properties, build: () => element('li', {}, link(addressOf.record(type, id), text || id)) };
}
