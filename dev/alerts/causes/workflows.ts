import { setTimeout as pause } from 'node:timers/promises';
import { INTAKE_WORKFLOW, SWEEP_WORKFLOW, intakeWorkflowId, sweepWorkflowId } from '../../../src/contract/names';
import { atMost } from '../../process/at-most';
import type { AlertWorld } from '../alert-world';
import type { Cause } from './cause';

/** A few seconds less than the 15 minutes after which a case counts as overdue. */
const AHEAD_MS = 14.5 * 60_000;
const WOKEN = 5;

/** A backlog that a worker with a fifth of its time works off for half a minute or longer. */
const BACKLOG = 800;
const TOGETHER = 20;
/** The rule asks for 30 s. */
const FROZEN_MS = 33_000;
const RUNS_MS = 200;
const STANDS_MS = 800;

const failed: Cause = {
  alert: 'AtRiskFailed',
  cause: 'a sweep is started by hand with a wrong input',
  end: 'the failed run is deleted from Temporal',
  begin: async ({ temporal, stack: { portalId, taskQueue, namespace } }) => {
    const workflowId = `${sweepWorkflowId(portalId)}-by-hand`;
    const handle = await temporal.workflow.start(SWEEP_WORKFLOW, { workflowId, taskQueue, args: [{}] });
    await handle.result().catch(() => undefined);
    return {
      end: async () => {
        const workflowExecution = { workflowId };
        await temporal.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
      },
    };
  },
};

const stuck: Cause = {
  alert: 'AtRiskStuck',
  cause: 'a build whose code cannot replay the running cases is rolled out, without a build id',
  end: 'the former build, and at-risk heal --all',
  begin: async (world) => {
    const former = await world.withLaterWorkflows();
    await world.recheck(world.clients.slice(0, WOKEN));
    return {
      end: async () => {
        await former();
        await world.atRisk('heal', '--all');
      },
    };
  },
};

const overdue: Cause = {
  alert: 'AtRiskOverdue',
  cause: 'the worker is frozen, and a case started; a second bridge sees it with a clock that is 14½ minutes ahead',
  end: 'SIGCONT',
  begin: async (world) => {
    const resume = await world.freeze('worker');
    const client = await world.open('Overdue');
    await world.recheck([client]);
    const stop = await world.bridgeAhead(AHEAD_MS);
    return { end: resume, after: stop };
  },
};

const workersBusy: Cause = {
  alert: 'AtRiskWorkersBusy',
  cause: `${String(BACKLOG)} workflows wait half a minute; then the worker gets a fifth of its time (SIGSTOP, SIGCONT)`,
  end: 'SIGCONT',
  begin: async (world) => {
    await world.freeze('worker');
    await startIntakes(world);
    await pause(FROZEN_MS);
    const slowly = new AbortController();
    const slow = runSlowly(world, slowly.signal);
    return {
      end: async () => {
        slowly.abort();
        await slow;
      },
    };
  },
};

/** Workflows that fail, cannot continue, or get no worker. */
export const WORKFLOWS: readonly Cause[] = [failed, stuck, overdue, workersBusy];

/** Of webhooks without events: they are over at once. */
async function startIntakes({ temporal, stack: { portalId, taskQueue } }: AlertWorld): Promise<void> {
  const numbers = Array.from({ length: BACKLOG }, (_none, index) => index);
  await atMost(TOGETHER, numbers, (number) =>
    temporal.workflow.start(INTAKE_WORKFLOW, {
      workflowId: intakeWorkflowId(portalId, `backlog-${String(number)}`),
      taskQueue,
      args: [{ portalId, events: [] }],
    }),
  );
}

async function runSlowly({ stack: { children } }: AlertWorld, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await children.worker.kill('SIGCONT');
    await pause(RUNS_MS);
    await children.worker.kill('SIGSTOP');
    await pause(STANDS_MS);
  }
  await children.worker.kill('SIGCONT');
}
