/** Builds what the page shows out of plain elements; texts are never read as HTML. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.flat().filter((child) => child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

export const button = (text, onclick, attributes = {}) =>
  element('button', { type: 'button', onclick, ...attributes }, text);

export const link = (href, ...children) => element('a', { href }, ...children);

/**
 * Shows a list. What has not changed stays as it is, and with it the keyboard's place and whatever is being typed there.
 * An item is `{key, state, build}`; `build` makes the list's child when there is none of this key and state. A child that is being edited stays
 * also when its record is gone.
 */
export function fill(list, items, none) {
  const shown = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const empty = { key: 'none', state: none, build: () => element('li', { class: 'empty' }, none) };
  const children = (items.length > 0 || none === undefined ? items : [empty]).map(({ key, state, build }) => {
    const signature = JSON.stringify(state) ?? '';
    const present = shown.get(key);
    if (present?.hasAttribute('data-editing') === true || present?.dataset.state === signature) return present;
    const made = build();
    made.dataset.key = key;
    made.dataset.state = signature;
    return made;
  });
  const edited = [...list.children].filter((child) => child.hasAttribute('data-editing') && !children.includes(child));
  children.unshift(...edited);
  const isSame = children.length === list.children.length && children.every((child, at) => child === list.children[at]);
  if (!isSame) keepFocus(list, () => list.replaceChildren(...children));
}

/** Moves elements about without losing the keyboard's place. */
function keepFocus(within, change) {
  const focused = document.activeElement;
  const isInside = within.contains(focused);
  const key = focused?.closest('[data-key]')?.dataset.key;
  const label = focused?.getAttribute('data-focus') ?? focused?.textContent;
  change();
  if (!isInside) return;
  if (within.contains(focused)) focused.focus();
  else
    [...within.querySelectorAll('a, button, input, select')]
      .find((each) => each.closest('[data-key]')?.dataset.key === key && each.textContent === label)
      ?.focus();
}

/** A short label in a box, such as a status. */
export const badge = (text, kind = '') => element('span', { class: `badge ${kind}`.trim() }, text);

/** An id that nobody else has. `crypto.randomUUID` is there on secure pages only. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
