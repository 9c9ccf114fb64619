import { answerOf, type Answer } from '../../../src/sop/ticket/answer';
import { at, service, settings, ticket, type TicketEvent } from '../build';

const answer = (of: ReturnType<typeof ticket>, correctionMinutes = 60): Answer =>
  answerOf(of, settings({ correctionMinutes }));

const MONDAY = '2026-03-02T10:00-05:00';
const TUESDAY = '2026-03-03T10:00-05:00';
const WEDNESDAY = '2026-03-04T10:00-05:00';
const THURSDAY = '2026-03-05T10:00-05:00';

describe('the answer that the case follows', () => {
  it('N1: is none until Customer Saved is set', () => {
    expect(answer(ticket())).toEqual({ kind: 'none' });
  });

  it('N1: is none after Customer Saved was cleared on an open ticket', () => {
    const cleared = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes' } },
      { at: TUESDAY, set: { customerSaved: null } },
    ]);
    expect(answer(cleared)).toEqual({ kind: 'none' });
  });

  it('N1: is not saved since Customer Saved became No', () => {
    expect(answer(ticket([{ at: MONDAY, set: { customerSaved: 'No' } }]))).toEqual({
      kind: 'notSaved',
      since: at(MONDAY),
    });
  });

  it('S2: is saved since Customer Saved became Yes', () => {
    expect(answer(ticket([{ at: MONDAY, set: { customerSaved: 'Yes' } }]))).toEqual({
      kind: 'saved',
      since: at(MONDAY),
      rescinds: false,
      contradicted: false,
    });
  });

  it('X2: follows No after Yes while the ticket is open', () => {
    const flipped = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes' } },
      { at: TUESDAY, set: { customerSaved: 'No' } },
    ]);
    expect(answer(flipped)).toEqual({ kind: 'notSaved', since: at(TUESDAY) });
  });

  it('X2: follows Yes after No while the ticket is open, and that rescinds nothing', () => {
    const flipped = ticket([
      { at: MONDAY, set: { customerSaved: 'No' } },
      { at: TUESDAY, set: { customerSaved: 'Yes' } },
    ]);
    expect(answer(flipped)).toEqual({ kind: 'saved', since: at(TUESDAY), rescinds: false, contradicted: false });
  });

  it.each([['No' as const], [null]])('X2: stays saved when Customer Saved becomes %j after closing', (later) => {
    const flipped = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes' } },
      { at: TUESDAY, by: service, set: { stage: 'closed' } },
      { at: WEDNESDAY, set: { customerSaved: later } },
    ]);
    expect(answer(flipped)).toEqual({ kind: 'saved', since: at(MONDAY), rescinds: false, contradicted: true });
  });

  it.each([
    ['within the hour', '2026-03-02T11:20-05:00', 'notSaved'],
    ['later', WEDNESDAY, 'saved'],
  ])(
    'X2: a closing that crossed with a No is on the saved path by the next Yes, so that a No %s',
    (_when, no, kind) => {
      const flipped = ticket([
        { at: MONDAY, set: { customerSaved: 'Yes' } },
        { at: '2026-03-02T10:00:11-05:00', set: { customerSaved: 'No' } },
        { at: '2026-03-02T10:00:12-05:00', by: service, set: { stage: 'closed' } },
        { at: '2026-03-02T10:30-05:00', set: { customerSaved: 'Yes' } },
        { at: no, set: { customerSaved: 'No' } },
      ]);
      expect(answer(flipped)).toMatchObject(kind === 'saved' ? { kind, contradicted: true } : { kind, since: at(no) });
    },
  );

  it.each([
    ['an hour later', '2026-03-02T11:00-05:00', 60, true],
    ['more than an hour later', '2026-03-02T11:01-05:00', 60, false],
    ['at once, where the setting forbids it', '2026-03-02T10:00:01-05:00', 0, false],
  ])('X2: a No that follows %s on the ticket closed as saved corrects a slip or not', (_when, no, minutes, follows) => {
    const corrected = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes' } },
      { at: '2026-03-02T10:00:02-05:00', by: service, set: { stage: 'closed' } },
      { at: no, set: { customerSaved: 'No' } },
    ]);
    expect(answer(corrected, minutes)).toMatchObject(
      follows ? { kind: 'notSaved', since: at(no) } : { kind: minutes === 0 ? 'notSaved' : 'saved' },
    );
  });

  it('X2: is saved from the first answer, after a flip to No and back once the ticket was closed', () => {
    const restored = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes' } },
      { at: TUESDAY, by: service, set: { stage: 'closed' } },
      { at: WEDNESDAY, set: { customerSaved: 'No' } },
      { at: THURSDAY, set: { customerSaved: 'Yes' } },
    ]);
    expect(answer(restored)).toEqual({ kind: 'saved', since: at(MONDAY), rescinds: false, contradicted: false });
  });

  it.each([
    ['with nothing after it', undefined, { kind: 'saved', contradicted: false }],
    ['and corrected within the hour', '2026-03-03T10:30-05:00', { kind: 'notSaved' }],
    ['and contradicted later', WEDNESDAY, { kind: 'saved', contradicted: true }],
  ])(
    'S2, X2: is saved from the Yes that took a correction back on a ticket that stayed closed, %s',
    (_when, no, found) => {
      const takenBack = ticket([
        { at: MONDAY, set: { customerSaved: 'Yes' } },
        { at: '2026-03-02T10:00:02-05:00', by: service, set: { stage: 'closed' } },
        { at: '2026-03-02T10:44-05:00', set: { customerSaved: 'No' } },
        { at: TUESDAY, set: { customerSaved: 'Yes' } },
        ...(no === undefined ? [] : [{ at: no, set: { customerSaved: 'No' as const } }]),
      ]);
      const since = found.kind === 'saved' ? TUESDAY : (no ?? TUESDAY);
      expect(answer(takenBack)).toMatchObject({ ...found, since: at(since) });
    },
  );

  it('X2: follows the newest answer again once a person opened the ticket', () => {
    const reopened = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes' } },
      { at: TUESDAY, by: service, set: { stage: 'closed' } },
      { at: WEDNESDAY, set: { stage: 'open' } },
      { at: THURSDAY, set: { customerSaved: 'No' } },
    ]);
    expect(answer(reopened)).toEqual({ kind: 'notSaved', since: at(THURSDAY) });
  });

  it('X2: was saved when the answer and the closing were one save', () => {
    const together = ticket([
      { at: MONDAY, set: { customerSaved: 'Yes', stage: 'closed' } },
      { at: TUESDAY, set: { customerSaved: 'No' } },
    ]);
    expect(answer(together)).toMatchObject({ kind: 'saved', contradicted: true });
  });

  it('C2: rescinds when Yes follows on a ticket closed as not saved, and counts from that instant', () => {
    const rescinded = ticket([
      { at: MONDAY, set: { customerSaved: 'No' } },
      { at: TUESDAY, by: service, set: { stage: 'closed' } },
      { at: WEDNESDAY, set: { customerSaved: 'Yes' } },
    ]);
    expect(answer(rescinded)).toEqual({ kind: 'saved', since: at(WEDNESDAY), rescinds: true, contradicted: false });
  });

  it('C2: has rescinded also after the ticket was opened again, and closed again', () => {
    const opened: TicketEvent[] = [
      { at: MONDAY, set: { customerSaved: 'No' } },
      { at: TUESDAY, set: { stage: 'closed' } },
      { at: WEDNESDAY, set: { customerSaved: 'Yes' } },
      { at: THURSDAY, by: service, set: { stage: 'open' } },
    ];
    const rescinded = { kind: 'saved', since: at(WEDNESDAY), rescinds: true, contradicted: false };
    expect(answer(ticket(opened))).toEqual(rescinded);
    const closed: TicketEvent = { at: '2026-03-06T10:00-05:00', by: service, set: { stage: 'closed' } };
    expect(answer(ticket([...opened, closed]))).toEqual(rescinded);
  });

  it('C2: rescinds nothing when Yes and the closing are one save', () => {
    const together: TicketEvent[] = [
      { at: MONDAY, set: { customerSaved: 'No' } },
      { at: TUESDAY, set: { customerSaved: 'Yes', stage: 'closed' } },
    ];
    expect(answer(ticket(together))).toMatchObject({ kind: 'saved', rescinds: false });
  });

  it('C2: rescinds also when a person opened the ticket before Yes', () => {
    const opened: TicketEvent[] = [
      { at: MONDAY, set: { customerSaved: 'No' } },
      { at: TUESDAY, by: service, set: { stage: 'closed' } },
      { at: WEDNESDAY, set: { stage: 'open' } },
      { at: THURSDAY, set: { customerSaved: 'Yes' } },
    ];
    expect(answer(ticket(opened))).toMatchObject({ kind: 'saved', rescinds: true });
  });

  it('C2: stays not saved on a ticket closed as not saved while the answer is No', () => {
    const closed = ticket([
      { at: MONDAY, set: { customerSaved: 'No' } },
      { at: TUESDAY, by: service, set: { stage: 'closed' } },
    ]);
    expect(answer(closed)).toEqual({ kind: 'notSaved', since: at(MONDAY) });
  });

  it('C2: rescinds nothing when the ticket was closed without any answer', () => {
    const closed = ticket([
      { at: MONDAY, set: { stage: 'closed' } },
      { at: TUESDAY, set: { customerSaved: 'Yes' } },
    ]);
    expect(answer(closed)).toEqual({ kind: 'saved', since: at(TUESDAY), rescinds: false, contradicted: false });
  });
});
