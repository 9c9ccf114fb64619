import { decide } from '../../../src/sop/decide';
import type { Decision, Write } from '../../../src/sop/decision/decision';
import type { CaseFacts, EvidenceFacts, ServiceNote } from '../../../src/sop/vocabulary/facts';
import { noteIdSchema, type NoteId } from '../../../src/sop/vocabulary/ids';
import {
  at,
  company,
  cs,
  day,
  evidence,
  FINANCE,
  finance,
  found,
  invoice,
  later,
  MINUTE,
  ofFinance,
  person,
  service,
  settings,
  STRANGER,
  notOfFinance,
  ticket,
  type TicketEvent,
} from '../build';

type Note = Extract<Write, { kind: 'addNote' | 'updateNote' }>;

/** A ticket whose notes are written and edited as HubSpot would, and the texts that they had, the newest last. */
class Ticket {
  now = at('2026-03-02T10:00-05:00');
  events: TicketEvent[] = [{ at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } }];
  notes: ServiceNote[] = [];
  texts = new Map<NoteId, string[]>();
  parts: Partial<CaseFacts> = {};

  save(set: TicketEvent['set'], by = cs): this {
    this.now = later(this.now, MINUTE);
    this.events.push({ at: this.now, by, set });
    return this;
  }

  /** One turn: what it does about notes. */
  react(proof: Partial<EvidenceFacts> = {}): readonly Note[] {
    this.now = later(this.now, MINUTE);
    const { writes } = this.decide(proof);
    for (const write of writes) this.perform(write);
    return writes.flatMap((write) => (isNote(write) ? [write] : []));
  }

  decide(proof: Partial<EvidenceFacts> = {}): Decision {
    const read = evidence({ ...proof, serviceNotes: this.notes });
    const facts = { ticket: ticket(this.events), evidence: read, company: company(), ...this.parts };
    return decide(found(facts), settings(), this.now);
  }

  edited(id: NoteId | undefined): this {
    this.notes = this.notes.map((note) => (note.id === id ? { ...note, edited: true } : note));
    return this;
  }

  /** The text that each note has now. */
  get said(): readonly string[] {
    return [...this.texts.values()].map((versions) => versions.at(-1) ?? '');
  }

  private perform(write: Write): void {
    if (write.kind === 'updateTicket') this.events.push({ at: this.now, by: service, set: write.change });
    if (!isNote(write)) return;
    const id = write.kind === 'updateNote' ? write.noteId : noteIdSchema.parse(String(7001 + this.notes.length));
    const { reference, version, paragraphs } = write;
    const said = { id, reference, ...(version !== undefined && { version }) };
    if (write.kind === 'addNote') this.notes.push({ ...said, createdAt: this.now });
    else this.notes = this.notes.map((note) => (note.id === id ? { ...note, ...said } : note));
    this.texts.set(id, [...(this.texts.get(id) ?? []), paragraphs.join('\n')]);
  }
}

function isNote(write: Write): write is Note {
  return write.kind === 'addNote' || write.kind === 'updateNote';
}

const WRONG = [day('1999-01-01'), day('2111-11-11'), day('1999-02-02')] as const;

