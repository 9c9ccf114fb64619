import { sleep } from '@temporalio/workflow';
import type { CaseInput } from '../../src/contract/case';
import { atRiskCase as caseOfToday } from '../../src/workflows';

export { audit, digest, digestOfDay, intake, supportRequest, sweep, workAfterCancellation } from '../../src/workflows';

/**
 * The workflows of a later build, whose cases begin with one more timer: the history of no running case replays with it, so that a
 * case which it took over in the middle of a run would fail.
 */
export async function atRiskCase(input: CaseInput): ReturnType<typeof caseOfToday> {
  await sleep(1, { summary: 'a later build' });
  return caseOfToday(input);
}
