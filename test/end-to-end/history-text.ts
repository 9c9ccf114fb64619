import type { WorkflowHandle } from '@temporalio/client';

/** Everything that Temporal keeps of a workflow, as text: payloads decoded, names, summaries, search attributes. */
export async function historyText(handle: WorkflowHandle): Promise<string> {
  const parts: string[] = [];
  collect(await handle.fetchHistory(), parts);
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
