import type { PortalConfig } from '../../config/portal';
import type { OtherRequest, SupportForm, SupportStage } from '../../sop/support/support-facts';
import { latest, type Instant } from '../../sop/vocabulary/dates';
import { ticketIdSchema } from '../../sop/vocabulary/ids';
import { hasOwnWords } from '../../sop/vocabulary/own-words';
import type { Timeline } from '../../sop/vocabulary/timeline';
import type { HubSpotRecord } from '../client/answers';
import type { SupportPipeline } from '../portal/portal-directory';
import { readDate } from '../portal/values';
import { LONGEST_BODY, isHtml, noteLines } from '../records/note-text';
import { PIPELINE, STAGE } from '../records/ticket-facts';
import { timelineOf, type ServiceApps } from '../records/timeline-of';
import { MERGED_IDS } from './support-requester';

export type FoundPipeline = Extract<SupportPipeline, { kind: 'found' }>;

/** What is read of a support ticket. */
export function propertiesOfRequest({ supportRequests }: PortalConfig): readonly string[] {
  return [PIPELINE, STAGE, MERGED_IDS, ...Object.values(supportRequests.properties)];
}

/** C3: whether a ticket is made with the form that asks for a change after closing. */
export function isOfForm(
  { properties }: HubSpotRecord,
  { supportRequests }: PortalConfig,
  { pipelineId }: FoundPipeline,
): boolean {
  return properties[PIPELINE] === pipelineId && properties[supportRequests.properties.form] === supportRequests.form;
}

/** C3: such a ticket that has not been taken over. */
export function isOpenRequest(record: HubSpotRecord, portal: PortalConfig, pipeline: FoundPipeline): boolean {
  return isOfForm(record, portal, pipeline) && record.properties[STAGE] === pipeline.newStageId;
}

/** What the form says; a change that the portal file does not name is none. */
export function formOf(record: HubSpotRecord, { supportRequests }: PortalConfig): SupportForm {
  const { properties, changes } = supportRequests;
  const value = (name: string): string => record.properties[name] ?? '';
  const asked = value(properties.requestedChange);
  const change = asked === changes.date ? 'date' : asked === changes.rescission ? 'rescission' : undefined;
  return {
    change,
    date: readDate(value(properties.requestedDate)),
    explained: hasOwnWords(explanationLines(record, supportRequests).join('\n')),
  };
}

/** A text area holds plain text, in which `<` is just that; a rich text property holds HTML. */
export function explanationLines(
  record: HubSpotRecord,
  { properties }: PortalConfig['supportRequests'],
): readonly string[] {
  const text = (record.properties[properties.explanation] ?? '').slice(0, LONGEST_BODY);
  const lines = isHtml(text) ? noteLines(text) : text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

export function stagesOf(record: HubSpotRecord, pipeline: FoundPipeline, apps: ServiceApps): Timeline<SupportStage> {
  return timelineOf(record, STAGE, apps, (id) => stageOf(id, pipeline)).timeline;
}

function stageOf(id: string, { newStageId, closedStageId }: FoundPipeline): SupportStage | undefined {
  if (id === closedStageId) return 'closed';
  return id === newStageId ? 'new' : undefined;
}

/** When the form was last filled in or changed. */
export function askedAt(record: HubSpotRecord, { supportRequests }: PortalConfig): Instant {
  const changes = Object.values(supportRequests.properties).flatMap((name) =>
    (record.propertiesWithHistory?.[name] ?? []).map(({ timestamp }) => timestamp),
  );
  return latest(record.createdAt, ...changes);
}

export function otherRequest(record: HubSpotRecord, portal: PortalConfig, pipeline: FoundPipeline): OtherRequest {
  return {
    id: ticketIdSchema.parse(record.id),
    createdAt: record.createdAt,
    open: record.properties[STAGE] === pipeline.newStageId,
    form: formOf(record, portal),
  };
}
