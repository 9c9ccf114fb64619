import type { BridgeSettings } from '../config/env';
import type { Logger } from '../config/logging';
import type { PortalConfig } from '../config/portal';
import {
  chunks,
  concernsCases,
  headerProblem,
  parseWebhook,
  signatureProblem,
  type HubSpotEvent,
  type IntakeBatch,
  type RejectedEvent,
  type WebhookBatch,
} from '../hubspot';
import type { EventCounts, WebhookOutcome } from '../telemetry/webhook-counters';
import { problem, type Answer } from './answer';
import { within } from './within';

/** A webhook's request in plain values. */
export interface WebhookRequest {
  readonly id: string;
  readonly method: string;
  /** As HubSpot called it, with host and query. */
  readonly uri: string;
  readonly rawBody: Uint8Array;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

export interface WebhookDependencies {
  readonly settings: Pick<BridgeSettings, 'clientSecrets' | 'portalId' | 'appId'>;
  readonly portal: PortalConfig;
  /** Resolves once Temporal has accepted the batch; doing it twice changes nothing. */
  readonly takeIn: (batch: IntakeBatch) => Promise<void>;
  readonly logger: Logger;
  /** For metrics: how a webhook was answered, and its events where they were read. */
  readonly onWebhook?: (outcome: WebhookOutcome, events?: EventCounts) => void;
}

/** HubSpot gives up after 5 s and would send everything again; this leaves time for the answer. In milliseconds. */
const INTAKE_LIMIT_MS = 3_000;

/** Some 150 KB for Temporal, which accepts 2 MB at most and warns from 256 KB on. */
const EVENTS_OF_A_BATCH = 500;

/** Up to this many unreadable events are named: in the answer, which HubSpot's webhook log shows, and in our log. */
const REJECTED_NAMED = 100;

/** What the headers alone decide, before a body is read. */
export function refuseByHeaders(
  request: Pick<WebhookRequest, 'id' | 'timestamp' | 'signature'>,
  dependencies: Pick<WebhookDependencies, 'logger' | 'onWebhook'>,
): Answer | undefined {
  const reason = headerProblem(request, Date.now());
  return reason && refused(request.id, reason, dependencies);
}

function refused(
  requestId: string,
  reason: string,
  { logger, onWebhook }: Pick<WebhookDependencies, 'logger' | 'onWebhook'>,
): Answer {
  onWebhook?.('refused');
  logger.warn({ event: 'webhook.refused', requestId, reason }, 'webhook refused');
  return problem('unauthorized');
}

/**
 * The webhook endpoint, in a fixed order: genuine? readable? ours? stored? Only then 200. A good event is never lost to a bad one
 * beside it: 400 is for a body without any good one, which HubSpot then repeats for a day, time enough to fix the cause.
 */
export async function receiveWebhook(request: WebhookRequest, dependencies: WebhookDependencies): Promise<Answer> {
  const { settings, portal, logger, onWebhook } = dependencies;
  const forged = signatureProblem(request, settings.clientSecrets, Date.now());
  if (forged !== undefined) return refused(request.id, forged, dependencies);
  const batch = parseWebhook(request.rawBody, { appId: settings.appId, portal });
  const malformed = problemOf(batch);
  if (!batch.ok || malformed !== undefined) {
    onWebhook?.('malformed');
    logger.warn({ event: 'webhook.malformed', requestId: request.id, ...malformed }, 'webhook malformed');
    return problem('malformed', malformed);
  }
  const ofPortal = batch.events.filter(({ portalId }) => portalId === settings.portalId);
  const events = ofPortal.filter((event) => concernsCases(event, portal));
  const counts = {
    taken: events.length,
    ignored: batch.ignored + ofPortal.length - events.length,
    // The same app installed in another portal: repeating them would not help, so they are not refused.
    otherPortal: batch.events.length - ofPortal.length,
    rejected: batch.rejected.slice(0, REJECTED_NAMED),
  };
  const answer = events.length === 0 ? taken(counts) : await keep(request.id, events, counts, dependencies);
  if (answer.status === 200) onWebhook?.('taken', { ...counts, rejected: batch.rejected.length });
  else onWebhook?.('notKept');
  log(request.id, answer, counts, logger);
  return answer;
}

interface Counts {
  readonly taken: number;
  readonly ignored: number;
  readonly otherPortal: number;
  readonly rejected: readonly RejectedEvent[];
}

function problemOf(batch: WebhookBatch): Readonly<Record<string, unknown>> | undefined {
  if (!batch.ok) return { reason: batch.problem };
  const { events, rejected, ignored } = batch;
  if (rejected.length === 0 || events.length + ignored > 0) return undefined;
  return { reason: 'no event can be read', fields: rejected.slice(0, REJECTED_NAMED) };
}

async function keep(
  requestId: string,
  events: readonly HubSpotEvent[],
  counts: Counts,
  { settings, takeIn, logger }: WebhookDependencies,
): Promise<Answer> {
  try {
    const batches = chunks(events, EVENTS_OF_A_BATCH).map((some) => ({ portalId: settings.portalId, events: some }));
    await within(INTAKE_LIMIT_MS, Promise.all(batches.map((batch) => takeIn(batch))));
    return taken(counts);
  } catch (error) {
    logger.error({ event: 'webhook.notKept', requestId, err: error }, 'Temporal did not take a webhook');
    return problem('unavailable');
  }
}

function taken({ taken: count, ignored, rejected }: Counts): Answer {
  return { status: 200, body: { taken: count, ignored, rejected } };
}

function log(requestId: string, { status }: Answer, counts: Counts, logger: Logger): void {
  const fields = { event: 'webhook.answered', requestId, status, ...counts };
  if (counts.rejected.length > 0 || counts.otherPortal > 0) {
    logger.warn(fields, 'webhook with events that cannot be read, or of another portal');
  } else {
    logger.info(fields, 'webhook answered');
  }
}
