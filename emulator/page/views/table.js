import { remember } from '../core/addresses.js';
import { button, element, fill } from '../core/dom.js';

/**
 * A table that can be sorted by each column and searched; both are kept in the address. A column is `{name, text, cell?}`: what a row holds
 * there as text, and as elements.
 */
export function table(caption, columns, query) {
  const state = {
    sort: query.get('sort') ?? '',
    direction: query.get('direction') ?? 'ascending',
    words: query.get('words') ?? '',
  };
  let rows = [];
  const body = element('tbody', {});
  const count = element('p', { class: 'hint', role: 'status' });
  const heads = columns.map((column) => head(column, state, () => show()));
  const words = element('input', { type: 'search', value: state.words, id: 'words', placeholder: 'Search this list' });
  words.addEventListener('input', () => {
    state.words = words.value;
    remember('words', words.value);
    show();
  });
  const element_ = element(
    'div',
    { class: 'list' },
    element(
      'div',
      { class: 'bar' },
      element('label', { class: 'hidden', for: 'words' }, 'Search this list'),
      words,
      count,
    ),
    element(
      'table',
      {},
      element('caption', { class: 'hidden' }, caption),
      element('thead', {}, element('tr', {}, ...heads.map(({ cell }) => cell))),
      body,
    ),
  );
  const show = () => {
    for (const { update } of heads) update();
    const found = sorted(matching(rows, columns, state.words), columns, state);
    count.textContent = `${found.length} of ${rows.length}`;
    fill(
      body,
      found.map((row) => ({
        key: row.id,
        state: columns.map(({ text }) => text(row)),
        build: () => line(row, columns),
      })),
    );
  };
  return {
    element: element_,
    show: (next) => {
      rows = next;
      show();
    },
  };
}

function head({ name }, state, changed) {
  const cell = element(
    'th',
    { scope: 'col' },
    button(name, () => {
      state.direction = state.sort === name && state.direction === 'ascending' ? 'descending' : 'ascending';
      state.sort = name;
      remember('sort', name);
      remember('direction', state.direction);
      changed();
    }),
  );
  return {
    cell,
    update: () => {
      if (state.sort === name) cell.setAttribute('aria-sort', state.direction);
      else cell.removeAttribute('aria-sort');
    },
  };
}

function line(row, columns) {
  return element('tr', {}, ...columns.map(({ text, cell }) => element('td', {}, cell?.(row) ?? text(row))));
}

function matching(rows, columns, words) {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows.filter((row) => {
    const text = columns
      .map((column) => column.text(row))
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function sorted(rows, columns, { sort, direction }) {
  const column = columns.find(({ name }) => name === sort);
  if (column === undefined) return rows;
  const by = column.order ?? column.text;
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => sign * by(a).localeCompare(by(b), 'en', { numeric: true }));
}
