import { WorkflowExecutionAlreadyStartedError, defineSearchAttributeKey } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  executeChild,
  log,
  patched,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChatFailure } from '../activities/digest/post';
import {
  dayOfDigest,
  digestInputSchema,
  digestOfDayId,
  type DigestInput,
  type DigestOutcome,
} from '../contract/digest';
import { inputOf } from '../contract/payloads/input';
import type { Digest } from '../sop/reminders/digest';
import { instantAt, type CalendarDate, type Instant } from '../sop/vocabulary/dates';
import { activities, toChat, toTemporal } from './activities';
import { DIGEST_NOTE, DIGEST_NOTED } from './activity-options';

const POSTED_BEFORE = 'the digest of this day was posted before';

const INVALID = 'InvalidDigestInput';

/** Set by Temporal on what a schedule starts; the day stays the same when it starts late. */
const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * Each morning, what leaders should know, posted to a chat. The workflow of the day has an id of its own, so that a digest which is
 * started twice is posted once; only one that was surely not posted may be started again. After a loss of Temporal's data HubSpot
 * says what was posted (X3).
 */
export async function digest(given: DigestInput): Promise<string> {
  const {
    portalId,
    timeZone,
    scheduledAt = scheduledStart(),
  }: DigestInput = inputOf(digestInputSchema, given, INVALID);
  const workflowId = digestOfDayId(portalId, dayOfDigest(scheduledAt, { timeZone }));
  try {
    const options = { workflowId, args: [{ portalId, scheduledAt, timeZone }] as [DigestInput] };
    const onlyOnce = { workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' } as const;
    return await executeChild(digestOfDay, { ...options, ...onlyOnce, staticSummary: 'Morning digest' });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return POSTED_BEFORE;
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    log.warn('the morning digest could not be posted', { workflowId });
    return 'not posted';
  }
}

/** The digest of one day. */
export async function digestOfDay(given: DigestInput): Promise<DigestOutcome | typeof POSTED_BEFORE> {
  const {
    portalId,
    timeZone,
    scheduledAt = scheduledStart(),
  }: DigestInput = inputOf(digestInputSchema, given, INVALID);
  const summary = 'read the running cases';
  const found = await toTemporal.readDigest.executeWithOptions({ summary }, [portalId, scheduledAt]);
  if (found === undefined) return 'nothing to say';
  if (!patched('digest-noted-in-hubspot')) return post(found);
  const day = dayOfDigest(scheduledAt, { timeZone });
  if (await isNoted(day)) return POSTED_BEFORE;
  const outcome = await post(found);
  if (outcome !== 'nothing to say') await note(day);
  return outcome;
}

/** Without HubSpot's answer the digest is posted: twice after a loss of data is better than not at all. */
async function isNoted(day: CalendarDate): Promise<boolean> {
  const summary = 'check whether it was posted before a loss of data';
  try {
    return await activities.isDigestNoted.executeWithOptions({ ...DIGEST_NOTED, summary }, [day]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('HubSpot does not say whether the digest was posted before', { day });
    return false;
  }
}

async function note(day: CalendarDate): Promise<void> {
  try {
    await activities.noteDigest.executeWithOptions({ ...DIGEST_NOTE, summary: 'note in HubSpot that it was posted' }, [
      day,
    ]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('HubSpot does not take the note that the digest was posted', { day });
  }
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
