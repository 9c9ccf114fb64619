import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { auditStart } from '../contract/audit';
import { AUDIT_WORKFLOW, DEFAULT_TASK_QUEUE, SWEEP_WORKFLOW, sweepWorkflowId } from '../contract/names';
import { SWEPT_TYPES, sweepResultSchema, type SweepResult } from '../contract/sweep';
import { FINDING_KINDS } from '../sop/audit/audit-report';
import { lastCompleted } from '../temporal/list';
import { TEMPORAL_METRICS } from './catalog';
import { single, type Family } from './exposition';

/** What the last sweep and the last audit said; absent where there was none, or Temporal no longer keeps it. */
export async function lastRunFamilies(temporal: Client, portalId: string, now: number): Promise<readonly Family[]> {
  const sweep = await lastCompleted(temporal, SWEEP_WORKFLOW, sweepWorkflowId(portalId));
  const { workflowId } = auditStart(portalId, DEFAULT_TASK_QUEUE);
  const audit = await lastCompleted(temporal, AUDIT_WORKFLOW, workflowId);
  return [
    ...(sweep === undefined ? [] : ofSweep(sweepResultSchema().parse(sweep.result), secondsSince(sweep.endedAt, now))),
    ...(audit === undefined ? [] : ofAudit(auditSchema.parse(audit.result), secondsSince(audit.endedAt, now))),
  ];
}

function ofSweep(
  { oldestUnreconciledMs, changed, signalled, started, problems }: SweepResult,
  ago: number,
): readonly Family[] {
  return [
    single(TEMPORAL_METRICS.unreconciled, Math.round(oldestUnreconciledMs / 1_000) + ago),
    { metric: TEMPORAL_METRICS.sweepRecords, values: { changed, signaled: signalled, started } },
    {
      metric: TEMPORAL_METRICS.sweepNotRead,
      values: Object.fromEntries(SWEPT_TYPES.map((each) => [each, problems.some(({ type }) => type === each) ? 1 : 0])),
    },
  ];
}

/** As much of a report as is exported. */
const auditSchema = z.object({ counts: z.record(z.string(), z.int()), notRead: z.array(z.unknown()) });

/** Zero findings mean nothing if records could not be read. */
function ofAudit({ counts, notRead }: z.infer<typeof auditSchema>, ago: number): readonly Family[] {
  const found = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, counts[kind] ?? 0]));
  return [
    { metric: TEMPORAL_METRICS.auditFindings, values: { ...found, notRead: notRead.length } },
    single(TEMPORAL_METRICS.auditAge, ago),
  ];
}

function secondsSince(at: Date | undefined, now: number): number {
  return Math.max(0, Math.round((now - (at?.getTime() ?? now)) / 1_000));
}
