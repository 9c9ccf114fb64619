import type { PortalConfig } from '../../config/portal';
import { assumeServiceNotes } from '../../sop/shadow/assume';
import { assumeCandidate, assumeClientStatus, assumeSupportStage } from '../../sop/shadow/assume-request';
import type { KeptStep } from '../../sop/shadow/kept';
import {
  isFilledIn,
  type AtRiskCandidate,
  type SupportFacts,
  type SupportForm,
  type SupportReading,
} from '../../sop/support/support-facts';
import { needsClientStatus } from '../../sop/support/support-target';
import type { ClientStatus, ServiceNote } from '../../sop/vocabulary/facts';
import { companyIdSchema, ticketIdSchema, type CompanyId, type TicketId } from '../../sop/vocabulary/ids';
import { parseReference } from '../../sop/vocabulary/reference';
import { currentValue } from '../../sop/vocabulary/timeline';
import { recordSchema, type HubSpotRecord } from '../client/answers';
import { associatedIds, readAssociations, readRecords } from '../client/batches';
import { CALL, ask, unlessGone, type HubSpotClient } from '../client/client';
import type { PortalDirectory } from '../portal/portal-directory';
import { readClientStatus } from '../portal/values';
import { companyOfTicket, linkedCompanies } from '../records/company-facts';
import { NOTE_SELECTION, serviceNote } from '../records/evidence-facts';
import { PIPELINE, historyPropertiesOfTicket, ticketFacts } from '../records/ticket-facts';
import type { ServiceApps } from '../records/timeline-of';
import { askedAt, formOf, isOfForm, otherRequest, propertiesOfRequest, stagesOf } from './support-form';
import { readRequester } from './support-requester';

interface SupportContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
}

/**
 * C3: one fresh snapshot of a support ticket. One GET for it and one for each At-Risk ticket that it may be about, which
 * is mostly one; once the form is filled in, one call for their notes, at most two for other requests around them, and those
 * of `readRequester`. One more for a Client Status, where that decides something.
 * @param hasNotes whether the support ticket may have notes of this service: one more call where it has any notes
 * @param kept `mode: observe`: steps that were not made; the facts are what they would be if they had been
 */
export async function readSupportRequest(
  context: SupportContext,
  id: TicketId,
  kept: readonly KeptStep[] = [],
  hasNotes = false,
): Promise<SupportReading> {
  const { portal, directory, apps } = context;
  const record = await readRequest(context, id);
  if (record === undefined) return { kind: 'gone' };
  // HubSpot answers with the ticket that the requested one was merged into.
  if (record.id !== id) return { kind: 'merged', into: ticketIdSchema.parse(record.id) };
  const pipeline = await directory.supportPipeline();
  if (pipeline.kind === 'missing') throw pipeline.error;
  await directory.supportFits();
  if (!isOfForm(record, portal, pipeline)) return { kind: 'otherForm' };

  const shown = stagesOf(record, pipeline, apps);
  const stage = assumeSupportStage(shown, kept);
  const form = formOf(record, portal);
  const isNew = currentValue(stage)?.value === 'new';
  const around = isNew ? await readAround(context, record, form) : NOTHING;
  const client = isNew ? await clientOf(context, record) : { companyIds: [] };
  const assumed = (await candidates(context, around, form)).map((each) => assumeCandidate(each, id, kept));
  return {
    kind: 'found',
    facts: {
      id,
      createdAt: record.createdAt,
      changedAt: record.updatedAt,
      askedAt: askedAt(record, portal),
      stage,
      form,
      ...(isNew && isFilledIn(form) && { requester: await readRequester(context, record) }),
      ...client,
      ...(isNew && hasNotes && { notes: assumeServiceNotes(await readOwnNotes(context, record), id, kept) }),
      candidates: await withClientStatus(context, assumed, { form, id, kept }),
      others: around.others
        .filter((other) => isOfForm(other, portal, pipeline))
        .map((other) => otherRequest(other, portal, pipeline)),
      ...(currentValue(shown)?.value !== currentValue(stage)?.value && { isAhead: true }),
    },
  };
}

/** Tickets around a request: those that it may be about, and others that may be requests too. */
interface Around {
  readonly atRisk: readonly HubSpotRecord[];
  readonly named: boolean;
  readonly others: readonly HubSpotRecord[];
}

const NOTHING: Around = { atRisk: [], named: true, others: [] };

/** The At-Risk tickets that are associated with the request, or else those of its company. */
async function readAround(context: SupportContext, request: HubSpotRecord, form: SupportForm): Promise<Around> {
  const associated = await associatedIds(context.client, 'tickets', [request], 'tickets');
  const named = await readAtRiskTickets(context, associated);
  if (named.length > 0 && !isFilledIn(form)) return { atRisk: named, named: true, others: [] };
  const near = [
    ...associated,
    ...(await associatedIds(context.client, 'tickets', named, 'tickets')),
    ...(await ofCompanies(context, named, request)),
  ];
  const others = await readTickets(context, near, [request, ...named]);
  if (named.length > 0) return { atRisk: named, named: true, others };

  const { pipelineId } = await context.directory.atRiskPipeline();
  const ids = others.filter(({ properties }) => properties[PIPELINE] === pipelineId).map((ticket) => ticket.id);
  const atRisk = await readAtRiskTickets(context, ids);
  const further = await readTickets(context, await associatedIds(context.client, 'tickets', atRisk, 'tickets'), [
    request,
    ...others,
  ]);
  return { atRisk, named: false, others: [...others, ...further] };
}

/** The tickets of the companies of these tickets. */
async function ofCompanies(
  context: SupportContext,
  named: readonly HubSpotRecord[],
  request: HubSpotRecord,
): Promise<readonly string[]> {
  const companies = await associatedIds(context.client, 'tickets', [request, ...named], 'companies');
  if (companies.length === 0) return [];
  return [...(await readAssociations(context.client, 'companies', 'tickets', companies)).values()].flat();
}

