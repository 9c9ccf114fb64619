import { etfSnippetSchema, readEtfNote } from '../../src/sop/etf-note';

const snippet = etfSnippetSchema.parse({});
const LABELS = snippet.labels;
const [START, END, NOTICE, APPLIES, AMOUNT, REVIEWED] = [
  'Contract start date',
  'Contract end date',
  'Cancellation notice received',
  'ETF applies (Yes/No)',
  'ETF amount',
  'Reviewed by',
];

const FILLED: Readonly<Record<string, string>> = {
  [START]: '01/01/2024',
  [END]: '12/31/2026',
  [NOTICE]: '11/02/2026',
  [APPLIES]: 'Yes',
  [AMOUNT]: '$12,000',
  [REVIEWED]: 'CS lead',
};

/** The snippet's lines with these answers behind its labels; the others are left blank. */
const note = (answers: Readonly<Record<string, string>>, title = snippet.title): readonly string[] => [
  title,
  ...LABELS.map((label) => `${label}: ${answers[label] ?? ''}`),
];
const filledBut = (label: string, answer: string) => readEtfNote(note({ ...FILLED, [label]: answer }), snippet);

describe('an Early Termination Fee note', () => {
  it('N3: the SOP names the snippet and its shortcut', () => {
    expect(snippet).toMatchObject({ shortcut: '#ETF', title: 'Cancellation ETF Review' });
    expect(LABELS).toEqual([START, END, NOTICE, APPLIES, AMOUNT, REVIEWED]);
  });

  it('N3: is complete when all its lines are filled in', () => {
    expect(readEtfNote(note(FILLED), snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: as the snippet puts it in, has all lines blank, in the order of the snippet', () => {
    expect(readEtfNote(note({}), snippet)).toEqual({ blankLabels: LABELS });
  });

  it.each(LABELS)('N3: says that "%s" is blank', (label) => {
    expect(filledBut(label, '')).toEqual({ blankLabels: [label] });
  });

  it.each(['____', '[ ]', '[  ]', '…', '...', '-', '–', '$', '\u00a0', '\u00a0 \u00a0', '\t', '( )', '/ /'])(
    'N3: a line that has only "%s" is blank',
    (placeholder) => {
      expect(filledBut(AMOUNT, placeholder)).toEqual({ blankLabels: [AMOUNT] });
    },
  );

  it.each(['Yes/No', '(Yes/No)', 'yes / no', 'YES/NO ____'])(
    'N3: a choice "%s" that nobody made is blank',
    (placeholder) => {
      expect(filledBut(APPLIES, placeholder)).toEqual({ blankLabels: [APPLIES] });
    },
  );

  it.each(['0', 'N/A', 'No', 'none', '$0.00', '無', 'Yes/No: No'])('N3: "%s" is an answer', (answer) => {
    expect(filledBut(APPLIES, answer)).toEqual({ blankLabels: [] });
  });

  it('N3: an answer may stand on the next line', () => {
    const lines = [snippet.title, ...LABELS.flatMap((label) => [`${label}:`, FILLED[label] ?? ''])];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: an answer may stand some lines below, before the next label', () => {
    const lines = [snippet.title, ...LABELS.flatMap((label) => [label, '', '\u00a0', FILLED[label] ?? ''])];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: what stands above a label does not answer it', () => {
    const lines = [snippet.title, 'See the contract.', `${START}:`, ...note(FILLED).slice(2)];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [START] });
  });

  it('N3: the next label and its answer do not answer the one before', () => {
    expect(readEtfNote([`${START}:`, `${END}: 2026`, `${AMOUNT}:`, `${REVIEWED}: me`], snippet)).toEqual({
      blankLabels: [START, NOTICE, APPLIES, AMOUNT],
    });
  });

  it.each(LABELS)('N3: a line "%s" that was deleted is blank', (label) => {
    const lines = note(FILLED).filter((line) => !line.startsWith(label));
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [label] });
  });

  it('N3: the order of the lines does not matter', () => {
    expect(readEtfNote([...note(FILLED)].reverse(), snippet)).toEqual({ blankLabels: [] });
    expect(readEtfNote([...note({ [AMOUNT]: '$1' })].reverse(), snippet)).toEqual({
      blankLabels: LABELS.filter((label) => label !== AMOUNT),
    });
  });

  it('N3: case, kinds of space, bullets and colons do not matter', () => {
    const lines = note(FILLED).map((line, index) =>
      ['', '• ', '- ', '– ', '\u00a0', '  '][index % 6]?.concat(line.toUpperCase().replace(/ /g, '\u00a0')),
    );
    const wide = lines.map((line) => (line ?? '').replace(':', '\u00a0:'));
    expect(readEtfNote(wide, snippet)).toEqual({ blankLabels: [] });
    expect(
      readEtfNote(
        wide.map((line) => line.replace(':', '：')),
        snippet,
      ),
    ).toEqual({ blankLabels: [] });
  });

  it('N3: is known by its title alone', () => {
    expect(readEtfNote(['cancellation etf review'], snippet)).toEqual({ blankLabels: LABELS });
  });

  it('N3: is known by #ETF typed as it is', () => {
    expect(readEtfNote(['#etf', 'will be done tomorrow'], snippet)).toEqual({ blankLabels: LABELS });
  });

  it('N3: is known by half of its labels, without title', () => {
    expect(readEtfNote([`${START}: 2024`, `${END}: 2026`, `${AMOUNT}: $1`], snippet)).toEqual({
      blankLabels: [NOTICE, APPLIES, REVIEWED],
    });
  });

  it.each([
    ['an ordinary note', ['Called the client.', 'They asked for the ETF amount.']],
    ['a note with fewer than half of the labels', [`${START}: 2024`, `${END}: 2026`, 'ETF amount is open']],
    ['an empty note', []],
    ['a note with a blank line', ['', '\u00a0']],
  ])('N3: %s is no ETF note', (_what, lines) => {
    expect(readEtfNote(lines, snippet)).toBeUndefined();
  });

  it('N3: with the snippet in it twice, a line filled in either copy counts', () => {
    const lines = [...note({ [START]: '2024', [END]: '2026' }), ...note({ ...FILLED, [START]: '', [END]: '' })];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: a title below a blank line does not answer it', () => {
    const lines = [...note({ ...FILLED, [REVIEWED]: '' }), snippet.title];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [REVIEWED] });
  });

  it('N3: a label that begins with another label is told apart', () => {
    const own = etfSnippetSchema.parse({ labels: ['ETF', 'ETF: amount'] });
    expect(readEtfNote(['ETF: amount: $5', 'ETF: yes'], own)).toEqual({ blankLabels: [] });
    expect(readEtfNote(['ETF: amount: $5', 'ETF:'], own)).toEqual({ blankLabels: ['ETF'] });
  });

  it('N3: a sentence that begins like a label is no label', () => {
    const lines = [
      ...note({ ...FILLED, [AMOUNT]: '' }).filter((line) => !line.startsWith(AMOUNT)),
      'ETF amount unclear',
    ];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [AMOUNT] });
  });

  it('N3: a portal may have its own shortcut, title and labels', () => {
    const own = etfSnippetSchema.parse({ shortcut: '#fee', title: 'Fee check', labels: ['Fee'] });
    expect(readEtfNote(['Fee check', 'Fee: 5'], own)).toEqual({ blankLabels: [] });
    expect(readEtfNote(['#fee'], own)).toEqual({ blankLabels: ['Fee'] });
    expect(readEtfNote(note(FILLED), own)).toBeUndefined();
  });
});
