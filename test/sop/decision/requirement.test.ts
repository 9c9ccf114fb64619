import { missingEtfNote, requirement } from '../../../src/sop/decision/requirement';
import { at, day, etfNote, evidence, settings } from '../build';

const FEBRUARY = '2026-02-01T10:00-05:00';
const MARCH = '2026-03-01T10:00-05:00';

describe('the ETF note that is still missing', () => {
  it('N3: is asked for while there is none', () => {
    expect(missingEtfNote(evidence({ etfNotes: [] }))).toMatchObject({
      code: 'etfNote',
      rule: 'N3',
      sentence: 'Client Success adds the Early Termination Fee note (#ETF, Cancellation ETF Review)',
    });
  });

  it('N3: is not asked for once one is complete', () => {
    expect(missingEtfNote(evidence({ etfNotes: [etfNote([])] }))).toBeUndefined();
  });

  it('N3: names the lines that are blank', () => {
    expect(missingEtfNote(evidence({ etfNotes: [etfNote(['ETF amount', 'Reviewed by'])] }))?.sentence).toContain(
      'still blank: ETF amount, Reviewed by',
    );
  });

  it.each([
    ['older', [etfNote([], FEBRUARY), etfNote(['ETF amount'], MARCH)]],
    ['newer', [etfNote(['ETF amount'], FEBRUARY), etfNote([], MARCH)]],
  ])('N3: a complete note counts beside an incomplete one, also when it is the %s', (_which, etfNotes) => {
    expect(missingEtfNote(evidence({ etfNotes }))).toBeUndefined();
  });

  it.each([
    ['first', [etfNote(['ETF amount'], MARCH), etfNote(['Reviewed by'], FEBRUARY)]],
    ['last', [etfNote(['Reviewed by'], FEBRUARY), etfNote(['ETF amount'], MARCH)]],
  ])('N3: of two incomplete notes the newest says what is blank, read %s', (_which, etfNotes) => {
    expect(missingEtfNote(evidence({ etfNotes }))?.sentence).toContain('still blank: ETF amount');
  });

  it('N3: two halves do not make one complete note', () => {
    const halves = [etfNote(['ETF amount'], FEBRUARY), etfNote(['Reviewed by'], MARCH)];
    expect(missingEtfNote(evidence({ etfNotes: halves }))).toBeDefined();
  });
});

describe('what a case waits for', () => {
  it.each([
    ['N1', requirement.answer()],
    ['N2', requirement.cancellationNotice()],
    ['N4', requirement.rcmCancellationDate()],
    ['N5', requirement.cancellationApproval()],
  ])('X1: rule %s is asked of Client Success in a sentence', (rule, asked) => {
    expect(asked.rule).toBe(rule);
    expect(asked.sentence).toMatch(/^Client Success /);
  });

  it('S2: the end of the monitoring period is shown on the wall clock', () => {
    expect(requirement.monitoringPeriod(at('2026-03-22T13:30Z'), settings().timeZone)).toMatchObject({
      rule: 'S2',
      sentence: expect.stringContaining('Sun, Mar 22, 2026, 9:30 AM EDT'),
    });
  });

  it('N8: the RCM Cancellation Date is shown as a day', () => {
    expect(requirement.cancellationDay(day('2026-12-24'))).toMatchObject({
      rule: 'N8',
      sentence: expect.stringContaining('Thu, Dec 24, 2026'),
    });
  });
});
