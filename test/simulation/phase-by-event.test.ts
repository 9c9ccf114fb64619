import { z } from 'zod';
import { read } from '../docs/pages';
import { EVENTS } from './phase-by-event/events';
import { PHASES, PHASE_NAMES } from './phase-by-event/phases';
import { eventsIn } from './phase-by-event/table';
import { runScript } from './run-script';

const said = eventsIn(read('docs/sop.md'));
const playedSchema = z.record(z.string(), z.array(z.string()));

describe('docs/sop.md says of every event in every phase', () => {
  let played: z.infer<typeof playedSchema>;

  beforeAll(async () => {
    const { output } = await runScript('phase-by-event/main.ts', ['--json']);
    played = playedSchema.parse(JSON.parse(output));
  }, 240_000);

  it('something, and of no other', () => {
    expect([...said.keys()]).toEqual(Object.keys(EVENTS));
    const empty = [...said].filter(([, cells]) => cells.length !== PHASE_NAMES.length || cells.some((it) => it === ''));
    expect(empty).toEqual([]);
  });

  describe.each(PHASE_NAMES.map((phase, column) => ({ column, title: PHASES[phase].title })))(
    '$title',
    ({ column }) => {
      it.each(Object.keys(EVENTS))('%s', (event) => {
        expect(played[event]?.[column]).toBe(said.get(event)?.[column]);
      });
    },
  );
});
