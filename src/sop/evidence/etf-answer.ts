import { visibleText, wordsOf } from '../vocabulary/visible-text';

/**
 * N3: what stands behind a label, read strictly: placeholders, instructions, tokens that were never filled in, and boxes
 * without a tick are no answer. All expressions here run in time linear in the text's length.
 */

/** The words of an answer in small letters; none if it is blank. `labelWords` are the words of the snippet's own labels. */
export function answerWords(raw: string, labelWords: ReadonlySet<string>): readonly string[] {
  const text = unbracketed(tickedText(withoutTokens(visibleText(raw).toLowerCase())), labelWords).replace(CHOICE, ' ');
  const words = withoutUnits(wordsOf(text));
  return isPlaceholder(words, text, labelWords) ? [] : words;
}

/** Whether an answer is "not applicable": an answer to a question, and no value. */
export function isNotApplicable(raw: string): boolean {
  const words = wordsOf(visibleText(raw).toLowerCase()).join(' ');
  return ['n a', 'na', 'not applicable', 'does not apply'].includes(words);
}

/** Whether the answer to a yes-or-no question is No. */
export function meansNo(words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  if (/^0+$/.test(first)) return words.every((word) => /^0+$/.test(word));
  if (['no', 'n', 'none', 'nil', 'zero', 'false', 'waived'].includes(first)) return true;
  return (first === 'does' || first === 'is' ? second : first) === 'not';
}

/** Whether a text is nothing but dots, lines and spaces, without a word: a line to write on. */
export function isWordless(raw: string): boolean {
  return wordsOf(visibleText(raw)).length === 0;
}

/** A choice that nobody made. */
const CHOICE = /(?<![\p{L}\p{N}])(?:yes ?(?:[/|]|or) ?no|y ?\/ ?n)(?![\p{L}\p{N}])/gu;

/** `{{ticket.amount}}`, `${amount}`, `«Amount»`, `%amount%`. */
function withoutTokens(text: string): string {
  const inBraces = /\{[^{}]*\}/g;
  return text
    .replace(inBraces, ' ')
    .replace(inBraces, ' ')
    .replace(/«[^«»]*»/g, ' ')
    .replace(/%[a-z][a-z0-9_.]{0,60}%/g, ' ');
}

const UNTICKED = /\[ ?_? ?\]|\( ?\)|[☐⬜◻□○❏❑▢]/gu;
const TICKED = /[[(] ?[x✓✔*] ?[\])]|[☑☒✅✔✓■●◉⬛⊠]/gu;

/** Of boxes to tick, the ticked ones, whether a box stands before its text or behind it. */
function tickedText(text: string): string {
  const marked = text.replace(TICKED, '☒').replace(UNTICKED, '☐');
  const boxes: readonly string[] = marked.match(/[☐☒]/gu) ?? [];
  if (boxes.length === 0) return text;
  const [before = '', ...behind] = marked.split(/[☐☒]/u);
  const isLed = isWordless(before);
  if (!boxes.includes('☒')) return isLed || wordsOf(before).every(isYesOrNo) ? '' : before;
  if (boxes.length > 1 && !boxes.includes('☐')) return '';
  const options = isLed ? behind : [before, ...behind];
  const ticked = options.filter((_option, index) => boxes[index] === '☒').map((option) => option.trim());
  return ticked.map((option) => (option === '' ? 'ticked' : option)).join(' ');
}

function isYesOrNo(word: string): boolean {
  return ['yes', 'no', 'y', 'n'].includes(word);
}

/** Removes the brackets around an answer, and whatever only says what to write there. */
function unbracketed(text: string, labelWords: ReadonlySet<string>): string {
  const inside = (all: string): string => {
    const content = all.slice(1, -1);
    return isToken(content) || wordsOf(content).every((word) => isInstruction(word) || labelWords.has(word))
      ? ' '
      : ` ${content} `;
  };
  const inBrackets = /\[[^[\]]*\]/g;
  return text
    .replace(inBrackets, inside)
    .replace(inBrackets, inside)
    .replace(/<[^<>]*>/g, inside);
}

