import fc from 'fast-check';
import { hasOwnWords } from '../../../src/sop/vocabulary/own-words';

describe('some words of its own', () => {
  it.each([
    'The client asked for another month.',
    'moved because the #ETF was renegotiated',
    'see the Cancellation ETF Review',
    'renegotiated',
    'a typo',
    'per JD',
    'N/A before; now the client wants June 30',
    'Reason: contract extended',
    'Vertrag verlängert',
    'клиент передумал',
    '延期しました',
    'عميل',
  ])('C4: "%s" has them', (text) => {
    expect(hasOwnWords(text)).toBe(true);
  });

  it.each([
    '',
    '.',
    '...',
    '-',
    '?',
    'n/a',
    'N/A.',
    'n.a.',
    'NA',
    'none',
    'None.',
    'nothing',
    'no',
    'yes',
    'ok',
    'Okay!',
    'TBD',
    'pending',
    'to do',
    'x',
    'xxx',
    'aaaa',
    '12345',
    '06/30/2026',
    'ab',
    'no reason',
    'not applicable',
    '\u200b\u3164',
    '👍',
    '{{ticket.reason}}',
  ])('C4: "%s" has none', (text) => {
    expect(hasOwnWords(text)).toBe(false);
  });

  it('C4: fillers around them take nothing away, and add nothing', () => {
    const filler = fc.constantFrom('.', 'n/a', ' ', '-', '\u200b', 'none', '12', '…');
    fc.assert(
      fc.property(fc.array(filler), fc.array(filler), (before, after) => {
        expect(hasOwnWords([...before, ...after].join(' '))).toBe(false);
        expect(hasOwnWords([...before, 'contract extended', ...after].join(' '))).toBe(true);
      }),
    );
  });
});
