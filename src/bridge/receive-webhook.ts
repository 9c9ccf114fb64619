import type { BridgeSettings } from '../config/env';
import type { Logger } from '../config/logging';
import type { PortalConfig } from '../config/portal';
import {
  concernsCases,
  parseWebhook,
  signatureProblem,
  type HubSpotEvent,
  type IntakeBatch,
  type RejectedEvent,
  type WebhookBatch,
} from '../hubspot';
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
  /** Resolves once Temporal has taken the batch. */
  readonly startIntake: (batch: IntakeBatch) => Promise<void>;
  readonly logger: Logger;
}

/** HubSpot gives up after 5 s and would send everything again; this leaves it time to hear that. In milliseconds. */
const INTAKE_LIMIT_MS = 3_000;

/** Seconds; HubSpot keeps to a schedule of its own (about ten times in a day). */
const RETRY_AFTER = '10';

/**
 * The door, in a fixed order: genuine? readable? ours? kept? Only then 200. A good event is never lost to a bad one beside
 * it: 400 is for a body without any good one, which HubSpot then repeats for a day, time enough to mend what is wrong.
 */
export async function receiveWebhook(request: WebhookRequest, dependencies: WebhookDependencies): Promise<Answer> {
  const { settings, portal, logger } = dependencies;
  const forged = signatureProblem(request, settings.clientSecrets, Date.now());
  if (forged !== undefined) {
    logger.warn({ event: 'webhook.refused', requestId: request.id, reason: forged }, 'webhook refused');
    return problem('unauthorized');
  }
  const batch = parseWebhook(request.rawBody, { appId: settings.appId, portal });
  const malformed = problemOf(batch);
  if (!batch.ok || malformed !== undefined) {
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
    rejected: batch.rejected,
  };
  const answer = events.length === 0 ? taken(counts) : await keep(request.id, events, counts, dependencies);
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
  return { reason: 'no event can be read', fields: rejected };
}

async function keep(
  requestId: string,
  events: readonly HubSpotEvent[],
  counts: Counts,
  { settings, startIntake, logger }: WebhookDependencies,
): Promise<Answer> {
  try {
    await within(INTAKE_LIMIT_MS, startIntake({ portalId: settings.portalId, events }));
    return taken(counts);
  } catch (error) {
    logger.error({ event: 'webhook.notKept', requestId, err: error }, 'Temporal did not take a webhook');
    return { ...problem('unavailable'), headers: { 'retry-after': RETRY_AFTER } };
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