async function candidates(
  { client, directory, portal, apps }: SupportContext,
  { atRisk, named }: Around,
  form: SupportForm,
): Promise<readonly AtRiskCandidate[]> {
  if (atRisk.length === 0) return [];
  const pipeline = await directory.atRiskPipeline();
  const noteIds = await Promise.all(atRisk.map((ticket) => associatedIds(client, 'tickets', [ticket], 'notes')));
  const ids = isFilledIn(form) ? [...new Set(noteIds.flat())] : [];
  const notes = await readRecords(client, { objectType: 'notes', ids, ...NOTE_SELECTION });
  return atRisk.map((ticket, index) => ({
    ticket: ticketFacts(ticket, portal, pipeline, apps, linkedCompanies(ticket.associations?.['companies'])),
    named,
    explanations: explanations(
      notes.filter(({ id }) => noteIds[index]?.includes(id)),
      apps,
    ),
  }));
}

/** The companies of the support ticket, and the one that it is about, if that is clear. */
async function clientOf(
  context: SupportContext,
  request: HubSpotRecord,
): Promise<Pick<SupportFacts, 'companyIds' | 'clientId'>> {
  const companyIds = (await associatedIds(context.client, 'tickets', [request], 'companies')).map((id) =>
    companyIdSchema.parse(id),
  );
  const client = companyOfTicket(linkedCompanies(request.associations?.['companies']));
  return { companyIds, ...(client.kind === 'one' && { clientId: client.id }) };
}

/** One call for the companies of those candidates of which the Client Status decides something. */
async function withClientStatus(
  context: SupportContext,
  found: readonly AtRiskCandidate[],
  { form, id, kept }: { readonly form: SupportForm; readonly id: TicketId; readonly kept: readonly KeptStep[] },
): Promise<readonly AtRiskCandidate[]> {
  const needed = found.filter((candidate) => needsClientStatus(candidate, form, id));
  const ids = needed.flatMap(({ ticket }) => ticket.companyId ?? []);
  const statuses = await clientStatuses(context, ids);
  return found.map((candidate) => {
    const { companyId } = candidate.ticket;
    const shown = companyId && statuses.get(companyId);
    const clientStatus = shown && assumeClientStatus({ ...candidate, clientStatus: shown }, kept, context.portal.sop);
    return clientStatus === undefined || !needed.includes(candidate) ? candidate : { ...candidate, clientStatus };
  });
}

async function clientStatuses(
  { client, portal }: SupportContext,
  ids: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, ClientStatus>> {
  const { clientStatus } = portal.company.properties;
  const companies = await readRecords(client, {
    objectType: 'companies',
    ids: [...new Set(ids)],
    properties: [clientStatus],
  });
  return new Map(
    companies.flatMap(({ id, properties }) => {
      const status = readClientStatus(properties[clientStatus] ?? '', portal);
      return status === undefined ? [] : [[companyIdSchema.parse(id), status] as const];
    }),
  );
}

/** X1: the notes on the support ticket with which this service answered. */
async function readOwnNotes({ client, apps }: SupportContext, request: HubSpotRecord): Promise<readonly ServiceNote[]> {
  const ids = await associatedIds(client, 'tickets', [request], 'notes');
  const notes = await readRecords(client, { objectType: 'notes', ids, ...NOTE_SELECTION });
  return notes.flatMap((note) => serviceNote(note, apps) ?? []);
}

/** C4: the explanations that this service wrote. */
function explanations(notes: readonly HubSpotRecord[], apps: ServiceApps): readonly ServiceNote[] {
  const own = notes.flatMap((note) => serviceNote(note, apps) ?? []);
  return own.filter(({ reference }) => ['explanation', 'command'].includes(parseReference(reference).kind));
}

async function readRequest({ client, portal }: SupportContext, id: TicketId): Promise<HubSpotRecord | undefined> {
  const properties = propertiesOfRequest(portal);
  return readTicket(client, id, properties, properties, ['tickets', 'companies', 'notes']);
}

/** One call for each: HubSpot's batch reads bring no associations. */
async function readAtRiskTickets(
  { client, directory, portal }: SupportContext,
  ids: readonly string[],
): Promise<readonly HubSpotRecord[]> {
  const { pipelineId } = await directory.atRiskPipeline();
  const withHistory = historyPropertiesOfTicket(portal);
  const tickets = new Map<string, HubSpotRecord>();
  for (const id of ids) {
    const ticket = await readTicket(client, id, [PIPELINE, ...withHistory], withHistory, [
      'tickets',
      'companies',
      'notes',
    ]);
    if (ticket?.properties[PIPELINE] === pipelineId) tickets.set(ticket.id, ticket);
  }
  return [...tickets.values()];
}

async function readTicket(
  { api }: HubSpotClient,
  id: string,
  properties: readonly string[],
  withHistory: readonly string[],
  associations: string[],
): Promise<HubSpotRecord | undefined> {
  return unlessGone(() =>
    ask('read a ticket', recordSchema, () =>
      api.crm.tickets.basicApi.getById(id, [...properties], [...withHistory], associations, false, undefined, CALL),
    ),
  );
}

/** Tickets that are not known yet, as far as other requests are concerned. */
async function readTickets(
  { client, portal }: SupportContext,
  ids: readonly string[],
  known: readonly HubSpotRecord[],
): Promise<readonly HubSpotRecord[]> {
  const unknown = [...new Set(ids)].filter((id) => !known.some((ticket) => ticket.id === id));
  return readRecords(client, { objectType: 'tickets', ids: unknown, properties: propertiesOfRequest(portal) });
}
