import { setTimeout as pause } from 'node:timers/promises';
import { ScheduleNotFoundError, ScheduleOverlapPolicy, type Client, type ScheduleHandle } from '@temporalio/client';
import { Command } from 'commander';
import { scheduleIds } from '../../contract/names';
import { sweepResultSchema, type SweepResult } from '../../contract/sweep';
import type { PortalClient } from '../../temporal/portal-client';
import { answeredSoon, inSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { print, printJson } from '../output/terminal';
import { CHECK_EVERY_MS, untilEnded } from '../until-ended';

export function sweepCommand(): Command {
  return new Command('sweep')
    .description(
      'signals the cases now for everything that changed in HubSpot since the last sweep, and prints what it found',
    )
    .option('--json', 'print JSON: what was found, and the watermarks')
    .addHelpText(
      'after',
      `
A sweep runs every five minutes by itself. If one is running, this command waits for it first. Ctrl-C leaves it running.`,
    )
    .action(run);
}

async function run(options: { readonly json?: boolean }): Promise<void> {
  const result = await inSession(sweepNow);
  if (options.json === true) printJson(result);
  else print(sweepAsText(result));
}

/** Starts the schedule's workflow, so that it continues from the last sweep and the next one continues from it. */
async function sweepNow({ temporal, portalId }: PortalClient): Promise<SweepResult> {
  const schedule = temporal.schedule.getHandle(scheduleIds(portalId).sweep);
  const known = new Set((await sweepsOf(temporal, schedule)).map(({ runId }) => runId));
  await answeredSoon(temporal, () => schedule.trigger(ScheduleOverlapPolicy.BUFFER_ONE));
  for (;;) {
    const started = (await sweepsOf(temporal, schedule)).find(({ runId }) => !known.has(runId));
    if (started !== undefined) return resultOf(temporal, started.workflowId);
    await pause(CHECK_EVERY_MS);
  }
}

interface StartedSweep {
  readonly workflowId: string;
  readonly runId: string;
}

async function sweepsOf(temporal: Client, schedule: ScheduleHandle): Promise<readonly StartedSweep[]> {
  try {
    const { info } = await answeredSoon(temporal, () => schedule.describe());
    return info.recentActions.map(({ action }) => ({
      workflowId: action.workflow.workflowId,
      runId: action.workflow.firstExecutionRunId,
    }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new NotDoneError('the sweep is not registered with Temporal: run at-risk setup');
  }
}

/** It lasts as long as HubSpot takes, so only each question has a limit. */
async function resultOf(temporal: Client, workflowId: string): Promise<SweepResult> {
  const handle = temporal.workflow.getHandle(workflowId);
  await untilEnded(temporal, handle);
  return sweepResultSchema().parse(await answeredSoon(temporal, () => handle.result()));
}

function sweepAsText({ changed, signalled, started, oldestUnreconciledMs, problems }: SweepResult): string {
  return [
    `changed records: ${String(changed)}, running cases signaled: ${String(signalled)}, cases started: ${String(started)}`,
    `oldest change that may not have reached its case: ${String(Math.round(oldestUnreconciledMs / 1000))} s old`,
    ...problems.map(({ type, sentence }) => `not read (${type}): ${sentence}`),
    '',
  ].join('\n');
}
