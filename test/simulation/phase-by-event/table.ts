import { playCell } from './cell';
import { EVENTS } from './events';
import { PHASES, PHASE_NAMES } from './phases';

const BEGIN = '<!-- every phase and event: written by `npm run docs:events` -->';
const END = '<!-- end of every phase and event -->';

/** The page with the table of now between its markers; throws if it has none. */
export async function withEventTable(page: string): Promise<string> {
  const [before, , after] = partsOf(page);
  return `${before}${BEGIN}\n\n<!-- prettier-ignore-start -->\n\n${await eventTable()}\n\n<!-- prettier-ignore-end -->\n\n${END}${after}`;
}

/** What the page says of each event, a cell for each phase in their order. */
export function eventsIn(page: string): ReadonlyMap<string, readonly string[]> {
  const [, table] = partsOf(page);
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  const cells = rows.map((line) => line.slice(2, -2).split(' | '));
  return new Map(cells.slice(1).map(([event = '', ...outcomes]) => [event, outcomes]));
}

function partsOf(page: string): readonly [before: string, table: string, after: string] {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no markers: ${BEGIN} … ${END}`);
  return [page.slice(0, begin), page.slice(begin + BEGIN.length, end), page.slice(end + END.length)];
}

/** What came of each event, for each phase in their order. */
export async function playedEvents(): Promise<Readonly<Record<string, readonly string[]>>> {
  const played: Record<string, readonly string[]> = {};
  for (const event of Object.keys(EVENTS)) {
    const cells: string[] = [];
    for (const phase of PHASE_NAMES) cells.push(await playCell(phase, event));
    played[event] = cells;
  }
  return played;
}

async function eventTable(): Promise<string> {
  const head = ['What happens', ...PHASE_NAMES.map((phase) => PHASES[phase].title)];
  const rows = Object.entries(await playedEvents()).map(([event, cells]) => [event, ...cells]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
