import { AssociationTypes } from '@hubspot/api-client';
import type { Write } from '../../sop/decision/decision';
import { causeOf } from '../../sop/notes/note-cause';
import { mayEdit, newestOwn, notesOf, readNotes } from '../../sop/notes/one-note';
import { SETTLED, type ServiceNote } from '../../sop/vocabulary/facts';
import type { CompanyId, NoteId, TicketId } from '../../sop/vocabulary/ids';
import { lastReference, referenceLine } from '../../sop/vocabulary/reference';
import { writtenSchema, type HubSpotRecord } from '../client/answers';
import { readAssociationsOf, readRecords } from '../client/batches';
import { ask, input, type HubSpotClient, type Plain, type WriteCall } from '../client/client';
import type { PortalDirectory } from '../portal/portal-directory';
import { NOTE_BODY, NOTE_SELECTION, serviceNote } from '../records/evidence-facts';
import { noteHtml, noteLines } from '../records/note-text';
import type { ServiceApps } from '../records/timeline-of';
import { create } from './create';
import { withPeopleNamed } from './names';

interface NoteContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly apps: ServiceApps;
  /** The options of each call that changes something. */
  readonly call: WriteCall;
}

type NoteInput = Parameters<HubSpotClient['api']['crm']['objects']['notes']['basicApi']['create']>[0];
type AssociationType = NonNullable<NoteInput['associations']>[number]['types'][number];

const NOTE_TO_TICKET = {
  associationCategory: 'HUBSPOT_DEFINED',
  associationTypeId: AssociationTypes.noteToTicket,
} as const;
const NOTE_TO_COMPANY = {
  associationCategory: 'HUBSPOT_DEFINED',
  associationTypeId: AssociationTypes.noteToCompany,
} as const;

/** The record that a note is on. */
interface NoteTarget {
  readonly from: 'tickets' | 'companies';
  readonly id: string;
  readonly type: Plain<AssociationType>;
}

interface NoteText {
  readonly reference: string;
  /** X1: of a note that is kept up to date. */
  readonly version?: string | undefined;
  /** By this service: persons whom it names by id get their names. */
  readonly paragraphs: readonly string[];
  /** Words of others, which follow as they are. */
  readonly quotation?: readonly string[];
}

/** Where a note stands on the record's timeline; HubSpot requires it of a new one. */
const TIMESTAMP = 'hs_timestamp';

/** Once for each reference; of a note that is kept up to date, once for each cause. */
export function addTicketNote(context: NoteContext, ticketId: TicketId, text: NoteText): Promise<void> {
  return addNote(context, { from: 'tickets', id: ticketId, type: NOTE_TO_TICKET }, text);
}

export function addCompanyNote(context: NoteContext, companyId: CompanyId, text: NoteText): Promise<void> {
  return addNote(context, { from: 'companies', id: companyId, type: NOTE_TO_COMPANY }, text);
}

async function addNote(context: NoteContext, to: NoteTarget, text: NoteText): Promise<void> {
  const there = await notesThere(context, to);
  const notes = there.flatMap((note) => serviceNote(note, context.apps) ?? []);
  const same = notes.find(({ reference }) => reference === text.reference);
  const isKept = text.version !== undefined && text.version !== SETTLED;
  if (same !== undefined && (!isKept || !mayEdit(same) || same.version === text.version)) return;
  const before = isKept ? ownOfCause(notes, text.reference) : undefined;
  if (before !== undefined) return write(context, before.id, text, { onTop: isAgain(before, text) });
  const { notes: api } = context.client.api.crm.objects;
  const properties = { [TIMESTAMP]: new Date().toISOString(), [NOTE_BODY]: await bodyOf(context, text) };
  const note: Plain<NoteInput> = { properties, associations: [{ to: { id: to.id }, types: [to.type] }] };
  await create('add a note', writtenSchema, () => api.basicApi.create(input(note), context.call));
}

/** X1: a note of the same cause that was not known when this one was decided on. */
function ownOfCause(notes: readonly ServiceNote[], reference: string): ReturnType<typeof newestOwn> {
  const cause = causeOf(reference);
  return cause && newestOwn(notesOf(readNotes(notes), cause));
}

/**
 * X1: the note as it is now decides: one that was deleted, or that a person has edited, is written again where it says something, and
 * left where it only would be settled. HubSpot has no conditional write, so an edit by a person in the same second would be lost.
 */
export async function updateNote(context: NoteContext, update: Extract<Write, { kind: 'updateNote' }>): Promise<void> {
  const { noteId, ticketId, reference, version } = update;
  const [record] = await readRecords(context.client, { objectType: 'notes', ids: [noteId], ...NOTE_SELECTION });
  const now = record && serviceNote(record, context.apps);
  if (record === undefined || now === undefined || !mayEdit(now)) {
    if (version !== SETTLED) await addTicketNote(context, ticketId, update);
    return;
  }
  if (now.version === version && now.reference === reference) return;
  if (version === SETTLED) return write(context, noteId, { ...update, quotation: formerText(record) });
  // People read the newest note first: another occurrence of the cause moves it there.
  await write(context, noteId, update, { onTop: isAgain(now, update) });
}

/** Whether the cause occurred again, and not only changed. */
function isAgain({ reference, version }: ServiceNote, text: NoteText): boolean {
  return reference !== text.reference || version === SETTLED;
}

async function write(
  context: NoteContext,
  noteId: NoteId,
  text: NoteText,
  { onTop = false }: { readonly onTop?: boolean } = {},
): Promise<void> {
  const { notes } = context.client.api.crm.objects;
  const properties = {
    [NOTE_BODY]: await bodyOf(context, text),
    ...(onTop && { [TIMESTAMP]: new Date().toISOString() }),
  };
  await ask('bring a note up to date', writtenSchema, () =>
    notes.basicApi.update(noteId, input({ properties }), undefined, context.call),
  );
}

async function bodyOf({ directory }: NoteContext, { reference, version, ...text }: NoteText): Promise<string> {
  const paragraphs = [...(await withPeopleNamed(directory, text.paragraphs)), ...(text.quotation ?? [])];
  return noteHtml([...paragraphs, referenceLine(reference, version)]);
}

/** What a note of this service said, without what was to be done. */
function formerText({ properties }: HubSpotRecord): readonly string[] {
  return noteLines(properties[NOTE_BODY] ?? '').filter(
    (line) => line !== '' && !line.startsWith('What to do') && lastReference([line]) === undefined,
  );
}

/** X3: what the record has already, because an earlier attempt's answer was lost, or all of our data was. */
async function notesThere({ client }: NoteContext, { from, id }: NoteTarget): Promise<readonly HubSpotRecord[]> {
  const ids = await readAssociationsOf(client, from, 'notes', id);
  return readRecords(client, { objectType: 'notes', ids, ...NOTE_SELECTION });
}
