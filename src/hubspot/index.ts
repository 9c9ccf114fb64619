export { HubSpotError, type HubSpotErrorKind } from './errors';
export { createHubSpot, type HubSpot, type HubSpotOptions } from './gateway';
export type { RelatedType } from './lookups';
export type { AtRiskPipeline } from './portal-directory';
export { concernsCases } from './relevance';
export { signatureProblem, type SignatureProblem } from './signature';
export { parseWebhook, type HubSpotEvent, type RejectedEvent, type WebhookBatch } from './webhooks';