describe('X1: one note for one cause', () => {
  it('N4: three wrong dates are one note, which is edited, and settled once the date is right', () => {
    const it = new Ticket();
    const kinds = WRONG.flatMap((date) =>
      it
        .save({ rcmCancellationDate: date })
        .react()
        .map(({ kind }) => kind),
    );
    expect(kinds).toEqual(['addNote', 'updateNote', 'updateNote']);
    expect(it.said).toEqual([
      expect.stringContaining('The RCM Cancellation Date Tue, Feb 2, 1999, entered by HubSpot user 11'),
    ]);
    expect(it.notes[0]?.reference).toBe(it.decide().attention?.noteReference);

    const settled = it
      .save({ rcmCancellationDate: day('2026-06-30'), cancellationApproval: 'Yes' }, person('12'))
      .react();
    expect(settled).toMatchObject([{ kind: 'updateNote', noteId: it.notes[0]?.id, version: 'settled', rules: ['X1'] }]);
    expect(it.said).toEqual([
      'Settled on Mon, Mar 2, 2026: HubSpot user 12 set the RCM Cancellation Date to Tue, Jun 30, 2026.',
    ]);
    expect(it.react()).toEqual([]);
  });

  it('a requirement that is added to the missing ones, or no longer missing, is a change of the same note', () => {
    const it = new Ticket().save({ rcmCancellationDate: day('2026-06-30'), cancellationApproval: 'Yes' });
    it.react({ noticeFiles: 0 });
    const changed = it.react({ noticeFiles: 0, etfNotes: [] });
    expect(changed).toMatchObject([{ kind: 'updateNote', reference: it.notes[0]?.reference }]);
    expect(it.react({ noticeFiles: 0, etfNotes: [] })).toEqual([]);
    expect(it.react({ etfNotes: [] })).toHaveLength(1);
    expect(it.said[0]).not.toContain('written cancellation notice');
    expect(it.react()).toMatchObject([{ version: 'settled' }]);
    expect(it.said).toEqual([expect.stringContaining('What this note asked for is no longer missing.')]);
  });

  it('N8: that the date has come with something missing is said in the note that it was entered so', () => {
    const it = new Ticket().save({ rcmCancellationDate: day('2026-03-20'), cancellationApproval: 'Yes' });
    it.react({ noticeFiles: 0 });
    it.now = at('2026-03-20T09:00-04:00');
    expect(it.react({ noticeFiles: 0 })).toMatchObject([{ kind: 'updateNote' }]);
    expect(it.said).toEqual([expect.stringContaining('has come, but the client was not cancelled')]);
  });

  it('a cause that comes back has its settled note again', () => {
    const it = new Ticket().save({ rcmCancellationDate: WRONG[0] });
    it.react();
    it.save({ rcmCancellationDate: null }).react();
    expect(it.said).toEqual([
      expect.stringMatching(/^Settled on .*: HubSpot user 11 cleared the RCM Cancellation Date\.$/),
    ]);
    it.save({ rcmCancellationDate: WRONG[1] });
    expect(it.react()).toMatchObject([{ kind: 'updateNote', reference: it.decide().attention?.noteReference }]);
    expect(it.said).toEqual([expect.stringContaining('is not plausible')]);
  });

  it('a note that a person has edited stays theirs: the same cause is not said twice, another date is, and both are settled', () => {
    const it = new Ticket().save({ rcmCancellationDate: WRONG[0] });
    it.react();
    it.edited(it.notes[0]?.id);
    expect(it.react()).toEqual([]);
    it.save({ rcmCancellationDate: WRONG[1] });
    expect(it.react()).toMatchObject([{ kind: 'addNote' }]);
    const [first, second] = it.notes;
    it.save({ rcmCancellationDate: null });
    // The edited one is followed by the newer one, which says that it is settled.
    expect(it.react()).toMatchObject([{ kind: 'updateNote', noteId: second?.id, version: 'settled' }]);
    expect(it.react()).toEqual([]);
    expect(first?.edited).toBe(true);
  });

  it('where the only note was edited by a person, a note next to it says that it is settled, once', () => {
    const it = new Ticket().save({ rcmCancellationDate: WRONG[0] });
    it.react();
    const edited = it.edited(it.notes[0]?.id).notes[0];
    it.save({ rcmCancellationDate: null });
    expect(it.react()).toMatchObject([
      { kind: 'addNote', reference: `X1-settled-dateOutOfBounds-${edited?.id ?? ''}`, version: 'settled' },
    ]);
    expect(it.react()).toEqual([]);
  });

  it('X3: notes of an older version are recognized by their references alone, and piled up ones are settled', () => {
    const it = new Ticket();
    for (const date of WRONG) it.save({ rcmCancellationDate: date });
    const since = it.events.map((event) => event.at).slice(1);
    it.notes = since.map((moment, index) => ({
      id: noteIdSchema.parse(String(6001 + index)),
      reference: `X1-dateOutOfBounds-${String(moment)}`,
      createdAt: moment as ServiceNote['createdAt'],
    }));
    const writes = it.react();
    expect(writes.map(({ kind }) => kind)).toEqual(['updateNote', 'updateNote', 'updateNote']);
    expect(it.notes.map(({ version }) => version === 'settled')).toEqual([true, true, false]);
    expect(it.notes[2]?.reference).toBe(`X1-dateOutOfBounds-${String(since[2])}`);
    expect(it.react()).toEqual([]);
  });

  it('a cause that another one hides is not settled by it', () => {
    const it = new Ticket().save({ rcmCancellationDate: day('2026-06-30'), cancellationApproval: 'Yes' });
    it.react({ noticeFiles: 0 });
    it.save({ rcmCancellationDate: WRONG[0] });
    const wrong = it.react({ noticeFiles: 0 });
    expect(wrong).toMatchObject([{ kind: 'addNote', reference: expect.stringContaining('dateOutOfBounds') }]);
    expect(it.notes[0]?.version).not.toBe('settled');
    it.save({ rcmCancellationDate: day('2026-07-31') });
    it.react({ noticeFiles: 0 });
    expect(it.notes.map(({ version }) => version === 'settled')).toEqual([false, true]);
  });

  it('says nothing of causes that it cannot see: unknown values, or a ticket in another pipeline', () => {
    const it = new Ticket().save({ rcmCancellationDate: WRONG[0] });
    it.react();
    it.parts = { ticket: ticket(it.events, { unknownValues: ['customer_saved'] }) };
    expect(it.react()).toMatchObject([{ kind: 'addNote', reference: 'X1-unknownValue' }]);
    it.parts = { ticket: ticket(it.events, { inAtRiskPipeline: false }) };
    expect(it.react()).toEqual([]);
  });

  it('leaves notes of a cause that it does not know, and notes that are records', () => {
    const it = new Ticket();
    it.notes = ['X1-ofALaterVersion-1', 'C4-777', 'S5-502-saved', 'I3-by-21-1'].map((reference, index) => ({
      id: noteIdSchema.parse(String(6001 + index)),
      reference,
      createdAt: at('2026-03-01T10:00-05:00'),
    }));
    expect(it.react({ noticeFiles: 0 })).toEqual([]);
  });
});

