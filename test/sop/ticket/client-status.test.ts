import { stepToStatus, type WantedStatus } from '../../../src/sop/ticket/client-status';
import { at, company, companyId, cs, importer, service } from '../build';

const BEFORE = '2026-03-01T10:00-05:00';
const SAVED = '2026-03-02T10:00-05:00';
const AFTER = '2026-03-03T10:00-05:00';
const monitor: WantedStatus = { status: 'Monitor for 30 days', rules: ['S1'], since: at(SAVED) };
const active: WantedStatus = { status: 'Active', rules: ['S2'], since: at(SAVED), follows: 'Monitor for 30 days' };
const written = [{ kind: 'setClientStatus', rules: ['S1'], companyId, status: 'Monitor for 30 days' }];

describe('the step to a Client Status', () => {
  it('S1: sets the status and names the rule', () => {
    expect(stepToStatus(company(), monitor)).toEqual({ writes: written });
  });

  it('X3: writes nothing when the company already has it, whoever set it', () => {
    const already = (by: typeof cs) => company([{ at: AFTER, by, set: 'Monitor for 30 days' }]);
    expect(stepToStatus(already(cs), monitor)).toEqual({ writes: [] });
    expect(stepToStatus(already(service), monitor)).toEqual({ writes: [] });
  });

  it('S1: sets a status that was never set, or was cleared before', () => {
    expect(stepToStatus(company([], { clientStatus: [] }), monitor)).toEqual({ writes: written });
    expect(stepToStatus(company([{ at: BEFORE, set: null }]), monitor)).toEqual({ writes: written });
  });

  it('S1: replaces what a person set before the answer', () => {
    expect(stepToStatus(company([{ at: BEFORE, set: 'Active' }]), monitor)).toEqual({ writes: written });
  });

  it('X1: a status of the very instant of the answer does not contradict it', () => {
    expect(stepToStatus(company([{ at: SAVED, set: 'At-Risk' }]), monitor)).toEqual({ writes: written });
  });

  it.each([
    ['a person', cs],
    ['an import', importer],
  ])('X1: leaves alone what %s set after the answer, and says what it would be', (_who, by) => {
    expect(stepToStatus(company([{ at: AFTER, by, set: 'Cancelled' }]), monitor)).toEqual({
      writes: [],
      attention: {
        code: 'clientStatusChanged',
        noteReference: `X1-clientStatusChanged-${at(AFTER)}`,
        sentence: expect.stringContaining('set the Client Status to "Cancelled"; according to the SOP it would now be "Monitor'),
        resolvedBy: expect.stringContaining('Monitor for 30 days'),
      },
      drift: {
        field: 'clientStatus',
        from: 'At-Risk',
        found: 'Cancelled',
        wanted: 'Monitor for 30 days',
        by,
        at: at(AFTER),
        policy: 'ask',
      },
    });
  });

  it('X1: leaves alone what a person cleared after the answer', () => {
    expect(stepToStatus(company([{ at: AFTER, set: null }]), monitor)).toMatchObject({
      writes: [],
      attention: { code: 'clientStatusChanged', sentence: expect.stringContaining('"empty"') },
    });
  });

  it('S1: replaces what this service set after the answer', () => {
    expect(stepToStatus(company([{ at: AFTER, by: service, set: 'Active' }]), monitor)).toEqual({ writes: written });
  });

  it('X1: a person who set the next status of the SOP early did not object', () => {
    const ahead = company([{ at: AFTER, set: 'Monitor for 30 days' }]);
    expect(stepToStatus(ahead, active).writes).toMatchObject([{ status: 'Active', rules: ['S2'] }]);
    const against = company([{ at: AFTER, set: 'Cancellation in Progress' }]);
    expect(stepToStatus(against, active)).toMatchObject({ writes: [], attention: { code: 'clientStatusChanged' } });
  });

  it('X1: asks for a company when there is none', () => {
    expect(stepToStatus({ kind: 'none' }, monitor)).toMatchObject({ writes: [], attention: { code: 'noCompany' } });
  });

  it('X1: asks which of several companies it is, and says how many there are', () => {
    expect(stepToStatus({ kind: 'several', count: 3 }, monitor)).toMatchObject({
      writes: [],
      attention: { code: 'severalCompanies', sentence: expect.stringContaining('3 companies') },
    });
  });

  it('X1: leaves a status alone that the portal file does not name', () => {
    expect(stepToStatus(company([], { unknownStatus: true, clientStatus: [] }), monitor)).toMatchObject({
      writes: [],
      attention: { code: 'unknownClientStatus' },
    });
  });
});

describe('the last Client Status that a case gives', () => {
  const last: WantedStatus = { ...active, final: true };

  it('X3: is not set again once this service set it, whoever changed it since', () => {
    const changed = company([
      { at: AFTER, by: service, set: 'Active' },
      { at: '2026-03-04T10:00-05:00', by: cs, set: 'Monitor for 30 days' },
    ]);
    expect(stepToStatus(changed, last)).toEqual({ writes: [] });
  });

  it('X3: is given again when this service itself took it back since', () => {
    const takenBack = company([
      { at: AFTER, by: service, set: 'Active' },
      { at: '2026-03-04T10:00-05:00', by: service, set: 'Monitor for 30 days' },
    ]);
    expect(stepToStatus(takenBack, last).writes).toMatchObject([{ status: 'Active' }]);
  });

  it('X3: is given when this service gave it only for an earlier answer', () => {
    const earlier = company([
      { at: BEFORE, by: service, set: 'Active' },
      { at: AFTER, by: service, set: 'Monitor for 30 days' },
    ]);
    expect(stepToStatus(earlier, last).writes).toMatchObject([{ status: 'Active' }]);
  });
});
