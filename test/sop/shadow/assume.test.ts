import { decide } from '../../../src/sop/decide';
import type { Write } from '../../../src/sop/decision/decision';
import {
  aheadOf,
  aheadOfCompany,
  assumeCompaniesOfTask,
  assumeCompany,
  assumeNotes,
  assumeServiceNotes,
  assumeTasks,
  assumeTicket,
} from '../../../src/sop/shadow/assume';
import { keep, newestChange, withoutTexts, type KeptWrite } from '../../../src/sop/shadow/kept';
import { keptWritesSchema } from '../../../src/sop/shadow/kept-schema';
import { SETTLED, type CaseFacts } from '../../../src/sop/vocabulary/facts';
import { companyIdSchema, noteIdSchema } from '../../../src/sop/vocabulary/ids';
import { currentValue } from '../../../src/sop/vocabulary/timeline';
import {
  MINUTE,
  at,
  company,
  companyId,
  cs,
  evidence,
  found,
  later,
  service,
  settings,
  ticket,
  ticketId,
} from '../build';

const NOW = at('2026-01-20T12:00-05:00');
const SAVED = ticket([{ at: '2026-01-20T11:59-05:00', set: { customerSaved: 'Yes' } }]);

function keptOf(writes: readonly Write[], now = NOW): readonly KeptWrite[] {
  return writes.reduce<readonly KeptWrite[]>((before, write) => keep(before, write, now, SAVED.changedAt), []);
}

function assumed(facts: CaseFacts, kept: readonly KeptWrite[]): CaseFacts {
  return {
    ...facts,
    ticket: assumeTicket(facts.ticket, kept),
    ...(facts.company && { company: assumeCompany(facts.company, kept) }),
    ...(facts.evidence && { evidence: assumeNotes(facts.evidence, ticketId, kept) }),
  };
}

