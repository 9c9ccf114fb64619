import { evidenceFacts } from '../../src/hubspot/records/evidence-facts';
import { noteHtml } from '../../src/hubspot/records/note-text';
import { askingTasks, tasksOfService } from '../../src/hubspot/records/task-facts';
import { referenceLine } from '../../src/sop/vocabulary/reference';
import { APP_ID, CREATED, PORTAL, record } from './build';

const APP = { sourceType: 'INTEGRATION', sourceId: APP_ID };
const OTHER_APP = { sourceType: 'INTEGRATION', sourceId: '42' };
const CASEY = { sourceType: 'CRM_UI', sourceId: 'userId:5001', updatedByUserId: 5001 };

type Source = Readonly<{ sourceType: string; sourceId: string }>;
type Version = readonly [body: string, by: Source];

/** A note or task as HubSpot gives it, with the texts that it had. */
const made = (property: string, versions: readonly Version[], origin: Source | undefined = versions[0]?.[1]) =>
  record(
    {
      [property]: versions.at(-1)?.[0] ?? '',
      ...(origin && { hs_object_source: origin.sourceType, hs_object_source_id: origin.sourceId }),
    },
    { [property]: versions.map(([value, by], index) => ({ value, at: CREATED + index * 60_000, ...by })).reverse() },
  );
const note = (...versions: readonly Version[]) => made('hs_note_body', versions);
const factsOf = (one: ReturnType<typeof record>, apps: string | readonly string[] = APP_ID) =>
  evidenceFacts([one], 0, CREATED as never, PORTAL.etfSnippet, apps);

const ours = (reference: string) => noteHtml(['This ticket was opened again.', referenceLine(reference)]);

describe('a note or a task of this service', () => {
  it('X3: is one that this app created, as HubSpot says, whatever its text says', () => {
    expect(factsOf(note([ours('I4-17'), APP])).serviceNotes).toEqual([
      { id: '101', reference: 'I4-17', createdAt: CREATED },
    ]);
    expect(factsOf(note([ours('I4-17'), APP])).notesByPeople).toEqual([]);
  });

  it.each([
    ['a person', CASEY],
    ['another app', OTHER_APP],
    ['a workflow of the portal', { sourceType: 'AUTOMATION_PLATFORM', sourceId: APP_ID }],
    ['an import', { sourceType: 'IMPORT', sourceId: APP_ID }],
  ])('X3, I4: is not one that %s made, with a reference typed into it', (_who, by) => {
    expect(factsOf(note([ours('I4-0'), by])).serviceNotes).toEqual([]);
    const task = made('hs_task_body', [[ours('C4-explain-501-1767225600000'), by]]);
    expect(askingTasks(tasksOfService([task], APP_ID), APP_ID)).toEqual([]);
  });

  it('X3: is known by its text’s history where HubSpot does not say who made it', () => {
    expect(factsOf(made('hs_note_body', [[ours('I4-17'), APP]], undefined)).serviceNotes).toHaveLength(1);
    expect(factsOf(made('hs_note_body', [[ours('I4-17'), CASEY]], undefined)).serviceNotes).toEqual([]);
    expect(factsOf(record({ hs_note_body: ours('I4-17') })).serviceNotes).toEqual([]);
  });

  it('N3: is not a complete ETF note of a person that ends with a reference', () => {
    const lines = ['Cancellation ETF Review', ...PORTAL.etfSnippet.labels.map((label) => `${label}: 5`)];
    const { etfNotes, serviceNotes } = factsOf(note([noteHtml([...lines, 'Reference: INV-2026-0117']), CASEY]));
    expect(etfNotes).toMatchObject([{ blankLabels: [] }]);
    expect(serviceNotes).toEqual([]);
  });

  it.each([
    ['a line added', (body: string) => `${body}<p>Thanks!</p>`],
    ['a line added above', (body: string) => `<p>Reference: I4-0</p>${body}`],
    ['another reference added', (body: string) => `${body}<p>Reference: I4-0</p>`],
    ['another name put in', (body: string) => body.replaceAll('21', '22')],
    ['its reference taken away', () => '<p>This ticket was opened again.</p>'],
  ])('X3, I3: with %s by a person is still known for what it was, and proves nothing', (_what, change) => {
    const body = noteHtml(['HubSpot user 21 approved.', referenceLine('I3-by-21-1767225600000')]);
    const { serviceNotes } = factsOf(note([body, APP], [change(body), CASEY]));
    expect(serviceNotes).toEqual([
      { id: '101', reference: 'I3-by-21-1767225600000', createdAt: CREATED, edited: true },
    ]);
  });

  it('I3: whose history is not shown proves nothing', () => {
    const bare = record({
      hs_note_body: ours('I3-by-21-1767225600000'),
      hs_object_source: 'INTEGRATION',
      hs_object_source_id: APP_ID,
    });
    expect(factsOf(bare).serviceNotes).toMatchObject([{ edited: true }]);
  });

  it('C4: explains a change by the words that a person added to it', () => {
    const body = ours('X1-noCompany');
    const added = `${body}<p>The client renegotiated the contract</p>`;
    expect(factsOf(note([body, APP], [added, CASEY])).notesByPeople).toEqual([CREATED + 60_000]);
  });

  it('X3: may be by a former app, which the portal file names', () => {
    expect(factsOf(note([ours('I4-17'), OTHER_APP]), [APP_ID, '42']).serviceNotes).toMatchObject([
      { reference: 'I4-17', createdAt: CREATED },
    ]);
  });
});
