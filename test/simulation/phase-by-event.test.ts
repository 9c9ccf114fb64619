import { read } from '../docs/pages';
import { playCell } from './phase-by-event/cell';
import { EVENTS } from './phase-by-event/events';
import { PHASES, PHASE_NAMES } from './phase-by-event/phases';
import { eventsIn } from './phase-by-event/table';

jest.mock('@temporalio/workflow', () => jest.requireActual<object>('./temporal/workflow'));
jest.mock('@temporalio/activity', () => jest.requireActual<object>('./temporal/activity'));

const said = eventsIn(read('docs/sop.md'));

describe('docs/sop.md says of every event in every phase', () => {
  it('something, and of no other', () => {
    expect([...said.keys()]).toEqual(Object.keys(EVENTS));
    const empty = [...said].filter(([, cells]) => cells.length !== PHASE_NAMES.length || cells.some((it) => it === ''));
    expect(empty).toEqual([]);
  });

  describe.each(PHASE_NAMES.map((phase, column) => ({ phase, column, title: PHASES[phase].title })))(
    '$title',
    ({ phase, column }) => {
      it.each(Object.keys(EVENTS))('%s', async (event) => {
        expect(await playCell(phase, event)).toBe(said.get(event)?.[column]);
      });
    },
  );
});
