import { element } from '../core/dom.js';

/** The top of a page: its name, also for the tab, and what can be done there. */
export function heading(title, ...actions) {
  document.title = `${title} · HubSpot (emulated)`;
  return element('div', { class: 'heading' }, element('h1', {}, title), element('div', { class: 'bar' }, ...actions));
}

/** The two ways to see tickets. */
export function switcher(current, choices) {
  return element(
    'nav',
    { class: 'switcher', 'aria-label': 'View' },
    ...choices.map(([text, href]) =>
      element('a', { href, 'aria-current': text === current ? 'page' : undefined }, text),
    ),
  );
}
