import type { Write } from '../../src/sop/decision/decision';
import { Shadow } from '../../src/workflows/turn/shadow';
import { at, later, ticketId } from '../sop/build';

const T = at('2026-01-20T12:00-05:00');
const NOTE: Write = { kind: 'addNote', rules: ['X1'], ticketId, reference: 'X1-a', paragraphs: [] };

describe('what a workflow does not write', () => {
  it('is kept while the pipeline is observed, and dropped once it is on', () => {
    const shadow = new Shadow<Write>(undefined);
    shadow.keep(NOTE, T, T);
    expect(shadow.view()).toEqual({});

    shadow.follow('observe', T);
    shadow.keep(NOTE, later(T, 1_000), T);
    shadow.follow('observe', later(T, 2_000));
    expect(shadow.has('X1-a')).toBe(true);
    expect(shadow.view()).toMatchObject({ since: T, kept: [{ at: later(T, 1_000), write: NOTE }] });

    shadow.follow(undefined, later(T, 3_000));
    expect(shadow.observes).toBe(false);
    expect(shadow.has('X1-a')).toBe(false);
    expect(shadow.view()).toEqual({});
  });

  it('says of a change by others when it was first seen to agree', () => {
    const shadow = new Shadow<Write>({ since: T, kept: [] });
    shadow.agree([{ field: 'stage', doneAt: T }], later(T, 1_000));
    shadow.agree([{ field: 'stage', doneAt: T }], later(T, 9_000));

    expect(shadow.view().agreed).toEqual([{ field: 'stage', doneAt: T, at: later(T, 1_000) }]);
  });
});
