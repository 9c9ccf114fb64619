import type { Instant } from '../sop/dates';
import { readEtfNote, type EtfSnippet } from '../sop/etf-note';
import type { EtfNote, EvidenceFacts, ServiceNote } from '../sop/facts';
import { noteIdSchema } from '../sop/ids';
import type { HubSpotRecord } from './answers';
import { noteLines } from './note-text';

export const NOTE_BODY = 'hs_note_body';
/** Ids of files, separated by semicolons. */
export const ATTACHMENTS = 'hs_attachment_ids';

/** What is read of a ticket's notes; the text itself does not leave this module. */
export function evidenceFacts(
  notes: readonly HubSpotRecord[],
  noticeFiles: number,
  ticketCreatedAt: Instant,
  snippet: EtfSnippet,
): EvidenceFacts {
  const read = notes.map((note) => ({ note, lines: noteLines(note.properties[NOTE_BODY] ?? '') }));
  const others = read.filter(({ lines }) => referenceOf(lines) === undefined);
  return {
    changedAt: Math.max(ticketCreatedAt, ...notes.map(({ updatedAt }) => updatedAt)) as Instant,
    noticeFiles,
    // A note of this service may speak of the ETF note; that does not make it one.
    etfNotes: others.flatMap(({ note, lines }) => etfNote(note, lines, snippet) ?? []),
    // The ETF note is evidence, and an upload has no text: neither explains anything.
    notesByPeople: others
      .filter(({ lines }) => lines.join('').trim() !== '' && readEtfNote(lines, snippet) === undefined)
      .map(({ note }) => note.createdAt),
    serviceNotes: read.flatMap(({ note, lines }) => serviceNote(note, lines) ?? []),
  };
}

/** The files that are attached to notes or e-mails, each once. */
export function attachedFiles(records: readonly HubSpotRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ properties }) => (properties[ATTACHMENTS] ?? '').match(/\d+/g) ?? []))];
}

/** The line at the end of a note by which this service knows its own notes again (X3). */
export function referenceLine(reference: string): string {
  return `Reference: ${reference}`;
}

/** The reference of a note that this service wrote; undefined for any other note. */
export function referenceOfNote(note: HubSpotRecord): string | undefined {
  return referenceOfText(note.properties[NOTE_BODY] ?? '');
}

/** The same, of the text of a note or a task. */
export function referenceOfText(body: string): string | undefined {
  return referenceOf(noteLines(body));
}

function serviceNote({ createdAt }: HubSpotRecord, lines: readonly string[]): ServiceNote | undefined {
  const reference = referenceOf(lines);
  return reference === undefined ? undefined : { reference, createdAt };
}

function referenceOf(lines: readonly string[]): string | undefined {
  return /^Reference: (\S+)$/.exec(lines.at(-1) ?? '')?.[1];
}

function etfNote(note: HubSpotRecord, lines: readonly string[], snippet: EtfSnippet): EtfNote | undefined {
  const review = readEtfNote(lines, snippet);
  if (review === undefined) return undefined;
  return { id: noteIdSchema.parse(note.id), createdAt: note.createdAt, blankLabels: review.blankLabels };
}
