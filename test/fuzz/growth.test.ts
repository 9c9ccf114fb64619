import { createLogger } from '../../src/config/logging';
import { noteLines, isHtml } from '../../src/hubspot/records/note-text';
import { readEtfNote, etfSnippetSchema } from '../../src/sop/evidence/etf-note';
import { hasOwnWords } from '../../src/sop/vocabulary/own-words';
import { visibleText } from '../../src/sop/vocabulary/visible-text';

/**
 * No expression, and no walk over a text, may take a time that grows faster than the text. Nothing is said of how long it takes,
 * only of its growth: a text sixteen times as long takes about sixteen times as long; where the time is quadratic, 256 times.
 */

const SHORT = 4_000;
const FACTOR = 16;
/** Between linear and quadratic, with room for a busy machine on either side. */
const LIMIT = 90;

const snippet = etfSnippetSchema.parse({});
const etf = (body: string): unknown => readEtfNote(noteLines(body), snippet);
const logged = (text: string): unknown => {
  createLogger('growth', 'info', { destination: { write: () => undefined }, secrets: [] }).info(text);
  return undefined;
};

type Read = (text: string) => unknown;

const ROWS: readonly (readonly [string, string, Read])[] = [
  ['combining marks in turn', '\u0315\u0300', visibleText],
  ['marks that only become combining ones', '\u0300\uff9e', visibleText],
  ['a note of combining marks', '\u0315\u0300', etf],
  ['labels that begin sentences', '& ETF amount is foo bar baz ', etf],
  ['labels with nothing behind them', '/ ETF amount is', etf],
  ['labels in one line', 'ETF amount: ', etf],
  ['labels in many lines', '<p>ETF amount', etf],
  ['empty lines', '<p></p>', etf],
  ['boxes', '☒a ☐', (text) => etf(`ETF amount: ${text}`)],
  ['brackets', '[a', (text) => etf(`ETF amount: ${text}`)],
  ['tags that are not closed', '<p', etf],
  ['unknown elements, opened and closed', '<x></y>', isHtml],
  ['unknown elements in one another', '<x>', isHtml],
  ['cells', '<tr><td>a', etf],
  ['declarations of style', 'color:', (text) => etf(`<p style="${text}">a`)],
  ['tokens that are not closed', '{{a', hasOwnWords],
  ['a log line of dots and letters', 'a.', logged],
];

describe('the time that a hostile text takes', () => {
  it.each(ROWS)('grows with its length alone: %s', (_name, piece, read) => {
    const [short, long] = [SHORT, SHORT * FACTOR].map((length) => piece.repeat(Math.ceil(length / piece.length)));
    const growth = (): number => fastest(read, long ?? '') / Math.max(fastest(read, short ?? ''), 0.1);

    expect([growth, growth, growth].some((measure) => measure() < LIMIT)).toBe(true);
  });
});

/** Of several runs, as the others were disturbed: the milliseconds of this process alone, whatever else the machine does. */
function fastest(read: Read, text: string): number {
  const runs = Array.from({ length: 7 }, () => {
    const begun = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1_000;
  });
  return Math.min(...runs);
}
