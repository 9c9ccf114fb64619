import { defineSearchAttributeKey } from '@temporalio/common';
import { ActivityFailure, continueAsNew, log, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { WorkAfterInput } from '../contract/work-after';
import { withNotRead, type NotRead } from '../sop/audit/not-read';
import { workNote, type WorkAfter } from '../sop/deactivation/work-after';
import type { Instant } from '../sop/vocabulary/dates';
import type { CompanyId } from '../sop/vocabulary/ids';
import { bulk } from './case/case';

/** Set by Temporal on what a schedule starts; the day stays the same when it starts late. */
const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** N9: once a day, work that was logged on cancelled clients the day before is reported on their At-Risk tickets. */
export async function workAfterCancellation(input: WorkAfterInput = {}): Promise<string> {
  const scheduledAt = input.scheduledAt ?? scheduledStart();
  let notified = input.notified ?? 0;
  let notRead = input.notRead ?? [];
  let after: CompanyId | undefined = input.after;
  for (;;) {
    const summary = 'N9: look for work on cancelled clients';
    const page = await bulk.workOnCancelled.executeWithOptions({ summary }, [scheduledAt, after]);
    for (const work of page.found) notified += (await tell(work, page.day)) ? 1 : 0;
    notRead = withNotRead(notRead, page.notRead);
    const result = `${page.day}: cancelled clients with work logged on them: ${String(notified)}`;
    setCurrentDetails([result, ...notRead.map(inMarkdown)].join('\n\n'));
    if (page.next === undefined) {
      for (const each of notRead) log.warn('work after cancellation that HubSpot would not let be read', { ...each });
      return [result, ...notRead.map(({ what, sentence }) => `not read: ${what} (${sentence})`)].join('; ');
    }
    after = page.next;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof workAfterCancellation>({ scheduledAt, after, notified, notRead });
    }
  }
}

function inMarkdown({ what, sentence }: NotRead): string {
  return `**Not read** (${what}): ${sentence}`;
}

/** A ticket that does not take the note must not keep the others from theirs. */
async function tell(work: WorkAfter, day: Parameters<typeof workNote>[1]): Promise<boolean> {
  const note = workNote(work, day);
  try {
    const summary = `N9: work was logged on company ${work.companyId}`;
    await bulk.perform.executeWithOptions({ summary }, [note]);
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('work after cancellation could not be told', { ticketId: work.ticketId, reference: note.reference });
    return false;
  }
}

function scheduledStart(): Instant {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return (typedSearchAttributes.get(SCHEDULED_START) ?? startTime).getTime() as Instant;
}
