import { setTimeout as pause } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { isRunning } from '../temporal/describe';
import { answeredSoon } from './connect';

export const CHECK_EVERY_MS = 500;

/** Waits as long as a workflow takes, by calls that are each answered soon; `meanwhile` is called while it runs. */
export async function untilEnded(
  temporal: Client,
  handle: WorkflowHandle,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  while (await answeredSoon(temporal, () => isRunning(handle))) {
    await meanwhile();
    await pause(CHECK_EVERY_MS);
  }
}