/** HubSpot shows a token that has no value as `[Contact: First name]`. */
function isToken(content: string): boolean {
  return /^ ?(?:contact|company|deal|ticket|owner|sender|placeholder) ?[:.]/.test(content);
}

const UNITS: ReadonlySet<string> = new Set(['usd', 'us', 'eur', 'gbp', 'cad', 'dollar', 'dollars']);

function withoutUnits(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !UNITS.has(word));
  return first < 0 ? [] : words.slice(first);
}

function isPlaceholder(words: readonly string[], text: string, labelWords: ReadonlySet<string>): boolean {
  return (
    words.length === 0 ||
    WHOLE.has(words.join(' ')) ||
    isUndetermined(words) ||
    isInstructionToFillIn(words, labelWords) ||
    isFormat(words, text)
  );
}

const WHOLE: ReadonlySet<string> = new Set([
  ...['n a', 'na', 'not applicable', 'not available', 'open', 'blank', 'empty', 'later', 'in progress', 'same', 'x x'],
]);

/** What an answer begins with that is still to be determined. */
const UNDETERMINED: readonly (readonly string[])[] = [
  ...['tbd', 'tba', 'tbc', 'pending', 'awaiting', 'waiting', 'unknown', 'undetermined', 'undecided', 'unclear', 'todo'],
  ...['t b d', 't b a', 't b c', 'to do', 'fill in', 'no idea'],
  ...['known', 'sure', 'yet', 'decided', 'determined', 'clear', 'confirmed'].map((word) => `not ${word}`),
  ...['determined', 'confirmed', 'decided', 'announced', 'advised', 'provided', 'completed', 'filled', 'discussed'].map(
    (word) => `to be ${word}`,
  ),
  ...['verified', 'calculated', 'agreed', 'negotiated', 'reviewed', 'entered', 'added'].map((word) => `to be ${word}`),
].map((phrase) => phrase.split(' '));

function isUndetermined(words: readonly string[]): boolean {
  return UNDETERMINED.some((phrase) => phrase.every((word, index) => words[index] === word));
}

const VERBS: ReadonlySet<string> = new Set([
  ...['enter', 'insert', 'add', 'fill', 'type', 'select', 'choose', 'pick', 'specify', 'provide', 'click', 'tap'],
  ...['please', 'your'],
]);
const NOUNS: ReadonlySet<string> = new Set([
  ...['amount', 'date', 'name', 'value', 'text', 'number', 'initials', 'answer', 'reviewer', 'placeholder', 'here'],
  ...['required', 'optional'],
]);
const SMALL: ReadonlySet<string> = new Set([
  ...['a', 'an', 'the', 'or', 'and', 'to', 'in', 'of', 'if', 'any', 'one', 'option', 'from', 'list', 'this', 'field'],
  ...['out', 'below', 'item', 'fee', 'applicable'],
]);

function isInstruction(word: string): boolean {
  return VERBS.has(word) || NOUNS.has(word) || SMALL.has(word);
}

/** `enter amount`, `Click or tap to enter a date`, `name`. */
function isInstructionToFillIn(words: readonly string[], labelWords: ReadonlySet<string>): boolean {
  if (words.every((word) => NOUNS.has(word))) return true;
  return VERBS.has(words[0] ?? '') && words.every((word) => isInstruction(word) || labelWords.has(word));
}

/** `MM/DD/YYYY`, `mmddyyyy`, `xx/xx/xxxx`, `00/00/0000`: the format of a value, and not a value. */
function isFormat(words: readonly string[], text: string): boolean {
  if (words.length > 2 && words.every((word) => /^0+$/.test(word)) && /0[/.-]0/.test(text)) return true;
  const isPart = (word: string): boolean => /^(?:m{1,4}|d{1,4}|y{2,4}|x{1,20})$/.test(word);
  if (words.length === 1)
    return /^(?:x{2,20}|m{1,2}d{1,2}y{2,4}|d{1,2}m{1,2}y{2,4}|y{4}m{2}d{2})$/.test(words[0] ?? '');
  return words.every(isPart) && words.some((word) => word.length > 1);
}
