import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { keptOffset } from './clock';

const ZONES = ['America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Europe/Dublin', 'UTC'];
const instants = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) });

describe('the simulation keeps the offsets of a zone', () => {
  it('S2: and each is what Luxon computes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (name, at) => {
        const zone = new IANAZone(name);
        expect(keptOffset.call(zone, at)).toBe(zone.offset(at));
      }),
      { numRuns: 2_000 },
    );
  });

  it('S2: also in the hours around the change of the clocks', () => {
    const zone = new IANAZone('America/New_York');
    for (const change of [Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6)])
      for (const ms of [-86_400_000, -3_600_001, -1, 0, 1, 3_600_000, 86_400_000])
        expect(keptOffset.call(zone, change + ms)).toBe(zone.offset(change + ms));
  });
});
