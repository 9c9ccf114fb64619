import { TICKET_PROPERTIES, type PortalConfig, type TicketProperty } from '../../config/portal';
import { latest, type Instant } from '../../sop/vocabulary/dates';
import type { Stage, TicketFacts } from '../../sop/vocabulary/facts';
import { ticketIdSchema } from '../../sop/vocabulary/ids';
import type { Timeline } from '../../sop/vocabulary/timeline';
import type { HubSpotRecord } from '../client/answers';
import type { Link } from '../client/batches';
import type { AtRiskPipeline } from '../portal/portal-directory';
import { readDate, readDetermination, readYesNo } from '../portal/values';
import { companyOfTicket } from './company-facts';
import { timelineOf, type PropertyReading, type ReadProperty, type ServiceApps } from './timeline-of';

/** Properties of a ticket that are HubSpot's own. */
export const PIPELINE = 'hs_pipeline';
export const STAGE = 'hs_pipeline_stage';
export const OWNER = 'hubspot_owner_id';
/** Names the tickets that a merged one was made of; its history says when. */
export const MERGED_IDS = 'hs_merged_object_ids';

/** HubSpot's own: the name of the ticket's primary company. */
export const PRIMARY_COMPANY_NAME = 'hs_primary_company_name';

/** What the ticket's one GET asks for, with histories: exactly what the facts hold. */
export function historyPropertiesOfTicket(portal: PortalConfig): string[] {
  return [STAGE, OWNER, MERGED_IDS, ...TICKET_PROPERTIES.map((key) => portal.ticket.properties[key])];
}

/** Reads the ticket itself; the owner, whom HubSpot names by an owner id and not by a user id, is looked up elsewhere. */
export function ticketFacts(
  record: HubSpotRecord,
  portal: PortalConfig,
  pipeline: AtRiskPipeline,
  apps: ServiceApps,
  companies: readonly Link[],
): TicketFacts {
  const reading: PropertyReading = { peoplesSources: portal.people.sources, sinceCreation: STAGE };
  const read = <T>(
    key: TicketProperty,
    parse: (value: string) => T | undefined,
    more: PropertyReading = {},
  ): ReadProperty<T> => timelineOf(record, portal.ticket.properties[key], apps, parse, { ...reading, ...more });
  const yesNo = (key: TicketProperty, more?: PropertyReading): ReturnType<typeof read<'Yes' | 'No'>> =>
    read(key, (value) => readYesNo(value, portal), more);

  const company = companyOfTicket(companies);
  const ownerId = record.properties[OWNER] ?? '';
  const mergedAt = timelineOf(record, MERGED_IDS, apps, (ids) => ids).timeline[0]?.at;
  const inAtRiskPipeline = record.properties[PIPELINE] === pipeline.pipelineId;
  const stage = timelineOf(record, STAGE, apps, (id) => stageOf(id, pipeline), reading);
  const properties = {
    customerSaved: yesNo('customerSaved', { untickedIsUnset: true }),
    cancellationApproval: yesNo('cancellationApproval'),
    rcmCancellationDate: read('rcmCancellationDate', readDate),
    outstandingInvoice: yesNo('outstandingInvoice'),
    invoiceDetermination: read('invoiceDetermination', (value) => readDetermination(value, portal)),
    financeApproval: yesNo('financeApproval'),
  };
  return {
    id: ticketIdSchema.parse(record.id),
    inAtRiskPipeline,
    ...(company.kind === 'one' && { companyId: company.id }),
    ...(ownerId !== '' && { ownerId }),
    owners: ownersOf(record, apps),
    ...(mergedAt !== undefined && { mergedAt }),
    createdAt: record.createdAt,
    changedAt: newest(record, [stage, ...Object.values(properties)]),
    stage: stage.timeline,
    customerSaved: properties.customerSaved.timeline,
    cancellationApproval: properties.cancellationApproval.timeline,
    rcmCancellationDate: properties.rcmCancellationDate.timeline,
    outstandingInvoice: properties.outstandingInvoice.timeline,
    invoiceDetermination: properties.invoiceDetermination.timeline,
    financeApproval: properties.financeApproval.timeline,
    unknownValues: [
      // Stages of other pipelines do not concern this service.
      ...(stage.unknown && inAtRiskPipeline ? [STAGE] : []),
      ...TICKET_PROPERTIES.filter((key) => properties[key].unknown).map((key) => portal.ticket.properties[key]),
    ],
  };
}

/** I3: who owned the ticket when, by owner ids. */
export function ownersOf(record: HubSpotRecord, apps: ServiceApps): Timeline<string> {
  return timelineOf(record, OWNER, apps, (ownerId) => ownerId).timeline;
}

function stageOf(id: string, pipeline: AtRiskPipeline): Stage | undefined {
  if (pipeline.closedStageIds.includes(id)) return 'closed';
  return pipeline.openStageIds.includes(id) ? 'open' : undefined;
}

/** HubSpot's own instant of the last change may lag behind a history by some milliseconds. */
function newest(record: HubSpotRecord, properties: readonly ReadProperty<unknown>[]): Instant {
  const changes = properties.flatMap(({ timeline }) => timeline[0]?.at ?? []);
  return latest(record.updatedAt, ...changes);
}
