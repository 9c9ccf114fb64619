import { element } from '../core/dom.js';

/** The elements of a note that are shown; of all others only their text is. No attribute is kept but a link's address. */
const KEPT = new Set(['P', 'BR', 'STRONG', 'B', 'EM', 'I', 'U', 'S', 'UL', 'OL', 'LI', 'BLOCKQUOTE']);
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'NOSCRIPT', 'HEAD', 'TITLE']);
const BLOCKS = new Set(['DIV', 'SECTION', 'ARTICLE', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'TR']);
const ADDRESS = /^(https?:|mailto:)/i;

/** A note's HTML as elements that can do nothing but show text. */
export function noteContent(html) {
  const parsed = new DOMParser().parseFromString(html ?? '', 'text/html');
  return clean(parsed.body);
}

/** What stands in an editor, as HTML for HubSpot. */
export function htmlOf(editor) {
  const holder = element('div', {}, clean(editor));
  return holder.textContent.trim() === '' ? '' : holder.innerHTML;
}

/** The text of a note, a line for each paragraph. */
export function textOf(html) {
  const holder = element('div', {}, noteContent(html));
  for (const block of holder.querySelectorAll('p, li, br')) block.append('\n');
  return holder.textContent.trim();
}

function clean(node) {
  const fragment = document.createDocumentFragment();
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) fragment.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE) fragment.append(cleanElement(child));
  }
  return fragment;
}

function cleanElement(child) {
  const tag = child.tagName;
  if (DROPPED.has(tag)) return '';
  if (KEPT.has(tag)) return element(tag.toLowerCase(), {}, clean(child));
  const href = child.getAttribute('href') ?? '';
  if (tag === 'A' && ADDRESS.test(href))
    return element('a', { href, rel: 'noopener noreferrer', target: '_blank' }, clean(child));
  const isWrapper = [...child.children].some(({ tagName }) => tagName === 'P' || BLOCKS.has(tagName));
  return BLOCKS.has(tag) && !isWrapper ? element('p', {}, clean(child)) : clean(child);
}
