import {
  dateWrites,
  objectionToDate,
  objectionToRescission,
  rescissionWrites,
} from '../../../src/sop/after-closing/command';
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

describe('the command to rescind', () => {
  it('C2: is refused where there is no cancellation', () => {
    expect(objectionToRescission(reading(NO, CLOSED), settings())).toBeUndefined();
    expect(objectionToRescission(reading(YES, CLOSED), settings())).toContain('nothing to rescind');
    expect(objectionToRescission(reading(), settings())).toContain('nothing to rescind');
    expect(objectionToRescission({ kind: 'gone' }, settings())).toContain('does not show the ticket');
  });

  it('X1: is refused for a ticket that was moved to another pipeline', () => {
    const moved = found({ ticket: ticket([NO, CLOSED], { inAtRiskPipeline: false }), company: company() });
    expect(objectionToRescission(moved, settings())).toContain('in the At-Risk pipeline');
  });

  it('C2: saves the client, withdraws the approval and clears the date, in one update', () => {
    expect(rescissionWrites(ticketId, grounds, NOW)[1]).toMatchObject({
      kind: 'updateTicket',
      rules: ['C2'],
      change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
    });
  });

  it('C4: writes first the note with the reason and who asked for it', () => {
    expect(rescissionWrites(ticketId, grounds, NOW)[0]).toMatchObject({
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
    objectionToDate(reading(...events), day(date), settings(), NOW);

  it('C1: is refused where there is no cancellation', () => {
    expect(objection('2026-07-31', YES, CLOSED)).toContain('not being cancelled');
    expect(objectionToDate({ kind: 'gone' }, day('2026-07-31'), settings(), NOW)).toContain('does not show the ticket');
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
    expect(dateWrites(ticketId, day('2026-07-31'), { reason: 'a typo' }, NOW)).toMatchObject([
      { kind: 'addNote', rules: ['C4'], paragraphs: [expect.stringContaining('Fri, Jul 31, 2026'), 'Reason: a typo'] },
      { kind: 'updateTicket', rules: ['C1'], change: { rcmCancellationDate: day('2026-07-31') } },
    ]);
  });
});
