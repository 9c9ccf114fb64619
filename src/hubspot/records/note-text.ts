import { Parser } from 'htmlparser2';
import { printableText } from '../../sop/vocabulary/printable-text';
import { visibleText } from '../../sop/vocabulary/visible-text';
import { backgroundOf, type Background } from './unseen';

/** HubSpot accepts 65,536 characters in a note; a longer one is not read to its end, so that no note can hold up the others. */
export const LONGEST_BODY = 65_536;
/** Nor is one whose elements are nested deeper than anyone types: the parser's time grows with the depth. */
const DEEPEST = 500;
const PIECE = 4_096;

/** Elements that begin and end a line of text in a note. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...['address', 'blockquote', 'dd', 'div', 'dl', 'dt', 'hr', 'li', 'ol', 'p', 'pre', 'section', 'table', 'td', 'th'],
  ...['tr', 'ul', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
]);
const INLINE: ReadonlySet<string> = new Set([
  ...['a', 'b', 'br', 'code', 'em', 'font', 'i', 'ins', 'mark', 'small', 'span', 'strong', 'sub', 'sup', 'u'],
  ...['del', 's', 'script', 'strike', 'style', 'template'],
]);
const HEADINGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/**
 * The lines of a note's text, as its reader sees them: nothing hidden or crossed out, an empty one for each empty paragraph,
 * a row of a table in one line with ` | ` between its cells, a heading with the colon that it stands for. Bodies are HTML
 * when typed in HubSpot and may be plain text when written through the API; then line feeds break lines.
 */
export function noteLines(body: string): readonly string[] {
  const text = body.slice(0, LONGEST_BODY);
  return tidy(text.includes('<') || text.includes('&') ? linesOfHtml(text) : text.split('\n'));
}

/** What `noteLines` says of a body. */
export type ReadLines = (body: string) => readonly string[];

/** For one read of HubSpot, in which the same body comes as a value and in the history, for several questions: it is parsed once. */
export function linesReader(): ReadLines {
  const known = new Map<string, readonly string[]>();
  return (body) => {
    const lines = known.get(body) ?? noteLines(body);
    known.set(body, lines);
    return lines;
  };
}

/** Whether a text has elements of HTML in it, and not just a `<`. */
export function isHtml(text: string): boolean {
  let found = false;
  parse(
    text.slice(0, LONGEST_BODY),
    {
      onopentag: (name) => {
        found ||= BLOCKS.has(name) || INLINE.has(name);
      },
      onclosetag: () => undefined,
      ontext: () => undefined,
    },
    () => found,
  );
  return found;
}

function linesOfHtml(html: string): readonly string[] {
  const page = createPage();
  // Of the elements that are open, which are not shown, and which lie on a color of their own.
  const open: Background[] = [];
  parse(html, {
    onopentag: (name, attributes) => {
      const around = open.at(-1) ?? 'page';
      const on = around === 'unseen' ? around : backgroundOf(name, attributes, around);
      open.push(on);
      if (on !== 'unseen') page.open(name);
    },
    onclosetag: (name) => {
      if (open.pop() !== 'unseen') page.close(name);
    },
    ontext: (text) => {
      if (open.at(-1) !== 'unseen') page.write(text);
    },
  });
  return page.lines();
}

type Handler = Required<
  Pick<NonNullable<ConstructorParameters<typeof Parser>[0]>, 'onopentag' | 'onclosetag' | 'ontext'>
>;

/** Piece by piece, so that it can end before all is read. */
function parse(html: string, handler: Handler, isOver: () => boolean = () => false): void {
  let depth = 0;
  const parser = new Parser({
    onopentag: (...tag) => {
      depth += 1;
      handler.onopentag(...tag);
    },
    onclosetag: (...tag) => {
      depth -= 1;
      handler.onclosetag(...tag);
    },
    ontext: handler.ontext,
  });
  for (let read = 0; read < html.length && depth <= DEEPEST && !isOver(); read += PIECE)
    parser.write(html.slice(read, read + PIECE));
  parser.end();
}

interface Page {
  open(element: string): void;
  close(element: string): void;
  write(text: string): void;
  lines(): readonly string[];
}

function createPage(): Page {
  const lines: string[] = [];
  let text = '';
  // Whether nothing has been written since the innermost block was opened.
  let isFresh = false;
  // The cells of the row that is open, each with its lines.
  let row: string[][] | undefined;
  const put = (line: string): void => {
    (row?.at(-1) ?? lines).push(line);
    text = '';
    isFresh = false;
  };
  const endLine = (mark = ''): void => {
    if (text.trim() === '') text = '';
    else put(`${text.trim()}${text.trim().endsWith(':') ? '' : mark}`);
  };
  const endRow = (): void => {
    const cells = row ?? [];
    row = undefined;
    if (cells.length === 1) lines.push(...cells.flat());
    else if (cells.length > 1) lines.push(cells.map((cell) => cell.filter(Boolean).join(' ')).join(' | '));
  };
  return {
    open: (element) => {
      if (element === 'br' && text.trim() === '') put('');
      else if (element === 'br' || BLOCKS.has(element)) endLine();
      if (element === 'tr') {
        endRow();
        row = [];
      }
      if (element === 'td' || element === 'th') row?.push([]);
      if (BLOCKS.has(element)) isFresh = true;
    },
    close: (element) => {
      if (!BLOCKS.has(element)) return;
      if (isFresh && text.trim() === '') put('');
      else endLine(HEADINGS.has(element) ? ':' : '');
      if (element === 'tr') endRow();
    },
    write: (more) => {
      text += more;
      if (more.trim() !== '') isFresh = false;
    },
    lines: () => {
      endLine();
      endRow();
      return lines;
    },
  };
}

/** Paragraphs as a note's HTML; their text is shown as it is, whatever it contains. Everything that the service writes goes through here. */
export function noteHtml(paragraphs: readonly string[]): string {
  return paragraphs.map((paragraph) => `<p>${escapeHtml(printableText(paragraph))}</p>`).join('');
}

/** What someone else wrote, under a line that says who: no line of it reads as the service's own. */
export function quoted(said: string, lines: readonly string[]): readonly string[] {
  return [`${said}:`, ...lines.map((line) => `> ${line}`)];
}

/** Several empty lines count as one separator, and those at the ends are removed. */
function tidy(lines: readonly string[]): readonly string[] {
  const read = lines.map((line) => (line === '' ? '' : visibleText(line)));
  const kept = read.filter((line, index) => line !== '' || (index > 0 && read[index - 1] !== ''));
  return kept.at(-1) === '' ? kept.slice(0, -1) : kept;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or an attribute of HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
