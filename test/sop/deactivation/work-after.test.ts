import { dayToReport, workAfterDate, workNote, type LoggedWork } from '../../../src/sop/deactivation/work-after';
import { timeZoneSchema } from '../../../src/sop/vocabulary/dates';
import { at, companyId, day, ticketId } from '../build';

const zone = timeZoneSchema.parse('America/New_York');
const CLIENT = { companyId, ticketId, date: day('2026-06-30') };
const work = (kind: LoggedWork['kind'], doneAt: string): LoggedWork => ({ companyId, kind, doneAt: at(doneAt) });

describe('work after the RCM Cancellation Date', () => {
  it.each([
    ['2026-07-02T07:00-04:00', '2026-07-01'],
    ['2026-07-02T00:00-04:00', '2026-07-01'],
    ['2026-07-01T23:59-04:00', '2026-06-30'],
    ['2026-03-09T07:00-04:00', '2026-03-08'],
  ])('N9: a search at %s is about %s, a day that is over', (now, expected) => {
    expect(dayToReport(at(now), zone)).toBe(expected);
  });

  it.each([
    ['on the date, which is the last day of work', '2026-06-30T23:59-04:00', false],
    ['on the day after it', '2026-07-01T00:00-04:00', true],
    ['before it, and logged late', '2026-06-29T10:00-04:00', false],
  ])('N9: %s', (_when, doneAt, counts) => {
    expect(workAfterDate(CLIENT, [work('call', doneAt)], zone) !== undefined).toBe(counts);
  });

  it('N9: is counted by kind, for this client alone', () => {
    const other = { ...work('email', '2026-07-01T10:00-04:00'), companyId: 'another' as typeof companyId };
    const logged = [work('note', '2026-07-01T10:00-04:00'), work('note', '2026-07-01T11:00-04:00'), other];
    expect(workAfterDate(CLIENT, logged, zone)?.counts).toEqual({ note: 2 });
    expect(workAfterDate(CLIENT, [other], zone)).toBeUndefined();
  });

  it('N9: is reported in one note for a day, known by that day', () => {
    const note = workNote({ ...CLIENT, counts: { note: 2, call: 1, task: 3 } }, day('2026-07-01'));
    expect(note).toMatchObject({ kind: 'addNote', rules: ['N9'], ticketId, reference: 'N9-work-2026-07-01' });
    expect(note.paragraphs).toEqual([
      "On Wed, Jul 1, 2026 work was logged on this client's company record: 2 notes, 1 call, 3 completed tasks.",
      'The RCM Cancellation Date was Tue, Jun 30, 2026. The SOP allows no work of any kind on the account after that date.',
      'What to do (Client Success): make sure that nobody works on this account any more.',
    ]);
  });
});
