import { Composer, Lexer, LineCounter, Parser, type CST, type YAMLError } from 'yaml';
import { SettingsError } from './settings-error';

/**
 * Reads YAML that a person wrote, as plain data. Everything else that YAML can hold is rejected with a sentence, and before it
 * is read where reading it could take the process down.
 */

/** In characters; the delivered portal file, with its comments, has less than 10,000. */
const LARGEST = 65_536;
/** Words, marks and breaks; the delivered portal file has less than 2,000. */
const MOST_ITEMS = 15_000;
/** Elements of the syntax in one another; a portal file has less than 10. */
const DEEPEST = 40;

export function readYaml(text: string, source: string): unknown {
  const refused = (...problems: readonly string[]): SettingsError => new SettingsError(source, problems);
  if (text.length > LARGEST) throw refused(`the file is larger than ${String(LARGEST)} characters`);
  const lines = new LineCounter();
  const tokens = tokensOf(text, lines);
  if (typeof tokens === 'string') throw refused(tokens);
  const [document, ...others] = withoutStacks(() => [...new Composer(OPTIONS).compose(tokens, true, text.length)]);
  if (others.length > 0) throw refused('the file has multiple documents');
  const mistakes = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (mistakes.length > 0) throw refused(...mistakes.map((mistake) => sentenceOf(mistake, lines)));
  try {
    return document?.toJS();
  } catch (error) {
    throw refused(sentenceOfAlias(error));
  }
}

const OPTIONS = {
  logLevel: 'error',
  prettyErrors: false,
  // Tags make sets, bytes and dates of what should be text, or are left out unseen.
  resolveKnownTags: false,
  stringKeys: true,
} as const;

/** The elements of the syntax, or why they are not read on: too many are refused before the parser, which calls itself, comes to an end. */
function tokensOf(text: string, lines: LineCounter): readonly CST.Token[] | string {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const item of new Lexer().lex(text)) {
    count += 1;
    if (count > MOST_ITEMS) return 'the file has more items than a portal needs';
    for (const token of parser.next(item)) tokens.push(token);
    if (parser.stack.length > DEEPEST) return 'the file has lists or maps too deep in one another';
  }
  return [...tokens, ...parser.end()];
}

/** A file may have a mistake at each of its characters; the parser's position when it found one is not needed, and slow to compute. */
function withoutStacks<T>(parse: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function sentenceOf({ message, pos }: YAMLError, lines: LineCounter): string {
  const { line, col } = lines.linePos(pos[0]);
  return `${message.split('\n', 1)[0] ?? ''} at line ${String(line)}, column ${String(col)}`;
}

/** Only aliases are resolved that late. */
function sentenceOfAlias(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return message.startsWith('Excessive') ? 'the aliases repeat more than a portal needs' : message;
}
