import type { EtfSnippet } from '../../sop/evidence/etf-note';
import type { Instant } from '../../sop/vocabulary/dates';
import { hasOwnWords } from '../../sop/vocabulary/own-words';
import { wordsOf } from '../../sop/vocabulary/visible-text';
import type { HubSpotRecord } from '../client/answers';
import { noteLines, type ReadLines } from './note-text';
import { makerOf, versionsOf } from './service-record';
import { actorOf, type ServiceApps } from './timeline-of';

/** Distinguishes people from software. */
interface Writers {
  readonly apps: ServiceApps;
  readonly peoplesSources: readonly string[];
}

/** One text that a note had. */
interface Version {
  /** Read only where it matters whether a person wrote words of their own. */
  readonly text: () => string;
  readonly at: Instant;
  readonly byPerson: boolean;
}

/**
 * C4: when people wrote words of their own into a note: at its creation, or when they added some later. What the snippet
 * itself brings does not count.
 */
export function ownWordsAt(
  note: HubSpotRecord,
  property: string,
  snippet: EtfSnippet,
  writers: Writers,
  linesOf: ReadLines = noteLines,
): readonly Instant[] {
  const ofSnippet = [snippet.title, snippet.shortcut, ...snippet.labels].join(' ');
  return versions(note, property, writers, linesOf).flatMap(({ text, at, byPerson }, index, all) => {
    if (!byPerson) return [];
    const before = all[index - 1]?.text() ?? '';
    return hasOwnWords(without(text(), `${before} ${ofSnippet}`)) ? [at] : [];
  });
}

function versions(
  note: HubSpotRecord,
  property: string,
  { apps, peoplesSources }: Writers,
  linesOf: ReadLines,
): readonly Version[] {
  const textOf = (body: string) => () => linesOf(body).join('\n');
  const maker = makerOf(note, apps, peoplesSources);
  const shown = versionsOf(note, property).map(({ value, timestamp, ...by }, index): Version => {
    const writer = actorOf(by, apps, peoplesSources);
    const byMaker = index === 0 && maker?.kind === 'person' && writer.kind !== 'service';
    return { text: textOf(value ?? ''), at: timestamp, byPerson: writer.kind === 'person' || byMaker };
  });
  if (shown.length > 0) return shown;
  // The author is not known: what no app or automation is known to have written is a person's.
  const byPerson = maker === undefined || maker.kind === 'person';
  return [{ text: textOf(note.properties[property] ?? ''), at: note.createdAt, byPerson }];
}

/** The words of a text that are not in another one, each as often as the other lacks it. */
function without(text: string, other: string): string {
  const known = new Map<string, number>();
  for (const word of wordsOf(other.toLowerCase())) known.set(word, (known.get(word) ?? 0) + 1);
  const added = wordsOf(text).filter((word) => {
    const left = known.get(word.toLowerCase()) ?? 0;
    known.set(word.toLowerCase(), left - 1);
    return left <= 0;
  });
  return added.join(' ');
}
