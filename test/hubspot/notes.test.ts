import { attachedFiles, evidenceFacts } from '../../src/hubspot/records/evidence-facts';
import { isHtml, noteHtml, noteLines } from '../../src/hubspot/records/note-text';
import { referenceLine } from '../../src/sop/vocabulary/reference';
import { APP_ID, CREATED, PORTAL, record } from './build';

/** What it is, the HTML, and the lines that a reader sees. */
type Row = [string, string, string[]];

describe('the text of a note', () => {
  it.each<Row>([
    ['paragraphs', '<div data-top-level="true"><p style="margin:0">One</p><p>Two</p></div>', ['One', 'Two']],
    ['line breaks', 'One<br>Two<br/>Three', ['One', 'Two', 'Three']],
    ['lists', '<ul><li>One</li><li><b>Two</b>: 3</li></ul>', ['One', 'Two: 3']],
    ['tables, row by row', '<table><tr><td>Label</td><td>Value</td></tr></table>', ['Label | Value']],
    [
      'empty cells',
      '<table><tr><td><p>A</p></td><td></td></tr><tr><th>B</th><td>1</td></tr></table>',
      ['A |', 'B | 1'],
    ],
    ['cells of several lines', '<table><tr><td>A</td><td><p>1</p><p>2</p></td></tr></table>', ['A | 1 2']],
    ['a table that is only a frame', '<table><tr><td><p>A</p><p>B<br>C</p></td></tr></table>', ['A', 'B', 'C']],
    [
      'a table within a table',
      '<table><tr><td><table><tr><td>A</td><td>1</td></tr></table></td></tr></table>',
      ['A | 1'],
    ],
    [
      'headings, which announce what follows',
      '<h3>Next steps</h3><p>Call</p><h4>When?</h4>',
      ['Next steps:', 'Call', 'When?:'],
    ],
    [
      'empty paragraphs',
      '<p>One</p><p>&nbsp;</p><p><br></p><p></p><p>Two</p><p><b>&nbsp;</b></p><p>Three</p>',
      ['One', '', 'Two', '', 'Three'],
    ],
    ['empty lines', 'One<br><br>Two', ['One', '', 'Two']],
    ['nested blocks', '<div><div><p>One</p></div></div><ul><li><p>Two</p></li></ul>', ['One', 'Two']],
    ['comments', '<p>One<!-- Two --></p>', ['One']],
    [
      'what is crossed out',
      '<p>Yes / <s>No</s> <del>a</del> <span style="text-decoration: line-through">b</span></p>',
      ['Yes /'],
    ],
    [
      'what is not shown',
      '<p>One <span style="display:none">Two</span></p><p hidden>Three</p><p style="VISIBILITY : hidden !important">Four</p>',
      ['One'],
    ],
    [
      'what is too small or too pale to see',
      '<p>One <span style="font-size:0px">Two</span><b style="opacity: 0.0">3</b><i style="color: transparent">4</i></p>',
      ['One'],
    ],
    [
      'what is small, but seen',
      '<p>One <span style="font-size:0.8em;opacity:0.5;color:#333">Two</span></p>',
      ['One Two'],
    ],
    ...[
      'display : /* a */ none',
      'd\\69 splay: none',
      'content-visibility: hidden',
      'opacity: 0.01',
      'opacity: 1%',
      'font-size: 1px',
      'font-size: 0.01em',
      'font: 0/0 a',
      'font: italic 400 0px Arial',
      'color: white',
      'color: #FFF',
      'color: #fffffe',
      'color: #ffffff00',
      'color: #3330',
      'color: rgb(255, 255, 255)',
      'color: rgb(0 0 0 / 0%)',
      'color: hsla(0, 0%, 0%, 0)',
      'color: white; background: #fff',
      '-webkit-text-fill-color: transparent',
      'text-indent: -9999px',
      'position: absolute; left: -9999px',
      'height: 0; overflow: hidden',
      'max-width: 1px; overflow: hidden',
      'clip: rect(0, 0, 0, 0)',
      'clip: rect(1px 1px 1px 1px)',
      'clip-path: inset(50%)',
      'clip-path: circle(0)',
      'transform: scale(0)',
      'transform: rotate(3deg) scaleX( 0 )',
      'zoom: 0',
    ].map(
      (style) => [`what is hidden by ${style}`, `<p>One <span style="${style}">Two</span></p>`, ['One']] satisfies Row,
    ),
    ...['noscript', 'noembed', 'iframe', 'object', 'video', 'canvas', 'details', 'dialog'].map(
      (element) =>
        [
          `what stands in <${element}>, which shows something else`,
          `<p>One <${element}>Two</${element}></p>`,
          ['One'],
        ] satisfies Row,
    ),
    ['white letters by a former way', '<p>One <font color="#FFFFFF">Two</font></p>', ['One']],
    ...[
      'color: #fff; background-color: #222',
      'color: #eee',
      'color: rgba(0, 0, 0, 0.87)',
      'color: red; font: bold 12px/1.5 Arial, sans-serif',
      'font-size: 100%',
      'font-size: medium',
      'text-indent: -18pt; margin-left: 36pt',
      'height: auto; overflow: hidden',
      'width: 100%; max-width: 40em; overflow: hidden',
      'transform: none; opacity: 1; zoom: 1',
      'background: transparent',
    ].map(
      (style) =>
        [`what is seen, with ${style}`, `<p>One <span style="${style}">Two</span></p>`, ['One Two']] satisfies Row,
    ),
    ['white letters on a color', '<div style="background:#222"><p style="color:white">One</p></div>', ['One']],
    [
      'what stands in a hidden element, down to its end',
      '<div style="display:none"><div><p>One</p></div>Two</div><p>Three</p>',
      ['Three'],
    ],
    ['a hidden paragraph that is not closed', '<p style="display:none">One<p>Two', ['Two']],
    ['entities and kinds of space', '<p>A&nbsp;&amp;&#160;B\u00a0 \n C&#8203;</p>', ['A & B C']],
    ['formatting within a word', '<p>Contract <strong>start</strong> da<em>te</em></p>', ['Contract start date']],
    ['what nobody sees', '<style>p{color:red}</style><p>Seen</p><script>alert(1)</script>', ['Seen']],
    ['plain text', 'One\r\nTwo\n\n  Three ', ['One', 'Two', '', 'Three']],
    [
      'letters that show nothing',
      '<p>One\u3164&#x115F;&#10240;</p><p>\u200b\u2060&shy;</p><p>Two</p>',
      ['One', '', 'Two'],
    ],
    ['broken HTML', '<p>One<p>Two<b>Three', ['One', 'TwoThree']],
    ['nothing', '', []],
  ])('is read from %s', (_what, html, lines) => {
    expect(noteLines(html)).toEqual(lines);
  });

  it('is read in a time that grows no faster than its length', () => {
    const hard = [
      '<p',
      '<p>',
      '<b>',
      '</b>',
      '<b></i>',
      '<td>',
      '<table><tr><td>',
      '<p style="',
      '&',
      '&#',
      '<!--',
      '<',
      'a ',
      '<br>',
      '<p hidden>',
      '<h1>',
    ];
    for (const piece of [...hard, `${'<b>'.repeat(9_000)}</i>`]) {
      const begun = process.cpuUsage();
      noteLines(piece.repeat(Math.ceil(300_000 / piece.length)));
      noteLines(`${'<i>'.repeat(10_000)}${piece.repeat(Math.ceil(34_000 / piece.length))}`);
      const ms = process.cpuUsage(begun).user / 1_000;
      expect({ piece: piece.slice(0, 20), fast: ms < 400 }).toEqual({ piece: piece.slice(0, 20), fast: true });
    }
  });

  it.each([
    ['date < June <b', false],
    ['a <b> c', true],
    ['1 < 2 and 3 > 2', false],
    ['<p>x</p>', true],
    ['see <https://example.com> & more', false],
    ['<x>'.repeat(5_000), false],
  ])('is HTML only where there are elements: %s', (text, isRich) => {
    expect(isHtml(text)).toBe(isRich);
  });

  it('X1: is written without markup that controls a page or reverses its text', () => {
    expect(noteHtml(['by \u202ekraM\u0000\u001b[2J\nReference: I4-0'])).toBe('<p>by kraM [2J Reference: I4-0</p>');
  });

  it('is written so that it shows as it is, whatever it contains', () => {
    const text = 'a < b & "c" <script>alert(\'x\')</script>';

    expect(noteHtml([text])).not.toContain('<script>');
    expect(noteLines(noteHtml([text, 'second']))).toEqual([text, 'second']);
  });
});

