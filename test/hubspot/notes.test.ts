import { attachedFiles, evidenceFacts, referenceLine } from '../../src/hubspot/evidence-facts';
import { noteHtml, noteLines } from '../../src/hubspot/note-text';
import { CREATED, PORTAL, record } from './build';

describe('the text of a note', () => {
  it.each([
    ['paragraphs', '<div data-top-level="true"><p style="margin:0">One</p><p>Two</p></div>', ['One', 'Two']],
    ['line breaks', 'One<br>Two<br/>Three', ['One', 'Two', 'Three']],
    ['lists', '<ul><li>One</li><li><b>Two</b>: 3</li></ul>', ['One', 'Two: 3']],
    ['tables', '<table><tr><td>Label</td><td>Value</td></tr></table>', ['Label', 'Value']],
    ['entities and kinds of space', '<p>A&nbsp;&amp;&#160;B\u00a0 \n C&#8203;</p>', ['A & B C']],
    ['formatting within a word', '<p>Contract <strong>start</strong> da<em>te</em></p>', ['Contract start date']],
    ['what nobody sees', '<style>p{color:red}</style><p>Seen</p><script>alert(1)</script>', ['Seen']],
    ['plain text', 'One\r\nTwo\n\n  Three ', ['One', 'Two', 'Three']],
    ['broken HTML', '<p>One<p>Two<b>Three', ['One', 'TwoThree']],
    ['nothing', '', []],
  ])('is read from %s', (_what, html, lines) => {
    expect(noteLines(html)).toEqual(lines);
  });

  it('is written so that it shows as it stands, whatever it holds', () => {
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
    const facts = evidenceFacts([note(filled)], 0, CREATED as never, PORTAL.etfSnippet);

    expect(facts.etfNotes).toEqual([{ id: '101', createdAt: CREATED, blankLabels: [] }]);
  });

  it('says which lines of an ETF note are blank, in any layout (N3)', () => {
    const blank = `<table>${labels.map((label) => `<tr><td><b>${label}</b></td><td>&nbsp;</td></tr>`).join('')}</table>`;

    expect(evidenceFacts([note(blank)], 0, CREATED as never, PORTAL.etfSnippet).etfNotes).toEqual([
      { id: '101', createdAt: CREATED, blankLabels: labels },
    ]);
  });

  it("knows this service's own notes by their reference, and takes none for an ETF note (X3)", () => {
    const body = noteHtml(['Still missing: the Cancellation ETF Review (#ETF).', referenceLine('I3-17')]);
    const facts = evidenceFacts([note(body)], 0, CREATED as never, PORTAL.etfSnippet);

    expect(facts).toMatchObject({ serviceNotes: [{ reference: 'I3-17' }], etfNotes: [] });
  });

  it('is as old as the ticket when there are no notes', () => {
    expect(evidenceFacts([], 0, CREATED as never, PORTAL.etfSnippet)).toEqual({
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
