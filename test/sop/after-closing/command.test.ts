import type { ChangeAfterClosing } from '../../../src/sop/after-closing/change';
import { changeWrites, objectionToChange } from '../../../src/sop/after-closing/command';
import { at, company, day, found, service, settings, ticket, ticketId, type TicketEvent } from '../build';

const NOW = at('2026-03-10T10:00-04:00');
const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', rcmCancellationDate: day('2026-06-30') },
};
const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const CLOSED: TicketEvent = { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } };
const reading = (...events: TicketEvent[]) => found({ ticket: ticket(events), company: company() });
const grounds = { reason: 'the client signed again', by: '11' };
const RESCISSION: ChangeAfterClosing = { kind: 'rescission' };
const toDate = (date: string): ChangeAfterClosing => ({ kind: 'date', date: day(date) });

describe('the command to rescind', () => {
  const objection = (...events: TicketEvent[]) => objectionToChange(reading(...events), RESCISSION, settings(), NOW);

  it('C2: is refused where there is no cancellation', () => {
    expect(objection(NO, CLOSED)).toBeUndefined();
    expect(objection(YES, CLOSED)).toContain('not closed as not saved, so there is no cancellation to move or rescind');
    expect(objection(NO)).toContain('still open, so make the change on that ticket itself');
    expect(objection()).toContain('still open');
    expect(objectionToChange({ kind: 'gone' }, RESCISSION, settings(), NOW)).toContain('does not show the ticket');
  });

  it('C2: is refused where the cancellation was rescinded already', () => {
    const rescinded: TicketEvent = { at: '2026-03-05T10:00-05:00', set: { customerSaved: 'Yes' } };
    expect(objection(NO, CLOSED, rescinded)).toBe('the cancellation was rescinded already');
  });

  it('X1: is refused for a ticket that was moved to another pipeline', () => {
    const moved = found({ ticket: ticket([NO, CLOSED], { inAtRiskPipeline: false }), company: company() });
    expect(objectionToChange(moved, RESCISSION, settings(), NOW)).toContain('in the At-Risk pipeline');
  });

  it('C2: saves the client, withdraws the approval and clears the date, in one update', () => {
    expect(changeWrites(ticketId, RESCISSION, grounds, NOW)[1]).toMatchObject({
      kind: 'updateTicket',
      rules: ['C2'],
      change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
    });
  });

  it('C4: writes first the note with the reason and who asked for it', () => {
    expect(changeWrites(ticketId, RESCISSION, grounds, NOW)[0]).toMatchObject({
      kind: 'addNote',
      rules: ['C4'],
      paragraphs: [
        expect.any(String),
        'Reason: the client signed again',
        expect.stringContaining('in the name of HubSpot user 11; HubSpot does not prove who asked'),
      ],
    });
  });
});

describe('the command to change the date', () => {
  const objection = (date: string, ...events: TicketEvent[]) =>
    objectionToChange(reading(...events), toDate(date), settings(), NOW);

  it('C1: is refused where there is no cancellation', () => {
    expect(objection('2026-07-31', YES, CLOSED)).toContain('no cancellation to move');
    expect(objectionToChange({ kind: 'gone' }, toDate('2026-07-31'), settings(), NOW)).toContain(
      'does not show the ticket',
    );
  });

  it('C1: is refused for the current date', () => {
    expect(objection('2026-06-30', NO, CLOSED)).toContain('already');
  });

  it.each(['2026-03-10', '2026-07-31', '2028-03-10'])('C1: is taken for %s', (date) => {
    expect(objection(date, NO, CLOSED)).toBeUndefined();
  });

  it.each(['2026-03-09', '2026-03-02', '2028-03-11'])(
    'C1: is refused for %s, which is past or not plausible',
    (date) => {
      expect(objection(date, NO, CLOSED)).toContain('must lie between');
    },
  );

  it('C4: writes the note first, then the date', () => {
    expect(changeWrites(ticketId, toDate('2026-07-31'), { reason: 'a typo' }, NOW)).toMatchObject([
      { kind: 'addNote', rules: ['C4'], paragraphs: [expect.stringContaining('Fri, Jul 31, 2026'), 'Reason: a typo'] },
      { kind: 'updateTicket', rules: ['C1'], change: { rcmCancellationDate: day('2026-07-31') } },
    ]);
  });
});
