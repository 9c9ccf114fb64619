import { button, element, newId } from '../core/dom.js';

const ETF_LINES = [
  'Contract start date',
  'Contract end date',
  'Cancellation notice received',
  'ETF applies (Yes/No)',
  'ETF amount',
  'Reviewed by',
];

/** The portal's snippets. `build` makes the paragraphs that take the place of the shortcut. */
const SNIPPETS = [
  {
    shortcut: '#ETF',
    title: 'Cancellation ETF Review',
    build: () => [
      element('p', {}, element('strong', {}, 'Cancellation ETF Review')),
      ...ETF_LINES.map((line) => element('p', {}, `${line}: `)),
    ],
  },
];

/** Typing `#` in the editor offers the snippets, as in HubSpot; so does the button. */
export function snippetPicker(editor) {
  const id = `snippets-${newId()}`;
  const list = element('ul', { id, role: 'listbox', 'aria-label': 'Snippets', class: 'snippets', hidden: true });
  editor.setAttribute('aria-autocomplete', 'list');
  let offered = [];
  let active = 0;

  function show(typed) {
    offered = SNIPPETS.filter(({ shortcut }) => shortcut.toLowerCase().startsWith(typed.toLowerCase()));
    active = 0;
    render();
  }

  function hide() {
    offered = [];
    render();
  }

  function render() {
    list.hidden = offered.length === 0;
    list.replaceChildren(
      ...offered.map(({ shortcut, title }, at) => {
        const option = element(
          'li',
          { role: 'option', id: `${id}-${at}`, 'aria-selected': at === active ? 'true' : 'false' },
          `${title} `,
          element('span', {}, shortcut),
        );
        // Before the editor loses the caret.
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          choose(at);
        });
        return option;
      }),
    );
    if (offered.length === 0) editor.removeAttribute('aria-activedescendant');
    else editor.setAttribute('aria-activedescendant', `${id}-${active}`);
    if (offered.length === 0) editor.removeAttribute('aria-controls');
    else editor.setAttribute('aria-controls', id);
  }

  function choose(at) {
    const snippet = offered[at];
    hide();
    if (snippet !== undefined) insert(editor, snippet.build());
  }

  editor.addEventListener('input', () => {
    const typed = typedShortcut(editor);
    if (typed === undefined) hide();
    else show(typed);
  });
  editor.addEventListener('blur', hide);
  editor.addEventListener('keydown', (event) => {
    if (offered.length === 0) return;
    if (event.key === 'Enter' || event.key === 'Tab') choose(active);
    else if (event.key === 'ArrowDown') active = (active + 1) % offered.length;
    else if (event.key === 'ArrowUp') active = (active + offered.length - 1) % offered.length;
    else if (event.key === 'Escape') hide();
    else return;
    event.preventDefault();
    render();
  });
  const opener = button('Insert snippet #ETF', () => {
    editor.focus();
    insert(editor, SNIPPETS[0].build());
  });
  return { list, opener };
}

/** The word before the caret, when it begins with `#`. */
function typedShortcut(editor) {
  const { anchorNode, anchorOffset } = getSelection();
  if (anchorNode?.nodeType !== Node.TEXT_NODE || !editor.contains(anchorNode)) return undefined;
  return /#\w*$/.exec(anchorNode.data.slice(0, anchorOffset))?.[0];
}

/** Puts paragraphs in the place of the typed shortcut, and the caret behind the first line that wants an answer. */
function insert(editor, paragraphs) {
  const line = removeShortcut(editor);
  if (line === undefined) editor.append(...paragraphs);
  else {
    line.after(...paragraphs);
    if (line.textContent.trim() === '') line.remove();
  }
  const first = paragraphs.find(({ textContent }) => textContent.endsWith(': ')) ?? paragraphs[0];
  getSelection().selectAllChildren(first);
  getSelection().collapseToEnd();
  editor.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The line of the editor in which the shortcut was typed; undefined when none was. */
function removeShortcut(editor) {
  const { anchorNode, anchorOffset } = getSelection();
  const typed = typedShortcut(editor);
  if (typed === undefined) return undefined;
  anchorNode.deleteData(anchorOffset - typed.length, typed.length);
  let line = anchorNode;
  while (line.parentNode !== editor) line = line.parentNode;
  if (line.nodeType === Node.ELEMENT_NODE) return line;
  const paragraph = element('p', {});
  line.replaceWith(paragraph);
  paragraph.append(line);
  return paragraph;
}
