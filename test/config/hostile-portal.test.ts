import { parsePortalConfig } from '../../src/config/portal';
import { SettingsError } from '../../src/config/settings-error';

/** What is said of a portal file that cannot be used. */
function problemsIn(text: string): readonly string[] {
  try {
    parsePortalConfig(text, 'portal.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return error instanceof SettingsError ? error.problems : [];
  }
  return [];
}

const BOMB = ['a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]']
  .concat(['b', 'c', 'd', 'e'].map((key, index) => `${key}: &${key} [${`*${'abcd'[index] ?? ''}, `.repeat(9)}]`))
  .join('\n');

describe('an invalid portal file', () => {
  it.each<[string, string, RegExp]>([
    ['an alias of nothing', 'sop: { timeZone: *zone }', /alias.*zone/],
    ['an alias of itself', 'sop: &sop { drift: *sop }', /sop\.drift/],
    ['aliases that grow without end', BOMB, /alias/],
    ['a tag of its own', 'sop: { timeZone: !zone America/New_York }', /tag.*!zone/],
    ['a tag of an empty map', 'ticket: !settings {}', /tag.*!settings/],
    ['a set instead of settings', 'sop: !!set { timeZone }', /tag/],
    ['bytes', 'etfSnippet: { title: !!binary aGVsbG8= }', /tag/],
    ['a directive of another version', '%YAML 9.9\n---\n{}', /version/],
    ['a key twice', 'sop: { monitoringDays: 30 }\nsop: {}', /unique/],
    ['a map as a key', '? { a: b }\n: 1', /keys/],
    ['two documents', 'sop: {}\n---\nsop: {}', /multiple documents/],
    ['the prototype', '__proto__: { sop: {} }', /__proto__: there is no such setting/],
    ['the prototype within', 'ticket: { __proto__: { pipeline: x } }', /ticket\.__proto__: there is no such setting/],
    ['a file of another kind', '\u0000\u0001\u0002', /./],
    ['brackets without end', '['.repeat(14_000), /deep/],
    ['maps without end', '{a: '.repeat(2_500), /deep/],
    ['lists in lists', '- '.repeat(7_000), /deep/],
    ['maps in one line, closed at once', `${'sop:  '.repeat(3_300)}}`, /deep/],
    ['keys of keys', '? '.repeat(7_000), /deep/],
    ['deeper and deeper', Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), /deep/],
    ['more than a portal has to say', `# ${'x'.repeat(300_000)}`, /larger than/],
    ['more items than a portal has', `a: [${'1,'.repeat(20_000)}]`, /items/],
  ])('X1: is refused with a sentence: %s', (_what, text, problem) => {
    expect(problemsIn(text)).toContainEqual(expect.stringMatching(problem));
  });

  it('X1: may say a value once and use it twice', () => {
    expect(
      parsePortalConfig('ticket: { pipeline: &p Churn }\nsupportRequests: { pipeline: *p }', 'portal.yaml'),
    ).toMatchObject({
      ticket: { pipeline: 'Churn' },
      supportRequests: { pipeline: 'Churn' },
    });
  });

  it('X1: is refused with no more sentences than a person reads', () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `key${String(index)}: 1`).join('\n');

    expect(problemsIn(keys)).toHaveLength(51);
    expect(problemsIn(keys).at(-1)).toBe('… and 950 more');
  });

  it.each(['(a+)+$', '(a|a)*b', '(?:x*)*', '((ab)+c)+', '(a{1,9}){2,}', '([^;]+;?)+'])(
    'N2: a pattern for file names that can take for ever is refused: %s',
    (fileName) => {
      expect(problemsIn(`notice: { fileName: '${fileName}' }`)).toEqual([
        expect.stringContaining('notice.fileName: must not repeat a group'),
      ]);
    },
  );

  it.each(['cancel', '^notice.*\\.pdf$', '(?:notice|letter)[ _-]*\\d{4}', '\\((signed)\\)', '[(+]a+', '(draft)?x'])(
    'N2: a plain pattern for file names is taken: %s',
    (fileName) => {
      expect(problemsIn(`notice: { fileName: '${fileName}' }`)).toEqual([]);
    },
  );
});
