import { WorkflowExecutionAlreadyStartedError, defineSearchAttributeKey } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  executeChild,
  log,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChatFailure } from '../activities/digest/post';
import { digestInputSchema, digestOfDayId, type DigestInput, type DigestOutcome } from '../contract/digest';
import type { Digest } from '../sop/reminders/digest';
import { instantAt, type Instant } from '../sop/vocabulary/dates';
import { toChat, toTemporal } from './activities';

/** Set by Temporal on what a schedule starts; the day stays the same when it starts late. */
const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * Each morning, what leaders should know, posted to a chat. The workflow of the day has an id of its own, so that a digest which is
 * started twice is posted once; only one that was surely not posted may be started again.
 */
export async function digest(given: DigestInput): Promise<string> {
  const parsed = digestInputSchema.safeParse(given);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidDigestInput');
  const { portalId, scheduledAt = scheduledStart() }: DigestInput = parsed.data;
  const workflowId = digestOfDayId(portalId, scheduledAt);
  try {
    const options = { workflowId, args: [{ portalId, scheduledAt }] as [DigestInput] };
    const onlyOnce = { workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' } as const;
    return await executeChild(digestOfDay, { ...options, ...onlyOnce, staticSummary: 'Morning digest' });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'the digest of this day was posted before';
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    log.warn('the morning digest could not be posted', { workflowId });
    return 'not posted';
  }
}

/** The digest of one day. */
export async function digestOfDay(given: DigestInput): Promise<DigestOutcome> {
  const parsed = digestInputSchema.safeParse(given);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidDigestInput');
  const { portalId, scheduledAt = scheduledStart() }: DigestInput = parsed.data;
  const summary = 'read the running cases';
  const found = await toTemporal.readDigest.executeWithOptions({ summary }, [portalId, scheduledAt]);
  if (found === undefined) return 'nothing to say';
  return post(found);
}

/** Together some three hours: in the afternoon nobody needs a digest of the morning. */
const PAUSES = ['1 minute', '3 minutes', '10 minutes', '30 minutes', '45 minutes', '45 minutes', '45 minutes'] as const;

/** Failures of an attempt that surely posted nothing. */
const NOT_POSTED: readonly (string | null | undefined)[] = ['ChatBusy', 'ChatUnreachable'] satisfies ChatFailure[];
const REFUSED: ChatFailure = 'ChatRefused';

/** Tries again only after an attempt that surely posted nothing; a worker that was killed meanwhile may have posted it. */
async function post(found: Digest): Promise<DigestOutcome> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await toChat.postDigest.executeWithOptions({ summary: 'post the digest' }, [found]);
    } catch (error) {
      const cause = error instanceof ActivityFailure ? error.cause : undefined;
      const type = cause instanceof ApplicationFailure ? cause.type : undefined;
      const pause = PAUSES[tries];
      if (type === REFUSED || (NOT_POSTED.includes(type) && pause === undefined)) throw error;
      if (!NOT_POSTED.includes(type) || pause === undefined) return 'unknown';
      await sleep(pause, { summary: 'the chat cannot be reached, or is busy' });
    }
  }
}

function scheduledStart(): Instant {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return instantAt(typedSearchAttributes.get(SCHEDULED_START) ?? startTime);
}
