import { Context } from '@temporalio/activity';
import { Client, WorkflowFailedError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { until } from '../../../dev/process/until';
import { testServerPath } from '../../support/temporal';
import { parityActivities } from './activities';
import type { Outcome, PlayScenario, Scenario, Step } from './scenarios';

const MINUTE = 60_000;
const TASK_QUEUE = 'parity';
const SETTLED_WITHIN_MS = 20_000;

const { EventType } = temporal.api.enums.v1;
const TASK_COMPLETED: number = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
const TASK_EVENTS: ReadonlySet<number> = new Set([
  EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  TASK_COMPLETED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
]);

/** Temporal's time-skipping server, with a worker of the same workflows. */
export class RealTemporal {
  private readonly client: Client;

  private constructor(
    private readonly env: TestWorkflowEnvironment,
    private readonly worker: Worker,
    private readonly running: Promise<void>,
  ) {
    // Not the environment's own client, which lets time pass while it waits.
    this.client = new Client({ connection: env.connection });
  }

  static async start(): Promise<RealTemporal> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: await testServerPath() } },
    });
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: TASK_QUEUE,
      workflowsPath: require.resolve('./workflows'),
      activities: parityActivities(() => Context.current().info.attempt),
    });
    return new RealTemporal(env, worker, worker.run());
  }

  async stop(): Promise<void> {
    this.worker.shutdown();
    await this.running;
    await this.env.teardown();
  }

  readonly play: PlayScenario = async (scenario, id) => {
    const answers: Promise<string>[] = [];
    for (const step of scenario.steps) {
      if (step.do === 'update') answers.push(this.update(id, [step.arg]));
      else await this.take(step, scenario, id);
      await this.settled(id);
    }
    // An update may reach the server after the workflow was found to be idle.
    const answered = await Promise.all(answers);
    await this.settled(id);
    return { ...(await this.outcomeOf(id)), ...(answered.length > 0 && { answers: answered }) };
  };

  private async take(step: Exclude<Step, { do: 'update' }>, { workflow }: Scenario, workflowId: string): Promise<void> {
    const options = { workflowId, taskQueue: TASK_QUEUE };
    switch (step.do) {
      case 'start':
        await this.client.workflow.start(workflow, { ...options, args: [...(step.args ?? [])] });
        return;
      case 'signalWithStart': {
        const { signal, args } = step;
        await this.client.workflow.signalWithStart(workflow, { ...options, args: [], signal, signalArgs: [...args] });
        return;
      }
      case 'signal':
        await this.client.workflow
          .getHandle(workflowId)
          .signal(step.signal, ...(step.args ?? []))
          .catch((error: unknown) => {
            // It has ended.
            if (!(error instanceof WorkflowNotFoundError)) throw error;
          });
        return;
      case 'wait':
        await this.env.sleep(step.minutes * MINUTE);
    }
  }

  private async update(workflowId: string, args: [unknown]): Promise<string> {
    try {
      return await this.client.workflow.getHandle(workflowId).executeUpdate<string, [unknown]>('ask', { args });
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) return error.cause?.message ?? '';
      throw error;
    }
  }

  /** No task of the workflow is on its way, and no attempt of an activity. A query would not do: one that meets the end of a run is lost. */
  private async settled(workflowId: string): Promise<void> {
    const handle = this.client.workflow.getHandle(workflowId);
    const check = async (): Promise<true | undefined> => {
      const { events = [] } = await handle.fetchHistory();
      const { raw, status } = await handle.describe();
      const lastTask = events?.findLast(({ eventType }) => TASK_EVENTS.has(Number(eventType)));
      const isIdle = status.name !== 'RUNNING' || Number(lastTask?.eventType) === TASK_COMPLETED;
      const isWaiting = (raw.pendingActivities ?? []).every(({ lastFailure }) => Boolean(lastFailure));
      return (isIdle && isWaiting) || undefined;
    };
    await until(check, { what: 'the workflow to settle', withinMs: SETTLED_WITHIN_MS, everyMs: 20 });
  }

  private async outcomeOf(workflowId: string): Promise<Outcome> {
    const handle = this.client.workflow.getHandle(workflowId);
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') return { status: 'running' };
    try {
      return { status: 'completed', result: await handle.result() };
    } catch (error) {
      if (error instanceof WorkflowFailedError) return { status: 'failed', result: error.cause?.message };
      throw error;
    }
  }
}
