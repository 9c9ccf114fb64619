import type { Write } from '../../src/sop/decision/decision';
import type { EvidenceFacts } from '../../src/sop/vocabulary/facts';
import { noteIdSchema, type NoteId, type TicketId } from '../../src/sop/vocabulary/ids';
import { startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world.close();
});

const REFERENCE = 'X1-dateOutOfBounds-1768903200000';
const AGAIN = 'X1-dateOutOfBounds-1768989600000';

const first = (ticketId: TicketId): Write => ({
  kind: 'addNote',
  purpose: 'message',
  rules: ['X1'],
  ticketId,
  reference: REFERENCE,
  version: '1a',
  paragraphs: ['HubSpot user 5001 entered a date.', 'What to do (Client Success): correct it.'],
});
const update = (
  ticketId: TicketId,
  noteId: NoteId,
  other: Partial<Extract<Write, { kind: 'updateNote' }>> = {},
): Write => ({
  kind: 'updateNote',
  purpose: 'message',
  rules: ['X1'],
  ticketId,
  noteId,
  reference: AGAIN,
  version: '1b',
  paragraphs: ['HubSpot user 5003 entered another date.', 'What to do (Client Success): correct it.'],
  ...other,
});
const settled = (ticketId: TicketId, noteId: NoteId): Write =>
  update(ticketId, noteId, {
    reference: REFERENCE,
    version: 'settled',
    paragraphs: ['Settled on Tue, Nov 3, 2026: done.'],
  });

async function evidenceOf(ticketId: TicketId): Promise<EvidenceFacts> {
  const reading = await world.hubspot.readCase(ticketId);
  if (reading.kind !== 'found' || reading.facts.evidence === undefined) throw new Error('no evidence was read');
  return reading.facts.evidence;
}

async function bodyOf(noteId: NoteId): Promise<string> {
  const note = await world.app('GET', `/crm/v3/objects/notes/${noteId}?properties=hs_note_body,hs_timestamp`);
  return note.body.properties['hs_note_body'] ?? '';
}

/** A ticket with one note of the service. */
async function noted(): Promise<{ readonly ticketId: TicketId; readonly noteId: NoteId }> {
  const ticketId = await world.ticket({ customer_saved: 'No' });
  await world.hubspot.perform(first(ticketId));
  const [note] = (await evidenceOf(ticketId)).serviceNotes;
  return { ticketId, noteId: noteIdSchema.parse(note?.id) };
}

const changesIn = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => !/^GET|batch\/read/.test(call));

describe('X1: a note that is kept up to date', () => {
  it('is edited in place with one read and one PATCH, with people by name, and known by what it says now', async () => {
    const { ticketId, noteId } = await noted();
    await world.calls();
    await world.hubspot.perform(update(ticketId, noteId));
    expect((await world.calls()).filter((call) => !call.includes('/owners'))).toEqual([
      'POST /crm/objects/2026-09/notes/batch/read',
      `PATCH /crm/objects/2026-09/notes/${noteId}`,
    ]);
    expect(await bodyOf(noteId)).toBe(
      '<p>Finn Finance (finn.finance@example.com) entered another date.</p>' +
        `<p>What to do (Client Success): correct it.</p><p>Reference: ${AGAIN} (1b)</p>`,
    );
    expect((await evidenceOf(ticketId)).serviceNotes).toMatchObject([{ id: noteId, reference: AGAIN, version: '1b' }]);

    await world.hubspot.perform(update(ticketId, noteId));
    expect(changesIn(await world.calls())).toEqual([]);
  });

  it('moves to the top of the timeline for another occurrence, and stays where it is for another text or a settled cause', async () => {
    const { ticketId, noteId } = await noted();
    const timestamp = async (): Promise<string | null | undefined> =>
      (await world.app('GET', `/crm/v3/objects/notes/${noteId}?properties=hs_timestamp`)).body.properties[
        'hs_timestamp'
      ];
    const before = await timestamp();
    await world.hubspot.perform(update(ticketId, noteId, { reference: REFERENCE }));
    await world.hubspot.perform(settled(ticketId, noteId));
    expect(await timestamp()).toBe(before);
    await world.hubspot.perform(update(ticketId, noteId));
    expect(Date.parse((await timestamp()) ?? '')).toBeGreaterThan(Date.parse(before ?? ''));
  });

  it('says when it is settled above what it said, without what was to be done', async () => {
    const { ticketId, noteId } = await noted();
    await world.hubspot.perform(settled(ticketId, noteId));
    await world.hubspot.perform(settled(ticketId, noteId));
    expect(await bodyOf(noteId)).toBe(
      '<p>Settled on Tue, Nov 3, 2026: done.</p><p>Casey Success (casey.success@example.com) entered a date.</p>' +
        `<p>Reference: ${REFERENCE} (settled)</p>`,
    );
    expect((await evidenceOf(ticketId)).serviceNotes).toMatchObject([{ reference: REFERENCE, version: 'settled' }]);
  });

  it.each<[string, (ticketId: TicketId, noteId: NoteId) => Promise<unknown>, readonly string[]]>([
    [
      'a person has edited',
      (_ticketId, noteId) =>
        world.casey('PATCH', `/crm/v3/objects/notes/${noteId}`, {
          properties: { hs_note_body: '<p>I called them.</p>' },
        }),
      ['<p>I called them.</p>'],
    ],
    ['somebody has deleted', (_ticketId, noteId) => world.casey('DELETE', `/crm/v3/objects/notes/${noteId}`), []],
  ])('is left where %s it meanwhile: another occurrence is a note of its own', async (_what, change, left) => {
    const { ticketId, noteId } = await noted();
    await change(ticketId, noteId);
    await world.hubspot.perform(settled(ticketId, noteId));
    await world.hubspot.perform(update(ticketId, noteId));
    await world.hubspot.perform(update(ticketId, noteId));
    const { serviceNotes } = await evidenceOf(ticketId);
    expect(serviceNotes.at(-1)).toMatchObject({ reference: AGAIN, version: '1b' });
    const before = serviceNotes.slice(0, -1).map(({ id }) => bodyOf(noteIdSchema.parse(id)));
    expect(await Promise.all(before)).toEqual(left);
  });

  it('is edited also where it was not known when the new one was decided on (X3)', async () => {
    const { ticketId, noteId } = await noted();
    await world.hubspot.perform({ ...first(ticketId), reference: AGAIN, version: '1c' } as Write);
    expect((await evidenceOf(ticketId)).serviceNotes).toMatchObject([{ id: noteId, reference: AGAIN, version: '1c' }]);
  });

  it('N2, N3, C4: is no notice, no ETF note and no explanation, whatever it quotes', async () => {
    const { ticketId, noteId } = await noted();
    const paragraphs = ['Cancellation ETF Review', 'ETF applies: no', 'Reviewed by: HubSpot user 5001', 'They called.'];
    await world.hubspot.perform(update(ticketId, noteId, { paragraphs }));
    expect(await evidenceOf(ticketId)).toMatchObject({ noticeFiles: 0, etfNotes: [], notesByPeople: [] });
  });
});
