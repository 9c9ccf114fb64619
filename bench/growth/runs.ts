import type { Client, WorkflowHandle } from '@temporalio/client';
import { auditStart } from '../../src/contract/audit';
import { AUDIT_WORKFLOW, DEFAULT_TASK_QUEUE, SWEEP_WORKFLOW } from '../../src/contract/names';
import { SWEPT_TYPES, type SweepInput, type SweepResult } from '../../src/contract/sweep';
import type { AuditReport } from '../../src/sop/audit/audit-report';
import { instantAt } from '../../src/sop/vocabulary/dates';

/** What a workflow left in Temporal: one run, or several where it continued as new. */
export interface Histories {
  readonly runs: number;
  readonly events: number;
  readonly bytes: number;
  /** The largest of all payloads. */
  readonly payloadBytes: number;
}

export interface Ran<Result> extends Histories {
  readonly result: Result;
  readonly seconds: number;
}

/** The audit as the schedule starts it, to its end. */
export async function runAudit(client: Client, portalId: string): Promise<Ran<AuditReport>> {
  const start = auditStart(portalId, DEFAULT_TASK_QUEUE);
  const begun = performance.now();
  const handle = await client.workflow.start<() => Promise<AuditReport>>(AUDIT_WORKFLOW, {
    ...start,
    args: start.args as never,
  });
  const result = await handle.result();
  const seconds = (performance.now() - begun) / 1_000;
  return { result, seconds, ...(await historiesOf(client, start.workflowId, handle.firstExecutionRunId)) };
}

/** A sweep that begins where the last one ended a moment ago, so that what it costs is the searches and the associations. */
export async function runSweep(client: Client, portalId: string): Promise<Ran<SweepResult>> {
  const now = instantAt(Date.now());
  const watermarks = Object.fromEntries(SWEPT_TYPES.map((type) => [type, { since: now, seen: [], reconciledAt: now }]));
  const run: SweepInput['run'] = {
    startedAt: now,
    watermarks,
    problems: [],
    left: SWEPT_TYPES,
    changed: 0,
    signalled: 0,
    started: 0,
  };
  const workflowId = `sweep:${portalId}:${String(now)}`;
  const begun = performance.now();
  const handle = await client.workflow.start<(input: SweepInput) => Promise<SweepResult>>(SWEEP_WORKFLOW, {
    workflowId,
    taskQueue: DEFAULT_TASK_QUEUE,
    args: [{ portalId, run }],
  });
  const result = await handle.result();
  const seconds = (performance.now() - begun) / 1_000;
  return { result, seconds, ...(await historiesOf(client, workflowId, handle.firstExecutionRunId)) };
}

async function historiesOf(client: Client, workflowId: string, firstRunId: string): Promise<Histories> {
  let found: Histories = { runs: 0, events: 0, bytes: 0, payloadBytes: 0 };
  let runId: string | undefined = firstRunId;
  while (runId !== undefined && runId !== '') {
    const handle: WorkflowHandle = client.workflow.getHandle(workflowId, runId);
    const { raw } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const last = events?.at(-1);
    found = {
      runs: found.runs + 1,
      events: found.events + (events?.length ?? 0),
      bytes: found.bytes + Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
      payloadBytes: Math.max(found.payloadBytes, ...(events ?? []).map(largestPayload)),
    };
    runId = last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return found;
}

/** In what an event holds, at any depth. */
function largestPayload(of: unknown): number {
  if (of instanceof Uint8Array) return of.byteLength;
  if (typeof of !== 'object' || of === null) return 0;
  return Math.max(0, ...Object.values(of).map(largestPayload));
}
