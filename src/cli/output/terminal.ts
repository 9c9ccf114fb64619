import { escapedLines, escapedText } from '../../sop/vocabulary/printable-text';
import { withIsoTimes, type KnownTimes } from './iso-times';

/** The only way out to a terminal: text from HubSpot or from a case is shown, and cannot control the terminal. */

export function print(text: string): void {
  process.stdout.write(escapedLines(text));
}

/** Every instant as ISO 8601 in UTC. */
export function printJson<Value>(value: Value & KnownTimes<Value>): void {
  print(`${JSON.stringify(withIsoTimes(value), undefined, 2)}\n`);
}

/** Beside the result: on stderr. */
export function warn(text: string): void {
  process.stderr.write(escapedLines(text));
}

/** A text that is to stay in its line. */
export function lineOf(text: string): string {
  return escapedText(text.split('\n').join(' '));
}