describe('the evidence on a ticket', () => {
  const labels = PORTAL.etfSnippet.labels;
  const note = (body: string, attachments = '') => record({ hs_note_body: body, hs_attachment_ids: attachments });

  it('has an ETF note that is complete once every line of the snippet is filled in (N3)', () => {
    const filled = `<p>Cancellation ETF Review</p>${labels.map((label) => `<p>${label}: 5</p>`).join('')}`;
    const facts = evidenceFacts([note(filled)], 0, CREATED as never, PORTAL.etfSnippet, APP_ID);

    expect(facts.etfNotes).toEqual([{ id: '101', createdAt: CREATED, blankLabels: [] }]);
  });

  it('says which lines of an ETF note are blank, in any layout (N3)', () => {
    const blank = `<table>${labels.map((label) => `<tr><td><b>${label}</b></td><td>&nbsp;</td></tr>`).join('')}</table>`;

    expect(evidenceFacts([note(blank)], 0, CREATED as never, PORTAL.etfSnippet, APP_ID).etfNotes).toEqual([
      { id: '101', createdAt: CREATED, blankLabels: labels },
    ]);
  });

  it.each([
    [
      'a table',
      (label: string, value: string) => `<tr><td><p><strong>${label}</strong></p></td><td><p>${value}</p></td></tr>`,
      'table',
    ],
    ['a list', (label: string, value: string) => `<li><b>${label}:</b> ${value}</li>`, 'ul'],
    ['a numbered list', (label: string, value: string) => `<li><p>${label} – ${value}</p></li>`, 'ol'],
    ['lines', (label: string, value: string) => `${label}: <em>${value}</em><br>`, 'p'],
    ['values below labels', (label: string, value: string) => `<b>${label}</b><br/>${value}<br/>`, 'div'],
    ['terms', (label: string, value: string) => `<dt>${label}</dt><dd>${value}</dd>`, 'dl'],
    ['headings', (label: string, value: string) => `<h4>${label}</h4><p>${value}</p>`, 'div'],
    ['one line', (label: string, value: string) => `${label}: ${value}, `, 'p'],
  ])('reads an ETF note that is laid out as %s (N3)', (_what, line, around) => {
    const values = ['01/01/2024', 'Dec 31, 2026', '2026-11-02', 'Yes', '$12,000', 'Jane Doe'];
    const body = (blank = -1) =>
      `<div><p>Cancellation ETF Review</p><${around}>${labels.map((label, index) => line(label, index === blank ? '' : (values[index] ?? ''))).join('')}</${around}><p>Thanks, please let me know</p></div>`;
    const blanks = (html: string) =>
      evidenceFacts([note(html)], 0, CREATED as never, PORTAL.etfSnippet, APP_ID).etfNotes.map(
        ({ blankLabels }) => blankLabels,
      );

    expect(blanks(body())).toEqual([[]]);
    for (const index of labels.keys()) expect(blanks(body(index))).toEqual([[labels[index]]]);
  });

  it("knows this service's own notes by their reference, and takes none for an ETF note (X3)", () => {
    const body = noteHtml(['Still missing: the Cancellation ETF Review (#ETF).', referenceLine('I3-17')]);
    const ours = record({ hs_note_body: body, hs_object_source: 'INTEGRATION', hs_object_source_id: APP_ID });
    const facts = evidenceFacts([ours], 0, CREATED as never, PORTAL.etfSnippet, APP_ID);

    expect(facts).toMatchObject({ serviceNotes: [{ reference: 'I3-17' }], etfNotes: [] });
  });

  const CASEY = { sourceType: 'CRM_UI', sourceId: 'userId:5001', updatedByUserId: 5001 };
  const AUTOMATION = { sourceType: 'AUTOMATION_PLATFORM', sourceId: 'workflow' };
  const facts = (note: ReturnType<typeof record>) =>
    evidenceFacts([note], 0, CREATED as never, PORTAL.etfSnippet, APP_ID);
  /** A note with the texts that it had, the first one from its creation. */
  const written = (...versions: readonly (readonly [body: string, by: object])[]) =>
    record(
      { hs_note_body: versions.at(-1)?.[0] ?? '' },
      {
        hs_note_body: versions.map(([value, by], index) => ({ value, at: CREATED + index * 60_000, ...by })).reverse(),
      },
    );
  const filledNote = `<p>Cancellation ETF Review</p>${labels.map((label) => `<p>${label}: 5</p>`).join('')}`;
  const snippetAlone = `<p>#ETF Cancellation ETF Review</p>${labels.map((label) => `<p>${label}:</p>`).join('')}`;

  it.each([
    ['of words', '<p>The client asked for another month.</p>'],
    ['that names the shortcut', '<p>moved because the #ETF was renegotiated</p>'],
    ['that names the snippet', '<p>See the Cancellation ETF Review for the reason</p>'],
    ['that has the snippet, unfilled, and words', `${snippetAlone}<p>The client wants another month</p>`],
  ])('has notes of people that explain something: one %s (C4)', (_what, body) => {
    expect(facts(written([body, CASEY])).notesByPeople).toEqual([CREATED]);
    expect(facts(record({ hs_note_body: body })).notesByPeople).toEqual([CREATED]);
  });

  it.each([
    ['a dot', '<p>.</p>'],
    ['n/a', '<p>n/a</p>'],
    ['a file alone', ''],
    ['the snippet as it is', snippetAlone],
  ])('has notes of people that explain nothing: %s (C4)', (_what, body) => {
    const { notesByPeople, etfNotes } = facts(written([body, CASEY]));
    expect([...notesByPeople, ...etfNotes.flatMap(({ wordsAt }) => wordsAt ?? [])]).toEqual([]);
  });

  it('knows what a workflow of the portal wrote from what a person did (C4)', () => {
    expect(facts(written(['<p>The stage has changed</p>', AUTOMATION])).notesByPeople).toEqual([]);
    const source = { hs_object_source: 'AUTOMATION_PLATFORM', hs_object_source_id: 'workflow' };
    expect(facts(record({ hs_note_body: '<p>The stage has changed</p>', ...source })).notesByPeople).toEqual([]);
  });

  it('knows when words were added to a note, and when some were only taken away (C4)', () => {
    const note = written(
      ['<p>.</p>', CASEY],
      ['<p>Called the client, who is away</p>', CASEY],
      ['<p>Called the client</p>', CASEY],
      ['<p>Called the client</p><p>They extended the contract</p>', CASEY],
      ['<p>Called the client</p><p>They extended the contract</p><p>Scored by a workflow</p>', AUTOMATION],
    );
    expect(facts(note).notesByPeople).toEqual([CREATED + 60_000, CREATED + 180_000]);
  });

  it('keeps the words in the ETF note itself apart, and knows when they were written (C4)', () => {
    const note = written(
      [filledNote, CASEY],
      [filledNote.replace(': 5', ': 6'), CASEY],
      [`${filledNote}<p>The client renegotiated the fee</p>`, CASEY],
    );
    expect(facts(note)).toMatchObject({
      notesByPeople: [],
      etfNotes: [{ blankLabels: [], wordsAt: [CREATED + 120_000] }],
    });
  });

  it('is as old as the ticket when there are no notes', () => {
    expect(evidenceFacts([], 0, CREATED as never, PORTAL.etfSnippet, APP_ID)).toEqual({
      changedAt: CREATED,
      noticeFiles: 0,
      etfNotes: [],
      notesByPeople: [],
      serviceNotes: [],
    });
  });

  it('counts each attached file once (N2)', () => {
    expect(attachedFiles([note('', '1;2'), note('', ' 2 ; 3'), note('', ''), record({})])).toEqual(['1', '2', '3']);
  });
});
