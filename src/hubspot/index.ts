export type { ChangesAsked, ChangesFound, Stamp } from './changes';
export { HubSpotError, type HubSpotErrorKind } from './errors';
export { createHubSpot, type HubSpot } from './gateway';
export type { TicketKind } from './lookups';
export { bulkPace, createPace } from './pace';
export { concernsCases } from './relevance';
export { signatureProblem } from './signature';
export type { WorkPage } from './work-after';
export { parseWebhook, type HubSpotEvent, type IntakeBatch, type RejectedEvent, type WebhookBatch } from './webhooks';
