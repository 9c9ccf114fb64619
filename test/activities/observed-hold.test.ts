import { provenHoldNotes, sealHoldNotes } from '../../src/activities/proof/grounds';
import { createSeals } from '../../src/activities/proof/seal';
import { at, ticketId } from '../sop/build';

describe('what a case remembers of a hold', () => {
  const seals = createSeals('a secret of the workers');
  const notes = [{ reference: 'I1-held-0-c901_n1_i', createdAt: at('2026-01-20T12:00-05:00') }];

  it('I1: counts no longer once the pipeline is on, where it was only kept', () => {
    const observed = sealHoldNotes(seals, ticketId, notes, 'observe');

    expect(provenHoldNotes(seals, ticketId, observed, 'observe')).toEqual(notes);
    expect(provenHoldNotes(seals, ticketId, observed, 'on')).toEqual([]);
  });

  it('I1: goes on to count while the pipeline is observed, where it was written before', () => {
    const written = sealHoldNotes(seals, ticketId, notes);

    expect(provenHoldNotes(seals, ticketId, written)).toEqual(notes);
    expect(provenHoldNotes(seals, ticketId, written, 'observe')).toEqual(notes);
  });
});
