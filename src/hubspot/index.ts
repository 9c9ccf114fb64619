export type { BeforeWrite } from './client/client';
export { CALL_OUTCOMES, type CallEnd } from './http/call-end';
export { TIME_LIMITS } from './http/time-limits';
export { chunks } from './client/batches';
export type { ChangesAsked, ChangesFound, Stamp } from './changes/changes';
export { HubSpotError, type HubSpotErrorKind } from './client/errors';
export { createHubSpot, type HubSpot } from './gateway';
export { isStillLinked, type Linked } from './read/linked';
export type { TicketKind } from './changes/lookups';
export type { RecordChange, RelatedChange, TicketChange } from './changes/record-change';
export type { TicketPipeline } from './changes/ticket-pipeline';
export { createPace } from './client/pace';
export { activitiesPerSecond, bulkPace, workerPace } from './client/quota';
export { appProject, type ProjectFile } from './app-project/app-project';
export { WEBHOOK_PATH } from './webhooks/subscriptions';
export type { Account } from './setup/account';
export { creationsOf, describeCreation } from './setup/create';
export { describeDifference } from './setup/describe-difference';
export { allDifferences, pipelineDifferences, propertyDifference, type Difference } from './setup/differences';
export { proposeAnswer, proposeOption, proposePipeline, proposeProperty, proposeTeam, stagesOf } from './setup/propose';
export { createInspector, type PortalInspector } from './setup/inspector';
export type { PortalSchema } from './setup/portal-schema';
export { probeWebhook } from './setup/probe';
export { wantedPipelines, wantedProperties } from './setup/wanted';
export { concernsCases } from './webhooks/relevance';
export { REQUIRED_SCOPES, missingScopes } from './token/scopes';
export { MAX_CLOCK_DIFFERENCE_MS, headerProblem, signatureProblem, type SignedRequest } from './webhooks/signature';
export { verifyToken, type TokenCheckOptions, type TokenIdentity } from './token/token-check';
export { createTokenWatch, type TokenWatch } from './token/token-watch';
export { escapeHtml } from './records/note-text';
export { unlessRefused } from './read/unless-refused';
export type { CaseNames, NamedClient } from './read/names';
export type { WorkPage } from './read/work-after';
export {
  parseWebhook,
  type HubSpotEvent,
  type IntakeBatch,
  type RejectedEvent,
  type WebhookBatch,
} from './webhooks/webhooks';
