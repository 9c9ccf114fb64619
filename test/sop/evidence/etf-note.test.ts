import fc from 'fast-check';
import { etfSnippetSchema, readEtfNote } from '../../../src/sop/evidence/etf-note';

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

  it('N3: as the snippet inserts it, has all lines blank, in the order of the snippet', () => {
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

  it.each([
    ...['\u3164', '\u2800\u2800', '\u200b\u200d', '\u115f\u1160', '\uffa0', '\u2063', '\ufeff', '\u00ad'],
    ...['\u{e0041}\u{e0042}', '\u{13441}', '\u{13442}', '\u{1d159}', '\u034f', '\u0301\u0302', '\u202e\u202c'],
  ])('N3: a line that has only a filler that shows nothing is blank (%j)', (filler) => {
    expect(filledBut(AMOUNT, filler)).toEqual({ blankLabels: [AMOUNT] });
  });

  it.each(['Yes/No', '(Yes/No)', 'yes / no', 'YES/NO ____'])(
    'N3: a choice "%s" that was not made is blank',
    (placeholder) => {
      expect(filledBut(APPLIES, placeholder)).toEqual({ blankLabels: [APPLIES] });
    },
  );

  it.each(['0', 'N/A', 'No', 'none', '$0.00', '無', 'Yes/No: No'])('N3: "%s" is an answer', (answer) => {
    expect(filledBut(APPLIES, answer)).toEqual({ blankLabels: [] });
  });

  it('N3: an answer may be on the next line', () => {
    const lines = [snippet.title, ...LABELS.flatMap((label) => [`${label}:`, FILLED[label] ?? ''])];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: an answer may be some lines below, before the next label', () => {
    const lines = [snippet.title, ...LABELS.flatMap((label) => [label, '', '\u00a0', FILLED[label] ?? ''])];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: text above a label does not answer it', () => {
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

  it('N3: a label that begins with another label is distinguished', () => {
    const own = etfSnippetSchema.parse({ labels: ['ETF', 'ETF: amount'] });
    expect(readEtfNote(['ETF: amount: $5', 'ETF: yes'], own)).toEqual({ blankLabels: [] });
    expect(readEtfNote(['ETF: amount: $5', 'ETF:'], own)).toEqual({ blankLabels: ['ETF'] });
  });

  it('N3: a sentence that begins like a label is not a label', () => {
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

/** The note with one of its lines written in another way. */
const withLine = (label: string, line: string) =>
  readEtfNote(
    [snippet.title, ...LABELS.map((each) => (each === label ? line : `${each}: ${FILLED[each] ?? ''}`))],
    snippet,
  );

describe('the labels of an Early Termination Fee note', () => {
  it.each([
    [APPLIES, 'ETF applies: Yes'],
    [APPLIES, 'ETF applies (Yes / No): Yes'],
    [APPLIES, 'ETF applies (yes/no) - no'],
    [APPLIES, 'ETF applies (Yes)'],
    [APPLIES, 'ETF applies (No):'],
    [APPLIES, 'ETF applies Yes'],
    [APPLIES, 'ETF applies Yes/No: Yes'],
    [APPLIES, 'ETF applies? Y'],
    [APPLIES, 'ETF applies (Yes/No): ☒ Yes ☐ No'],
    [APPLIES, 'ETF applies: [ ] Yes [x] No'],
    [APPLIES, 'ETF applies: Yes ☐ No ☑'],
    [AMOUNT, 'ETF amount - $12,000'],
    [AMOUNT, 'ETF amount – 12,000 USD'],
    [AMOUNT, 'ETF amount-12,000'],
    [AMOUNT, 'ETF amount ($): 12,000'],
    [AMOUNT, 'ETF amount (USD): 12,000'],
    [AMOUNT, 'ETF amount in USD: 12,000'],
    [AMOUNT, 'ETF amount $: 12,000'],
    [AMOUNT, 'ETF amount $12,000'],
    [AMOUNT, 'ETF amount ($12,000)'],
    [AMOUNT, 'ETF  Amount = $12,000'],
    [AMOUNT, 'etf_amount: $12,000'],
    [AMOUNT, '5) ETF-amount: $12,000'],
    [AMOUNT, '**ETF amount:** $12,000'],
    [AMOUNT, 'ETF amount ........ $12,000'],
    [AMOUNT, 'ETF amount: [ $12,000 ]'],
    [AMOUNT, 'ETF amount | $12,000'],
    [AMOUNT, 'ETF amount: $0'],
    [AMOUNT, 'ETF amount: None'],
    [AMOUNT, 'ETF amount: No fee'],
    [AMOUNT, 'ETF amount: waived'],
    [AMOUNT, 'ETF amount: 12,000 (pending until Finance confirms)'],
    [START, '1. Contract start date: 01/01/2024'],
    [START, '(1) Contract start date: January 1, 2024'],
    [START, 'a) Contract start date – 2024-01-01'],
    [START, 'Contract start date 1 Jan 2024'],
    [START, 'CONTRACT START DATE 01.01.2024'],
    [START, 'Contract start date (MM/DD/YYYY): 01/01/2024'],
    [START, 'ContractStart Date: 01/01/2024'],
    [NOTICE, 'Cancellation notice received: Yes, by email'],
    [NOTICE, 'Cancellation notice received by email on 11/02/2026'],
    [NOTICE, 'Cancellation notice received: ☒'],
    [END, 'Contract end date: month to month'],
    [REVIEWED, 'Reviewed by Jane Doe'],
    [REVIEWED, 'Reviewed by: [Jane Doe]'],
    [REVIEWED, 'Reviewed by: MD'],
    [REVIEWED, 'Reviewed by; Jane Doe'],
  ])('N3: of the line "%s" is read tolerantly: %s', (label, line) => {
    expect(withLine(label, line)).toEqual({ blankLabels: [] });
  });

  it.each([
    [
      'commas',
      'Contract start date: January 1, 2024, Contract end date: 12/31/2026, Cancellation notice received: 11/02/2026, ETF applies: Yes, ETF amount: $12,000, Reviewed by: Jane Doe',
    ],
    [
      'commas and no colons',
      'Contract start date 01/01/2024, contract end date 12/31/2026, cancellation notice received 11/02/2026, ETF applies yes, ETF amount $12,000, reviewed by Jane Doe',
    ],
    [
      'spaces alone',
      'Contract start date: 01/01/2024 Contract end date: 12/31/2026 Cancellation notice received: yes ETF applies: Yes ETF amount: $12,000 Reviewed by: Jane Doe',
    ],
    [
      'bars',
      'Contract start date | 01/01/2024 | Contract end date | 12/31/2026 | Cancellation notice received | Yes | ETF applies | Yes | ETF amount | $12,000 | Reviewed by | Jane Doe',
    ],
  ])('N3: may be all in one line, with %s', (_what, line) => {
    expect(readEtfNote(['Cancellation ETF Review', line], snippet)).toEqual({ blankLabels: [] });
    expect(readEtfNote([`Cancellation ETF Review: ${line}`], snippet)).toEqual({ blankLabels: [] });
  });

  it('N3: all in one line are distinguished when some are blank', () => {
    const line =
      'Contract start date: , Contract end date: 12/31/2026, Cancellation notice received: TBD, ETF applies: Yes, ETF amount, Reviewed by:';
    expect(readEtfNote([line], snippet)).toEqual({ blankLabels: [START, NOTICE, AMOUNT, REVIEWED] });
  });

  it.each([
    ['No', 'ETF applies (Yes/No): No'],
    ['a tick at No', 'ETF applies: ☐ Yes ☒ No'],
    ['no, in parentheses', 'ETF applies (no)'],
    ['that it does not', 'ETF applies: N/A'],
  ])('N3: where no fee applies, the amount may be empty: %s', (_what, line) => {
    const lines = (amount: string) => [
      ...note({ ...FILLED, [AMOUNT]: amount }).filter((each) => !each.startsWith(APPLIES)),
      line,
    ];
    expect(readEtfNote(lines(''), snippet)).toEqual({ blankLabels: [] });
    expect(readEtfNote(lines('N/A'), snippet)).toEqual({ blankLabels: [] });
    const without = lines('').filter((each) => !each.startsWith(AMOUNT));
    expect(readEtfNote(without, snippet)).toEqual({ blankLabels: [] });
  });

  it.each(['Yes', 'Not sure', '', 'TBD', '☐ Yes ☐ No', 'Nobody knows'])(
    'N3: where a fee applies, or may apply ("%s"), the amount may not be empty',
    (answer) => {
      const review = readEtfNote(note({ ...FILLED, [APPLIES]: answer, [AMOUNT]: '' }), snippet);
      expect(review?.blankLabels).toContain(AMOUNT);
    },
  );

  it('N3: which line asks for the fee, and which may then be blank, is a setting', () => {
    const own = etfSnippetSchema.parse({
      labels: ['Fee due?', 'Fee', 'Approved by'],
      withoutFee: { question: 'Fee due?', mayBeBlank: ['Fee'] },
    });
    expect(readEtfNote(['Fee due? No', 'Fee:', 'Approved by: me'], own)).toEqual({ blankLabels: [] });
    expect(readEtfNote(['Fee due? Yes', 'Fee:', 'Approved by: me'], own)).toEqual({ blankLabels: ['Fee'] });
    const without = etfSnippetSchema.parse({ labels: ['Fee due?', 'Fee', 'Approved by'] });
    expect(readEtfNote(['Fee due? No', 'Fee:', 'Approved by: me'], without)).toEqual({ blankLabels: ['Fee'] });
    expect(() =>
      etfSnippetSchema.parse({ labels: ['Fee due?', 'Fee'], withoutFee: { question: 'Fee du?', mayBeBlank: ['Fee'] } }),
    ).toThrow('Fee du?');
  });

  it('N3: two that read the same are refused', () => {
    expect(() => etfSnippetSchema.parse({ labels: ['ETF amount', 'Date', 'etf-Amount ($)'] })).toThrow(
      'etf-Amount ($)',
    );
  });
});

describe('the values of an Early Termination Fee note', () => {
  it.each([
    'TBD',
    'tbd.',
    'T.B.D.',
    'TBA',
    'TBC',
    'TBD by Finance',
    '$TBD',
    'to be determined',
    'To be confirmed.',
    'pending',
    'Pending Finance review',
    'PENDING…',
    'awaiting the contract',
    'waiting for legal',
    'MM/DD/YYYY',
    'mm-dd-yy',
    'YYYY-MM-DD',
    'dd.mm.yyyy',
    'MM / DD / YYYY',
    '__/__/____',
    'xx/xx/xxxx',
    'XXX',
    '00/00/0000',
    '[enter amount]',
    '[Enter amount here]',
    '[amount]',
    '[ETF amount]',
    '<enter date>',
    '(enter amount)',
    'enter amount',
    'Click or tap to enter a date.',
    'Select one',
    '[insert name]',
    '{{token}}',
    '{{ ticket.etf_amount }}',
    '{{custom.amount}} {{ x }}',
    '{amount}',
    '${amount}',
    '%amount%',
    '«Amount»',
    '[Contact: First name]',
    '[[amount]]',
    '☐ Yes ☐ No',
    '☐Yes ☐No',
    'Yes ☐ No ☐',
    '□ Yes □ No',
    '[ ] Yes [ ] No',
    '( ) Yes ( ) No',
    '☐',
    '☒ Yes ☒ No',
    'Yes / No',
    'yes or no',
    'Y/N',
    'N/A',
    'n.a.',
    'NA',
    'not applicable',
    'unknown',
    'not known yet',
    'not sure',
    'unclear',
    'open',
    'todo',
    'to do',
    'fill in',
    '?',
    '???',
    '$',
    'USD',
    '$ ____ USD',
    '—',
    '.',
    '#',
    '👍',
    '\u200b',
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\u2800\u2800',
    '\u00ad',
    '\u2060\u2063',
    '\u{e0041}\u{e0042}',
    '\u180e',
    '\ufe0f',
    '\u202e\u202c',
  ])('N3: that are only "%s" are blank, in any line', (placeholder) => {
    for (const label of [START, AMOUNT, REVIEWED]) {
      expect(withLine(label, `${label}: ${placeholder}`)).toEqual({ blankLabels: [label] });
      expect(withLine(label, `${label} - ${placeholder}`)).toEqual({ blankLabels: [label] });
    }
    const asked = /^n\W?a\W?$|^not applicable$/i.test(placeholder) ? [] : [APPLIES];
    expect(withLine(APPLIES, `${APPLIES}: ${placeholder}`)).toEqual({ blankLabels: asked });
  });

  it.each([
    '01/01/2024',
    '2024-01-01',
    '1.1.2024',
    'January 1, 2024',
    '1 Jan 2024',
    'Q3 2026',
    '12,000',
    '$12,000.50',
    '12k',
    '$0',
    '0',
    '$0.00',
    'None',
    'No fee',
    'waived',
    'Yes',
    'No',
    'see contract 4711',
    'Jane Doe',
    'JD',
    'M. D.',
    'Dr. Naylor',
    'Nadia',
    'Tabitha',
    'Penny',
    'Xi',
    "O'Brien",
    'opened in May',
    'Yes, see the amendment',
    'Müller',
    '無',
  ])('N3: that are "%s" are values, in any line', (value) => {
    for (const label of LABELS) {
      expect(withLine(label, `${label}: ${value}`)).toEqual({ blankLabels: [] });
      expect(withLine(label, `${label.toUpperCase()} – ${value}`)).toEqual({ blankLabels: [] });
    }
  });
});

describe('what is below a label', () => {
  it('N3: a paragraph below a blank last line does not answer it', () => {
    const lines = [...note({ ...FILLED, [REVIEWED]: '' }), 'Thanks, please let me know'];
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [REVIEWED] });
  });

  it.each([
    ['a further paragraph', ['Called the client, who wants to talk to Finance first.']],
    ['a closing', ['Thank you!']],
    ['what comes behind an empty line', ['', 'Jane Doe']],
    ['what another label says', ['Next step: call Jane Doe']],
    ['what stands under a heading', ['Next steps:', 'Jane Doe']],
    ['the title', ['Cancellation ETF Review']],
  ])('N3: is not its value: %s', (_what, below) => {
    expect(readEtfNote([...note({ ...FILLED, [REVIEWED]: '' }), ...below], snippet)).toEqual({
      blankLabels: [REVIEWED],
    });
  });

  it('N3: where the values are below their labels, the text of another label or heading is not a value either', () => {
    const stacked = [START, END, NOTICE, APPLIES, AMOUNT].flatMap((label) => [label, FILLED[label] ?? '']);
    expect(readEtfNote([...stacked, REVIEWED, 'Thanks, please let me know'], snippet)?.blankLabels).toEqual([REVIEWED]);
    expect(readEtfNote([...stacked, REVIEWED, 'Next steps:', 'Jane Doe'], snippet)?.blankLabels).toEqual([REVIEWED]);
    expect(readEtfNote([...stacked, REVIEWED, 'Jane Doe from Client Success'], snippet)?.blankLabels).toEqual([]);
  });

  it.each([
    [START, '01/01/2024'],
    [AMOUNT, '$12,000'],
    [AMOUNT, 'No fee'],
    [APPLIES, 'Yes'],
    [NOTICE, 'by email on 11/02/2026'],
    [REVIEWED, 'Jane Doe'],
    [REVIEWED, 'CS lead'],
  ])('N3: directly below a label is its value, also where the others have theirs after them: %s %s', (label, value) => {
    const lines = note({ ...FILLED, [label]: '' }).flatMap((line) => (line === `${label}: ` ? [line, value] : [line]));
    expect(readEtfNote(lines, snippet)).toEqual({ blankLabels: [] });
    const placeholder = lines.map((line) => (line === value ? 'TBD' : line));
    expect(readEtfNote(placeholder, snippet)).toEqual({ blankLabels: [label] });
  });
});

describe('any note made from the snippet', () => {
  const bullet = fc.constantFrom('', '• ', '- ', '* ', '1. ', '(2) ', 'c) ', '☐ ', '\u00a0');
  const delimiter = fc.constantFrom(
    ':',
    ' :',
    ': ',
    ' - ',
    ' – ',
    '—',
    ' = ',
    ' : ',
    '：',
    '?',
    ' -> ',
    ' ...... ',
    ' | ',
    '\t: ',
  );
  const spelling = fc.constantFrom(
    (label: string) => label,
    (label: string) => label.toUpperCase(),
    (label: string) => label.toLowerCase(),
    (label: string) => label.replace(/ /g, '  '),
    (label: string) => label.replace(/ /g, '\u00a0'),
    (label: string) => label.replace(/ \(Yes\/No\)/, ''),
    (label: string) => label.replace('(Yes/No)', '(yes / no)'),
    (label: string) => `${label} (required)`,
    (label: string) => label.split('').join('\u200b'),
  );
  const VALUES = ['01/01/2024', 'January 1, 2024', '$12,000', '0', 'Yes', 'No', 'Jane Doe', 'No fee', '無'];
  const value = fc.constantFrom(...VALUES);
  const blank = fc.constantFrom(
    '',
    '____',
    'TBD',
    'pending',
    'MM/DD/YYYY',
    '[enter amount]',
    '{{token}}',
    '☐ Yes ☐ No',
    '\u3164',
    '\u200b',
    '…',
    '( )',
  );
  const line = (answers: fc.Arbitrary<string>) =>
    fc.tuple(bullet, spelling, delimiter, answers).map(([mark, spell, colon, answer]) => ({
      answer,
      of: (label: string) => `${mark}${spell(label)}${colon} ${answer}`,
    }));

  it('N3: is complete when every line has a value, however its label is spelled', () => {
    fc.assert(
      fc.property(fc.tuple(...LABELS.map(() => line(value))), fc.constantFrom('\n', ', ', ' ; '), (lines, between) => {
        const text = LABELS.map((label, index) => lines[index]?.of(label) ?? '').join(between);
        expect({ text, ...readEtfNote(text.split('\n'), snippet) }).toEqual({ text, blankLabels: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('N3: has exactly those lines blank that have a placeholder, whatever is below', () => {
    fc.assert(
      fc.property(
        fc.tuple(...LABELS.map(() => fc.oneof(line(value), line(blank)))),
        fc.constantFrom([], ['Thanks, please let me know'], ['Please call the client'], ['Next steps:', 'call Jane']),
        (lines, below) => {
          const answers = lines.map(({ answer }) => answer);
          const noFee = ['No', 'No fee', '0'].includes(answers[LABELS.indexOf(APPLIES)] ?? '');
          const isBlank = (answer: string) => !VALUES.includes(answer);
          const blanks = LABELS.filter((label, index) => isBlank(answers[index] ?? '') && !(noFee && label === AMOUNT));
          const text = [...LABELS.map((label, index) => lines[index]?.of(label) ?? ''), ...below];
          expect({ text, ...readEtfNote([snippet.title, ...text], snippet) }).toEqual({ text, blankLabels: blanks });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('N3: is read in a time that grows no faster than the note', () => {
    const hard = [
      'ETF amount ',
      'Contract start date: ',
      '(',
      '[',
      '{',
      '{{',
      '.',
      '_',
      '-',
      ' ',
      'Yes/No ',
      '1.',
      '☐',
      'mm/',
      'contract ',
      '\u200b',
      'ETF amount (',
      '%a',
      '<',
    ];
    for (const piece of hard) {
      const text = piece.repeat(60_000 / piece.length);
      const begun = process.cpuUsage();
      readEtfNote([text, ...`${piece}\n`.repeat(5_000).split('\n')], snippet);
      const ms = process.cpuUsage(begun).user / 1_000;
      expect({ piece, fast: ms < 700 }).toEqual({ piece, fast: true });
    }
  });
});
