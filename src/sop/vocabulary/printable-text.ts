import { withoutHeapsOfMarks } from './visible-text';

/**
 * Text by others, where this service shows it: in HubSpot's notes and tasks, in a terminal, and in logs. Control characters
 * control a terminal, line and paragraph separators begin lines that read as the service's own, and bidirectional controls
 * reverse the text that follows.
 */

/** For HubSpot: one line of readable text. Every language stays as it is written. */
export function printableText(text: string): string {
  return withoutHeapsOfMarks(text.replace(/\p{Bidi_Control}/gu, '').replace(/\p{Cs}/gu, '\ufffd'))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

/** For one line in a terminal: such a character is shown as `\\u202e`, which JSON reads as the same character. */
export function escapedText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same for a text of several lines: a table, JSON, or the stack of an error in a log. */
export function escapedLines(text: string): string {
  return text.split('\n').map(escapedText).join('\n');
}
