import { Parser } from 'htmlparser2';

/** Elements that begin and end a line of text in a note; table cells too, as a snippet may be laid out as a table. */
const LINES: readonly string[] = [
  'address',
  'blockquote',
  'br',
  'dd',
  'div',
  'dl',
  'dt',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'li',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'td',
  'th',
  'tr',
  'ul',
];

/** Elements whose content nobody sees. */
const UNSEEN: readonly string[] = ['script', 'style', 'template'];

/**
 * The lines of a note's text, as its reader sees them, without empty ones. Bodies are HTML when typed in HubSpot and may be
 * plain text when written through the API; then line feeds break lines.
 */
export function noteLines(body: string): readonly string[] {
  if (!/[<&]/.test(body)) return tidy(body.split('\n'));
  const lines: string[] = [''];
  let unseen = 0;
  const parser = new Parser({
    onopentag: (name) => {
      if (UNSEEN.includes(name)) unseen += 1;
      if (LINES.includes(name)) lines.push('');
    },
    onclosetag: (name) => {
      if (UNSEEN.includes(name)) unseen -= 1;
      if (LINES.includes(name)) lines.push('');
    },
    ontext: (text) => {
      if (unseen === 0) lines.push(`${lines.pop() ?? ''}${text}`);
    },
  });
  parser.end(body);
  return tidy(lines);
}

/** Paragraphs as a note's HTML; their text is shown as it stands, whatever it holds. */
export function noteHtml(paragraphs: readonly string[]): string {
  return paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
}

/** One kind of space; characters without a width, which editors leave behind, are no text. */
function tidy(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) =>
      line
        .replace(/[\u200B-\u200D\u2060\uFEFF]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