describe('a case that only observes', () => {
  const facts: CaseFacts = { ticket: SAVED, company: company(), evidence: evidence() };
  const first = decide(found(facts), settings(), NOW);
  const kept = keptOf(first.writes);

  it('S1, S3, S4: does not want again what it did not write', () => {
    expect(first.writes.map(({ kind }) => kind)).toEqual(['setClientStatus', 'updateTicket']);
    expect(decide(found(assumed(facts, kept)), settings(), later(NOW, MINUTE)).writes).toEqual([]);
  });

  it('S2: goes on to Active on the 30th day, as it would have', () => {
    const later31Days = later(NOW, 31 * 24 * 60 * MINUTE);

    expect(decide(found(assumed(facts, kept)), settings(), later31Days)).toMatchObject({
      writes: [{ kind: 'setClientStatus', status: 'Active' }],
      end: 'active',
    });
  });

  it('X1: what a person does later counts more than what it assumes', () => {
    const changed = company([{ at: later(NOW, MINUTE), set: 'Cancelled' }]);
    const shown = assumeCompany(changed, kept);

    expect(shown.kind === 'one' && currentValue(shown.clientStatus)).toMatchObject({ value: 'Cancelled', by: cs });
  });

  it('X1: what a person did before gives way to it', () => {
    const shown = assumeCompany(company([{ at: at('2026-01-20T11:58-05:00'), set: 'Active' }]), kept);

    expect(shown.kind === 'one' && currentValue(shown.clientStatus)).toMatchObject({
      value: 'Monitor for 30 days',
      by: service,
    });
  });

  it('says which values HubSpot does not show', () => {
    expect(aheadOf(SAVED, assumeTicket(SAVED, kept))).toEqual(['stage', 'cancellationApproval']);
    expect(aheadOfCompany(company(), assumeCompany(company(), kept))).toEqual(['clientStatus']);
    const byHand = company([{ at: later(NOW, MINUTE), set: 'Monitor for 30 days' }]);
    expect(aheadOfCompany(byHand, assumeCompany(byHand, kept))).toEqual([]);
  });

  it('writes nothing of another ticket or company into its own', () => {
    const other = keptOf([
      { kind: 'setClientStatus', rules: ['S1'], companyId: companyIdSchema.parse('902'), status: 'Cancelled' },
    ]);

    expect(assumeCompany(company(), other)).toEqual(company());
  });

  it('N9: tasks are made, moved, given to another company and called off', async () => {
    const none = { checklist: [], asking: [] };
    const dueAt = at('2026-02-10T12:00-05:00');
    const task = { reference: 'N9-501-billing', subject: 'End', paragraphs: ['…'], dueAt };
    const made = keptOf([{ kind: 'createTasks', rules: ['N9'], ticketId, companyId, since: NOW, tasks: [task] }]);
    const zone = settings().timeZone;
    const [created] = assumeTasks(none, made, zone).checklist;
    if (created === undefined) throw new Error('no task was made');
    const { id } = created;
    const to = companyIdSchema.parse('902');

    expect(created).toMatchObject({ key: 'billing', open: true, edited: false, due: [{ value: '2026-02-10' }] });
    const movedOn: KeptWrite[] = [
      ...made,
      {
        at: later(NOW, MINUTE),
        write: { kind: 'moveTasks', rules: ['N9'], tasks: [{ id, dueAt: at('2026-03-10T12:00-05:00') }] },
      },
      {
        at: later(NOW, MINUTE),
        write: { kind: 'reassociateTasks', rules: ['N9'], taskIds: [id], from: companyId, to },
      },
    ];
    const [moved] = assumeTasks(none, movedOn, zone).checklist;
    expect(moved && currentValue(moved.due)?.value).toBe('2026-03-10');
    const unknown = jest.fn(() => Promise.resolve([]));
    await expect(assumeCompaniesOfTask(id, movedOn, unknown)).resolves.toEqual([to]);
    expect(unknown).not.toHaveBeenCalled();
    const calledOff: KeptWrite = { at: NOW, write: { kind: 'callOffTasks', rules: ['N9'], taskIds: [id] } };
    expect(assumeTasks(none, [...made, calledOff], zone)).toEqual(none);
  });

  it('X1: a reminder is made, gets another text, and is completed', () => {
    const zone = settings().timeZone;
    const none = { checklist: [], asking: [] };
    const reference = 'X1-remind-owner-501-0-a';
    const task = { reference, subject: 'Set it', paragraphs: ['…'], dueAt: NOW, urgent: true };
    const create: Write = {
      kind: 'createTasks',
      purpose: 'reminder',
      rules: ['X1'],
      ticketId,
      since: NOW,
      tasks: [task],
    };
    const [made] = assumeTasks(none, keptOf([create]), zone).asking;
    if (made === undefined) throw new Error('no task was made');
    const text = { reference: 'X1-remind-owner-501-0-b', subject: 'Set it', paragraphs: ['…'] };
    const change = (changes: object): Write => ({
      kind: 'changeTasks',
      purpose: 'reminder',
      rules: ['X1'],
      tasks: [{ id: made.id, ...changes }],
    });
    const kept = keptOf([create, change({ text }), change({ status: 'completed' })]);

    expect(made).toMatchObject({ reference, open: true, edited: false });
    expect(assumeTasks(none, kept, zone).asking).toMatchObject([{ reference: text.reference, open: false }]);
    expect(keptWritesSchema().parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });
});

describe('notes that were not written', () => {
  const wanted: Write = {
    kind: 'addNote',
    rules: ['X1'],
    ticketId,
    reference: 'X1-dateOutOfBounds-1',
    version: '1a',
    paragraphs: [],
  };

  it('X1: are brought up to date and settled as if they had been', () => {
    const [made, ...more] = assumeServiceNotes([], ticketId, keptOf([wanted, wanted]));
    expect(more).toEqual([]);
    const noteId = noteIdSchema.parse(made?.id);
    const settled: Write = {
      kind: 'updateNote',
      purpose: 'message',
      rules: ['X1'],
      ticketId,
      noteId,
      reference: 'X1-dateOutOfBounds-2',
      version: SETTLED,
      paragraphs: [],
    };
    const kept = keptOf([wanted, settled]);
    expect(assumeServiceNotes([], ticketId, kept)).toEqual([
      { ...made, reference: 'X1-dateOutOfBounds-2', version: SETTLED },
    ]);
    expect(keptWritesSchema().parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });
});

describe('a kept write', () => {
  const note: Write = { kind: 'addNote', rules: ['X1'], ticketId, reference: 'X1-a', paragraphs: ['Dear Casey'] };

  it('has no text', () => {
    expect(withoutTexts(note)).toEqual({ ...note, paragraphs: [] });
  });

  it('comes after what it was decided on, and after the one before it', () => {
    const kept = keep(keep([], note, NOW, later(NOW, 5_000)), note, NOW, NOW);

    expect(kept.map(({ at: when }) => when - NOW)).toEqual([5_001, 5_002]);
    expect(newestChange(found({ ticket: SAVED }))).toBe(SAVED.changedAt);
  });

  it('is read back as it was carried over, and anything else is refused', () => {
    const kept = keptOf([note, { kind: 'updateTicket', rules: ['S4'], ticketId, change: { stage: 'closed' } }]);

    expect(keptWritesSchema().parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    expect(keptWritesSchema().safeParse([{ at: NOW, write: { ...note, kind: 'deleteEverything' } }]).success).toBe(
      false,
    );
    expect(keptWritesSchema().safeParse([{ at: NOW, write: note }]).success).toBe(false);
  });

  it('is kept in a bounded number', () => {
    expect(keptOf(Array.from({ length: 300 }, () => note))).toHaveLength(200);
  });
});