describe('I3: an approval that does not count', () => {
  const HELD: Partial<CaseFacts> = {
    company: company([], { outstandingInvoices: [invoice('2026-01-10T10:00-05:00')] }),
  };
  const undone = (it: Ticket) => it.notes.filter(({ reference }) => reference.startsWith('I3-undone-'));

  it('is said to Finance at once and by name, in one note however often it is set, until one counts', () => {
    const it = new Ticket().save({ customerSaved: 'Yes' });
    it.parts = { ...HELD, approver: ofFinance };
    it.react();

    it.save({ financeApproval: 'Yes' }, finance).react();
    expect(it.said.at(-1)).toMatch(
      /^Finance Approval, set by HubSpot user 21 on .*, does not count and was undone: it is older/,
    );
    expect(it.said.at(-1)).toContain(
      'What to do (Finance): first set the Invoice Determination; after that, team Finance',
    );

    it.save({ invoiceDetermination: 'Paid in full' }).react();
    it.parts = { ...HELD, approver: notOfFinance };
    it.save({ financeApproval: 'Yes' }, person(STRANGER)).react();
    expect(undone(it)).toHaveLength(1);
    expect(it.said.at(-1)).toContain('set by HubSpot user 30');
    expect(it.said.at(-1)).toContain('the person who set it is not in Finance');

    it.parts = { ...HELD, approver: { userId: FINANCE, teams: ['Finance'], ownsTicket: true } };
    it.save({ financeApproval: 'Yes' }, finance).react();
    expect(undone(it)).toHaveLength(1);
    expect(it.said.join('\n')).toContain('the owner of a ticket cannot approve its closing');

    it.parts = { ...HELD, approver: ofFinance };
    it.save({ financeApproval: 'Yes' }, finance).react();
    expect(undone(it)).toMatchObject([{ version: 'settled' }]);
    expect(it.said.join('\n')).toMatch(/Settled on .*: HubSpot user 21 set Finance Approval to Yes\./);
  });
});

describe('I4: a ticket that was opened again', () => {
  it('has a note that is settled once the ticket is closed', () => {
    const it = new Ticket().save({ customerSaved: 'Yes' });
    it.parts = {
      company: company([], { outstandingInvoices: [invoice('2026-01-10T10:00-05:00')] }),
      approver: ofFinance,
    };
    it.react();
    it.save({ stage: 'closed' }).react();
    const note = it.notes.find(({ reference }) => reference.startsWith('I4-'));
    expect(note?.version).toBeDefined();
    it.save({ invoiceDetermination: 'Paid in full' }).react();
    it.save({ financeApproval: 'Yes' }, finance).react();
    expect(it.notes.find(({ id }) => id === note?.id)?.version).toBe('settled');
  });

  it('X2: has one that is settled, too, where the answer was turned once more before the ticket was opened', () => {
    const it = new Ticket().save({ customerSaved: 'Yes' }).save({ customerSaved: 'No' });
    it.save({ stage: 'closed' }, service).react();
    const note = it.notes.find(({ reference }) => reference.startsWith('X2-reopened-'));
    expect(note?.version).toBeDefined();
    it.events = it.events.filter(({ set }) => set.stage !== 'open');
    it.save({ customerSaved: 'Yes' }).react();
    expect(it.decide().phase).toBe('monitoring');
    expect(it.notes.find(({ id }) => id === note?.id)?.version).toBe('settled');
  });
});
