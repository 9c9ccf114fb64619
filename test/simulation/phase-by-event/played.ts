import { playCell } from './cell';
import { EVENTS } from './events';
import { PHASE_NAMES } from './phases';

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
