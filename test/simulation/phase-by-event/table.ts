import { betweenMarkers, type Markers } from '../../../dev/docs/between-markers';
import { PHASES, PHASE_NAMES } from './phases';

const MARKERS: Markers = {
  begin: '<!-- every phase and event: written by `npm run docs:events` -->',
  end: '<!-- end of every phase and event -->',
};

/** The page with the table of what came of each event between its markers; throws if it has none. */
export function withEventTable(page: string, played: Readonly<Record<string, readonly string[]>>): string {
  const head = ['What happens', ...PHASE_NAMES.map((phase) => PHASES[phase].title)];
  const rows = Object.entries(played).map(([event, cells]) => [event, ...cells]);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return betweenMarkers(page, MARKERS, () => table);
}

/** What the page says of each event, a cell for each phase in their order. */
export function eventsIn(page: string): ReadonlyMap<string, readonly string[]> {
  const table = page.slice(page.indexOf(MARKERS.begin), page.indexOf(MARKERS.end));
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  const cells = rows.map((line) => line.slice(2, -2).split(' | '));
  return new Map(cells.slice(1).map(([event = '', ...outcomes]) => [event, outcomes]));
}
