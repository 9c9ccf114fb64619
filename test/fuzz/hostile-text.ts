import fc from 'fast-check';

/** Characters that show nothing, steer, turn around, or are only halves. */
export const FILLERS: readonly string[] = [
  ...['\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u3164', '\uffa0', '\u115f', '\u1160', '\u2800', '\ufffc'],
  ...['\u{e0041}', '\u{13441}', '\u{1d159}', '\u034f', '\u180e', '\u202e', '\u2066', '\u00a0', '\u0301', '\u0315'],
];
const ODD: readonly string[] = [
  '\u0000',
  '\u001b[2J',
  '\u009b',
  '\u2028',
  '\ud800',
  '\udc00',
  '\ufdfa',
  '\u0130',
  '\uff9e',
];

/** Most inputs are short; of the long ones one piece is repeated, which is what makes a slow expression slow. */
export function hostileText(vocabulary: readonly string[], longest = 65_000): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...vocabulary) },
    { weight: 1, arbitrary: fc.constantFrom(...FILLERS, ...ODD) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
  );
  const short = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  const lengths = [1_100, 1_100, 1_100, 2_500, 2_500, 5_000, 20_000, longest].filter((length) => length <= longest);
  const long = fc
    .tuple(short, fc.array(piece, { minLength: 1, maxLength: 3 }), fc.constantFrom(...lengths), short)
    .map(([head, pieces, length, tail]) => {
      const repeated = pieces.join('') || ' ';
      return `${head}${repeated.repeat(Math.ceil(length / repeated.length))}${tail}`;
    });
  return fc.oneof({ weight: 40, arbitrary: short }, { weight: 1, arbitrary: long });
}
