import type { Client, WorkflowHandle } from '@temporalio/client';

/** Everything that Temporal keeps of a workflow, as text: payloads as they are kept, names, summaries, search attributes. */
export async function historyText(handle: WorkflowHandle): Promise<string> {
  return textIn(await handle.fetchHistory());
}

/** The same of all workflows and schedules of the namespace, with what Temporal's lists and descriptions show of them. */
export async function namespaceText({ workflow, workflowService, options }: Client): Promise<string> {
  const { namespace } = options;
  const parts: string[] = [];
  for await (const { raw, workflowId, runId } of workflow.list()) {
    const execution = { workflowId, runId };
    const described = await workflowService.describeWorkflowExecution({ namespace, execution });
    parts.push(textIn([raw, described]), await historyText(workflow.getHandle(workflowId, runId)));
  }
  const { schedules } = await workflowService.listSchedules({ namespace });
  for (const { scheduleId } of schedules) {
    parts.push(textIn(await workflowService.describeSchedule({ namespace, scheduleId: scheduleId ?? '' })));
  }
  return parts.join('\n');
}

function textIn(kept: unknown): string {
  const parts: string[] = [];
  collect(kept, parts);
  return parts.join('\n');
}

function collect(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push(value);
  else if (value instanceof Uint8Array) parts.push(Buffer.from(value).toString('utf8'));
  else if (Array.isArray(value)) {
    for (const item of value) collect(item, parts);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      parts.push(key);
      collect(item, parts);
    }
  }
}
