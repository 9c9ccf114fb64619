import { defineSearchAttributeKey } from '@temporalio/common';
import { ActivityFailure, log, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { SealedWork } from '../activities';
import { inputOf } from '../contract/payloads/input';
import { workAfterInputSchema, type WorkAfterInput } from '../contract/work-after';
import { withNotRead, type NotRead } from '../sop/audit/not-read';
import { workNote, type WorkAfter } from '../sop/deactivation/work-after';
import { instantAt, type Instant } from '../sop/vocabulary/dates';
import type { CompanyId } from '../sop/vocabulary/ids';
import { bulk } from './activities';
import { isTimeForNextRun, nextRun } from './next-run';

/** Set by Temporal on what a schedule starts; the day stays the same when it starts late. */
const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** N9: once a day, work that was logged on canceled clients the day before is reported on their At-Risk tickets. */
export async function workAfterCancellation(given: WorkAfterInput = {}): Promise<string> {
  const input: WorkAfterInput = inputOf(workAfterInputSchema, given, 'InvalidWorkAfterInput');
  const scheduledAt = input.scheduledAt ?? scheduledStart();
  let notified = input.notified ?? 0;
  let notRead: readonly NotRead[] = input.notRead ?? [];
  let after: CompanyId | undefined = input.after;
  for (;;) {
    const summary = 'N9: search for work on cancelled clients';
    const page = await bulk.workOnCancelled.executeWithOptions({ summary }, [scheduledAt, after]);
    for (const work of page.found) notified += (await tell(work, page)) ? 1 : 0;
    notRead = withNotRead(notRead, page.notRead);
    const result = `${page.day}: cancelled clients with work logged on them: ${String(notified)}`;
    setCurrentDetails([result, ...notRead.map(inMarkdown)].join('\n\n'));
    if (page.next === undefined) {
      for (const each of notRead) log.warn('work after cancellation that HubSpot refused to show', { ...each });
      return [result, ...notRead.map(({ what, sentence }) => `not read: ${what} (${sentence})`)].join('; ');
    }
    after = page.next;
    if (isTimeForNextRun()) {
      await nextRun<typeof workAfterCancellation>({ scheduledAt, after, notified, notRead });
    }
  }
}

function inMarkdown({ what, sentence }: NotRead): string {
  return `**Not read** (${what}): ${sentence}`;
}

/** A ticket that rejects the note must not keep the others from theirs. */
async function tell(work: WorkAfter, { day, readAt, seals }: SealedWork): Promise<boolean> {
  const { companyId } = work;
  const note = workNote(work, day);
  try {
    const summary = `N9: work was logged on company ${companyId}`;
    const ground = { kind: 'workAfter', companyId, day, readAt, seals } as const;
    await bulk.perform.executeWithOptions({ summary }, [note, ground]);
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('work after cancellation could not be reported', { ticketId: work.ticketId, reference: note.reference });
    return false;
  }
}

function scheduledStart(): Instant {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return instantAt(typedSearchAttributes.get(SCHEDULED_START) ?? startTime);
}
