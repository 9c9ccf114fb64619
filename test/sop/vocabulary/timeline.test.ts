import { changedByOthersAfter, lastChanged, currentValue, currentValueAt } from '../../../src/sop/vocabulary/timeline';
import { at, cs, finance, importer, service, timeline } from '../build';

const MONDAY = '2026-03-02T10:00-05:00';
const TUESDAY = '2026-03-03T10:00-05:00';
const WEDNESDAY = '2026-03-04T10:00-05:00';

describe('the current value', () => {
  it('is none when the property was never set', () => {
    expect(currentValue(timeline([]))).toBeUndefined();
    expect(lastChanged(timeline([]))).toBeUndefined();
  });

  it('is none when the value was cleared', () => {
    const cleared = timeline([
      { at: MONDAY, set: 'Yes' },
      { at: TUESDAY, set: null },
    ]);
    expect(currentValue(cleared)).toBeUndefined();
    expect(lastChanged(cleared)).toBe(at(TUESDAY));
  });

  it('S2: counts from when it got its current value, by the person who set it; saving it again changes nothing', () => {
    const savedTwice = timeline([
      { at: MONDAY, by: finance, set: 'Yes' },
      { at: TUESDAY, by: cs, set: 'Yes' },
    ]);
    expect(currentValue(savedTwice)).toEqual({ value: 'Yes', since: at(MONDAY), by: finance });
    expect(lastChanged(savedTwice)).toBe(at(TUESDAY));
  });

  it.each([['No'], [null]])('S2: counts from the newer one after it was %j in between', (between) => {
    const flipped = timeline([
      { at: MONDAY, set: 'Yes' },
      { at: TUESDAY, set: between },
      { at: WEDNESDAY, set: 'Yes' },
    ]);
    expect(currentValue(flipped)).toEqual({ value: 'Yes', since: at(WEDNESDAY), by: cs });
  });

  it.each([
    ['before it was ever set', '2026-03-02T09:59-05:00', undefined],
    ['at the instant of the change', MONDAY, 'Yes'],
    ['between two changes', '2026-03-03T09:59-05:00', 'Yes'],
    ['after it was cleared', TUESDAY, undefined],
    ['later', '2026-03-05T10:00-05:00', 'No'],
  ])('X2: is known %s', (_when, instant, value) => {
    const changes = timeline([
      { at: MONDAY, set: 'Yes' },
      { at: TUESDAY, set: null },
      { at: WEDNESDAY, set: 'No' },
    ]);
    expect(currentValueAt(changes, at(instant))?.value).toBe(value);
  });

  it('X2: is known for an earlier instant with its own beginning', () => {
    const changes = timeline([
      { at: MONDAY, set: 'Yes' },
      { at: TUESDAY, set: 'Yes' },
      { at: WEDNESDAY, set: 'No' },
    ]);
    expect(currentValueAt(changes, at(TUESDAY))?.since).toBe(at(MONDAY));
  });
});

describe('a change by others', () => {
  it.each([
    ['a person', cs],
    ['an import', importer],
  ])('X1: is one by %s after the instant', (_who, by) => {
    const changed = timeline([{ at: TUESDAY, by, set: 'Active' }]);
    expect(changedByOthersAfter(changed, at(MONDAY))).toBe(true);
    expect(changedByOthersAfter(changed, at(TUESDAY))).toBe(false);
    expect(changedByOthersAfter(changed, at(WEDNESDAY))).toBe(false);
  });

  it('X1: is not one by this service', () => {
    expect(changedByOthersAfter(timeline([{ at: TUESDAY, by: service, set: 'Active' }]), at(MONDAY))).toBe(false);
  });

  it('X1: counts when it cleared the value', () => {
    const cleared = timeline([
      { at: MONDAY, by: service, set: 'Active' },
      { at: WEDNESDAY, set: null },
    ]);
    expect(changedByOthersAfter(cleared, at(TUESDAY))).toBe(true);
  });

  it('X1: is over when this service changed the value after it', () => {
    const answered = timeline([
      { at: TUESDAY, set: 'Active' },
      { at: WEDNESDAY, by: service, set: 'Cancelled' },
    ]);
    expect(changedByOthersAfter(answered, at(MONDAY))).toBe(false);
  });
});
