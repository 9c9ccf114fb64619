import { escapedText, printableText } from '../../../src/sop/vocabulary/printable-text';

describe('text of others that goes out to HubSpot', () => {
  it.each([
    ['control characters', 'paid\u0000\u0007\u001b[2Jin\u009bfull', 'paid [2Jin full'],
    ['line breaks of any kind', 'one\r\ntwo\u2028three\u0085four', 'one two three four'],
    ['what turns the direction of reading', 'approved by \u202ekraM\u202c \u2066x\u2069\u200f', 'approved by kraM x'],
    ['halves of characters', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['heaps of marks', `a${'\u0301'.repeat(500)}b`, `a${'\u0301'.repeat(30)}b`],
  ])('X1: is without %s', (_what, given, shown) => {
    expect(printableText(given)).toBe(shown);
  });

  it.each(['Größe, 日本語, 👩‍👩‍👧, café, “quoted” & <b>', 'שלום', 'क्‍ष'])('X1: keeps every language: %s', (text) => {
    expect(printableText(text)).toBe(text);
  });
});

describe('text of others in a terminal', () => {
  it.each([
    ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
    ['\u009b31m', '\\u009b31m'],
    ['a\nticket 7: closed', 'a\\u000aticket 7: closed'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['a\u2028b', 'a\\u2028b'],
  ])('X1: shows control characters instead of applying them: %j', (given, shown) => {
    expect(escapedText(given)).toBe(shown);
  });

  it('X1: is the same JSON for programs', () => {
    const value = { reason: 'a\u009b\u202e\u0007\nb' };
    const printed = JSON.stringify(value).split('\n').map(escapedText).join('\n');

    expect(printed).not.toMatch(/[\u0000-\u001f\u0080-\u009f\u202e]/u);
    expect(JSON.parse(printed)).toEqual(value);
  });
});
