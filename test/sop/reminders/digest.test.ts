import { digestOf, type RunningCase } from '../../../src/sop/reminders/digest';
import { ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import { sopSettingsSchema } from '../../../src/sop/vocabulary/settings';
import { at, day } from '../build';

/** A Wednesday. */
const NOW = at('2026-03-04T07:00-05:00');
const settings = sopSettingsSchema.parse({});
const recent = at('2026-03-03T10:00-05:00');
const old = at('2026-02-20T10:00-05:00');

const running = (id: string, other: Partial<RunningCase>): RunningCase => ({
  ticketId: ticketIdSchema.parse(id),
  waitingFor: [],
  attention: undefined,
  overview: { since: recent },
  startedAt: recent,
  ...other,
});

const digest = (...cases: readonly RunningCase[]) =>
  digestOf(cases, settings, NOW)?.map(({ title, tickets }) => [
    title,
    ...tickets.map(({ ticketId, client, about }) => `${ticketId} ${client ?? '–'}: ${about}`),
  ]);

type Coming = 'cancellation' | 'monitoringEnds';
const coming = (id: string, kind: Coming, date: string, other: Partial<RunningCase> = {}): RunningCase =>
  running(id, {
    waitingFor: [kind === 'cancellation' ? 'cancellationDay' : 'monitoringPeriod'],
    overview: { client: 'Maple', since: old, next: { kind, day: day(date), at: at(`${date}T00:00-05:00`) } },
    ...other,
  });

describe('the digest for leaders', () => {
  it('X1: names what needs attention, is cancelled or stops being monitored this week, and makes no progress', () => {
    expect(
      digest(
        coming('501', 'cancellation', '2026-03-06', { attention: 'noCompany' }),
        coming('502', 'cancellation', '2026-03-11'),
        coming('503', 'cancellation', '2026-03-06'),
        coming('504', 'cancellation', '2026-03-12'),
        coming('505', 'monitoringEnds', '2026-03-10'),
        coming('506', 'monitoringEnds', '2026-03-13'),
        running('507', { waitingFor: ['etfNote'] }),
        running('508', { waitingFor: ['etfNote', 'cancellationApproval'], overview: { since: old } }),
        running('509', {
          waitingFor: ['financeApproval'],
          overview: undefined,
          startedAt: at('2026-02-18T10:00-05:00'),
        }),
        running('510', { waitingFor: ['newerTicket'], overview: { since: old } }),
        coming('511', 'monitoringEnds', '2026-03-13', { waitingFor: ['monitoringPeriod', 'financeApproval'] }),
      ),
    ).toEqual([
      ['Needs attention (1)', '501 Maple: the ticket has no company'],
      ['Cancelled within 7 days (2)', '503 Maple: Fri, Mar 6, 2026', '502 Maple: Wed, Mar 11, 2026'],
      ['Monitoring ends within 7 days (1)', '505 Maple: Tue, Mar 10, 2026'],
      ['No progress (2)', "509 –: Finance's approval", '508 –: the Early Termination Fee note, Cancellation Approval'],
    ]);
  });

  it('X1: is not there where there is nothing to say', () => {
    expect(digest(coming('504', 'cancellation', '2026-03-12'))).toBeUndefined();
  });

  it.each([
    ['a Sunday', at('2026-03-08T07:00-04:00'), settings],
    ['a holiday', NOW, sopSettingsSchema.parse({ reminders: { holidays: [day('2026-03-04')] } })],
  ])('X1: nor on %s', (_what, now, portal) => {
    expect(digestOf([running('501', { attention: 'noCompany' })], portal, now)).toBeUndefined();
  });

  it('X1: counts business days, of which the portal says how many are without progress', () => {
    const asked = [running('501', { waitingFor: ['etfNote'], overview: { since: at('2026-02-27T10:00-05:00') } })];
    const after = (stuckAfterDays: number, now: string) =>
      digestOf(asked, sopSettingsSchema.parse({ reminders: { digest: { stuckAfterDays } } }), at(now));
    expect(after(2, '2026-03-03T09:00-05:00')).toBeUndefined();
    expect(after(2, '2026-03-04T07:00-05:00')).toHaveLength(1);
    expect(after(5, '2026-03-04T07:00-05:00')).toBeUndefined();
  });

  it('X1: lists twenty of each, and says how many more there are', () => {
    const many = Array.from({ length: 23 }, (_, index) => running(String(600 + index), { attention: 'noCompany' }));
    const [attention, ...others] = digestOf(many, settings, NOW) ?? [];
    expect(attention).toMatchObject({ title: 'Needs attention (23)', more: 3 });
    expect(attention?.tickets).toHaveLength(20);
    expect(others).toEqual([]);
  });
});
