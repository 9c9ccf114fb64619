import { readEtfNote, type EtfSnippet } from '../../sop/evidence/etf-note';
import { latest, type Instant } from '../../sop/vocabulary/dates';
import type { EtfNote, EvidenceFacts, ServiceNote } from '../../sop/vocabulary/facts';
import { noteIdSchema } from '../../sop/vocabulary/ids';
import type { HubSpotRecord } from '../client/answers';
import { linesReader, noteLines, type ReadLines } from './note-text';
import { ownWordsAt } from './own-words';
import { ORIGIN, serviceRecord } from './service-record';
import type { ServiceApps } from './timeline-of';

export const NOTE_BODY = 'hs_note_body';
/** Ids of files, separated by semicolons. */
export const ATTACHMENTS = 'hs_attachment_ids';

/** What is read of each note; the history of its text says who wrote what. */
export const NOTE_SELECTION = {
  properties: [NOTE_BODY, ATTACHMENTS, ...ORIGIN],
  propertiesWithHistory: [NOTE_BODY],
} as const;

/** What is read of a ticket's notes; the text itself does not leave this module. */
export function evidenceFacts(
  notes: readonly HubSpotRecord[],
  noticeFiles: number,
  ticketCreatedAt: Instant,
  snippet: EtfSnippet,
  apps: ServiceApps,
  peoplesSources: readonly string[] = [],
): EvidenceFacts {
  const linesOf = linesReader();
  const read = notes.map((note) => ({
    note,
    own: serviceNote(note, apps, linesOf),
    wordsAt: ownWordsAt(note, NOTE_BODY, snippet, { apps, peoplesSources }, linesOf),
  }));
  const ofPeople = read.map(({ note, own, wordsAt }) => ({
    // A note of this service may mention the ETF note; that does not make it one.
    review: own === undefined ? etfNote(note, wordsAt, snippet, linesOf) : undefined,
    wordsAt,
  }));
  return {
    changedAt: latest(ticketCreatedAt, ...notes.map(({ updatedAt }) => updatedAt)),
    noticeFiles,
    etfNotes: ofPeople.flatMap(({ review }) => review ?? []),
    notesByPeople: ofPeople.filter(({ review }) => !isFilledIn(review, snippet)).flatMap(({ wordsAt }) => wordsAt),
    serviceNotes: read.flatMap(({ own }) => own ?? []),
  };
}

/** The files that are attached to notes or e-mails, each once. */
export function attachedFiles(records: readonly HubSpotRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ properties }) => (properties[ATTACHMENTS] ?? '').match(/\d+/g) ?? []))];
}

/** A note that one of this service's apps created, with the reference that it wrote; undefined for any other note. */
export function serviceNote(
  note: HubSpotRecord,
  apps: ServiceApps,
  linesOf: ReadLines = noteLines,
): ServiceNote | undefined {
  const record = serviceRecord(note, NOTE_BODY, apps, linesOf);
  if (record === undefined) return undefined;
  const { reference, version, edited } = record;
  return {
    id: noteIdSchema.parse(note.id),
    reference,
    createdAt: note.createdAt,
    ...(version !== undefined && { version }),
    ...(edited && { edited: true }),
  };
}

function etfNote(
  note: HubSpotRecord,
  wordsAt: readonly Instant[],
  snippet: EtfSnippet,
  linesOf: ReadLines,
): EtfNote | undefined {
  const review = readEtfNote(linesOf(note.properties[NOTE_BODY] ?? ''), snippet);
  if (review === undefined) return undefined;
  const { blankLabels } = review;
  return {
    id: noteIdSchema.parse(note.id),
    createdAt: note.createdAt,
    blankLabels,
    ...(wordsAt.length > 0 && { wordsAt }),
  };
}

/** The ETF note itself, and not a note that only names it. */
function isFilledIn(note: EtfNote | undefined, { labels }: EtfSnippet): boolean {
  return note !== undefined && note.blankLabels.length < labels.length;
}
