import { AssociationTypes } from '@hubspot/api-client';
import type { PortalConfig } from '../../config/portal';
import type { TicketChange, Write } from '../../sop/decision/decision';
import type { TicketId } from '../../sop/vocabulary/ids';
import { referenceLine } from '../../sop/vocabulary/reference';
import { writtenSchema } from '../client/answers';
import { readAssociationsOf, readRecords } from '../client/batches';
import { ask, input, type HubSpotClient, type Plain, type WriteCall } from '../client/client';
import type { AtRiskPipeline, PortalDirectory } from '../portal/portal-directory';
import { writeDetermination, writeYesNo } from '../portal/values';
import { NOTE_SELECTION, serviceNote } from '../records/evidence-facts';
import { noteHtml } from '../records/note-text';
import { STAGE } from '../records/ticket-facts';
import type { ServiceApps } from '../records/timeline-of';
import { create } from './create';
import { withPeopleNamed, type RecordLinks } from './names';
import { callOffTasks, changeTasks, createTasks, moveTasks, reassociateTasks } from './write-tasks';

export interface WritingContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
  readonly links: RecordLinks;
  /** The options of each call that changes something. */
  readonly call: WriteCall;
}

/** Applies one wanted change. Doing it twice changes nothing more. */
export async function perform(context: WritingContext, write: Write): Promise<void> {
  const { call } = context;
  const { api } = context.client;
  switch (write.kind) {
    case 'setClientStatus': {
      const { properties, statuses } = context.portal.company;
      const values = { [properties.clientStatus]: statuses[write.status] };
      await ask('set the Client Status', writtenSchema, () =>
        api.crm.companies.basicApi.update(write.companyId, input({ properties: values }), undefined, call),
      );
      return;
    }
    case 'updateTicket': {
      const values = ticketProperties(write.change, context.portal, await context.directory.atRiskPipeline());
      await ask('update a ticket', writtenSchema, () =>
        api.crm.tickets.basicApi.update(write.ticketId, input({ properties: values }), undefined, call),
      );
      return;
    }
    case 'addNote':
      return addTicketNote(context, write.ticketId, write);
    case 'addCompanyNote': {
      const to = { from: 'companies', id: write.companyId, type: NOTE_TO_COMPANY } as const;
      return addNote(context, to, write);
    }
    case 'createTasks':
      return createTasks(context, write);
    case 'moveTasks':
      return moveTasks(context, write);
    case 'changeTasks':
      return changeTasks(context, write);
    case 'reassociateTasks':
      return reassociateTasks(context, write);
    case 'callOffTasks':
      return callOffTasks(context, write);
  }
}

/** The change in the portal's own names and values; HubSpot clears a property with an empty text. */
export function ticketProperties(
  change: TicketChange,
  portal: PortalConfig,
  pipeline: AtRiskPipeline,
): Record<string, string> {
  const { properties } = portal.ticket;
  return {
    ...(change.stage !== undefined && {
      [STAGE]: change.stage === 'closed' ? pipeline.closedStageId : pipeline.reopenStageId,
    }),
    ...(change.customerSaved !== undefined && {
      [properties.customerSaved]: writeYesNo(change.customerSaved, 'customerSaved', portal),
    }),
    ...(change.cancellationApproval !== undefined && {
      [properties.cancellationApproval]: writeYesNo(change.cancellationApproval, 'cancellationApproval', portal),
    }),
    ...(change.rcmCancellationDate !== undefined && {
      [properties.rcmCancellationDate]: change.rcmCancellationDate ?? '',
    }),
    ...(change.invoiceDetermination !== undefined && {
      [properties.invoiceDetermination]: writeDetermination(change.invoiceDetermination, portal),
    }),
    ...(change.financeApproval !== undefined && {
      [properties.financeApproval]:
        change.financeApproval === null ? '' : writeYesNo(change.financeApproval, 'financeApproval', portal),
    }),
  };
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
  /** By this service: persons whom it names by id get their names. */
  readonly paragraphs: readonly string[];
  /** Words of others, which follow as they are. */
  readonly quotation?: readonly string[];
}

/** Once for each reference. */
export function addTicketNote(context: WritingContext, ticketId: TicketId, text: NoteText): Promise<void> {
  return addNote(context, { from: 'tickets', id: ticketId, type: NOTE_TO_TICKET }, text);
}

async function addNote(context: WritingContext, to: NoteTarget, text: NoteText): Promise<void> {
  if (await isThere(context, to, text)) return;
  const { reference, quotation = [] } = text;
  const paragraphs = [...(await withPeopleNamed(context.directory, text.paragraphs)), ...quotation];
  const note = noteInput(to, { reference, paragraphs }, new Date());
  const { notes } = context.client.api.crm.objects;
  await create('add a note', writtenSchema, () => notes.basicApi.create(input(note), context.call));
}

/** X3: whether the record has the note already, because an earlier attempt's answer was lost, or all of our data was. */
async function isThere(
  { client, apps }: WritingContext,
  { from, id }: NoteTarget,
  { reference }: NoteText,
): Promise<boolean> {
  const ids = await readAssociationsOf(client, from, 'notes', id);
  const notes = await readRecords(client, { objectType: 'notes', ids, ...NOTE_SELECTION });
  return notes.some((note) => serviceNote(note, apps)?.reference === reference);
}

/** Created and associated in one call, with the reference by which it is recognized. */
function noteInput({ id, type }: NoteTarget, { reference, paragraphs }: NoteText, at: Date): Plain<NoteInput> {
  return {
    properties: {
      // HubSpot requires it: where the note stands on the record's timeline.
      hs_timestamp: at.toISOString(),
      hs_note_body: noteHtml([...paragraphs, referenceLine(reference)]),
    },
    associations: [{ to: { id }, types: [type] }],
  };
}
