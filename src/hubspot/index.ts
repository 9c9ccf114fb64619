export { HubSpotError, type HubSpotErrorKind } from './errors';
export { createHubSpot, type HubSpot } from './gateway';
export type { TicketKind } from './lookups';
export { createPace } from './pace';
export { activitiesPerSecond, bulkPace, workerPace } from './quota';
export { concernsCases } from './relevance';
export { signatureProblem } from './signature';
export type { WorkPage } from './work-after';
export { parseWebhook, type HubSpotEvent, type IntakeBatch, type RejectedEvent, type WebhookBatch } from './webhooks';
