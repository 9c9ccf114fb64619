import { UTC, boundaryOf, showDate, type CalendarDate } from '../../sop/vocabulary/dates';
import { referenceLine, referenceText } from '../../sop/vocabulary/reference';
import { writtenSchema } from '../client/answers';
import { input, type HubSpotClient, type WriteCall } from '../client/client';
import { searchAll, type Search } from '../client/search';
import { NOTE_BODY, serviceNote } from '../records/evidence-facts';
import { noteHtml } from '../records/note-text';
import { ORIGIN } from '../records/service-record';
import type { ServiceApps } from '../records/timeline-of';
import { create } from './create';

interface DigestContext {
  readonly search: Search;
  readonly apps: ServiceApps;
}

const TIMESTAMP = 'hs_timestamp';

/** X3: whether HubSpot has the note of a day's digest. One search. */
export async function isDigestNoted({ search, apps }: DigestContext, day: CalendarDate): Promise<boolean> {
  const at = timestampOf(day);
  const notes = await searchAll(search, {
    objectType: 'notes',
    filters: [
      { propertyName: TIMESTAMP, operator: 'GTE', value: String(at) },
      { propertyName: TIMESTAMP, operator: 'LT', value: String(at + 1) },
    ],
    properties: [NOTE_BODY, ...ORIGIN],
  });
  return notes.some((note) => serviceNote(note, apps)?.reference === referenceOf(day));
}

/**
 * X3: says that a day's digest was posted, for the time after a loss of all data. The note is on no record, as the digest is about
 * many; so people do not see it.
 */
export async function noteDigest(
  context: DigestContext & { readonly client: HubSpotClient; readonly call: WriteCall },
  day: CalendarDate,
): Promise<void> {
  if (await isDigestNoted(context, day)) return;
  const { notes } = context.client.api.crm.objects;
  const text = [`The morning digest of ${showDate(day)} was posted.`, referenceLine(referenceOf(day))];
  const properties = { [TIMESTAMP]: new Date(timestampOf(day)).toISOString(), [NOTE_BODY]: noteHtml(text) };
  await create('note the digest', writtenSchema, () =>
    notes.basicApi.create(input({ properties, associations: [] }), context.call),
  );
}

function referenceOf(day: CalendarDate): string {
  return referenceText({ kind: 'digest', day });
}

/** An instant that is rare among notes, and the same whichever zone the portal file names. In milliseconds. */
function timestampOf(day: CalendarDate): number {
  return boundaryOf(day, 0, UTC);
}
