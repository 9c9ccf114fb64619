import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Agenda } from '../agenda';
import { clock, microtasks } from '../clock';
import { beginAttempt, type AttemptInfo } from './activity';
import { activityFailure, retryDelay } from './retry';
import { Run, type Command, type Job, type Outcome, type WorkflowFunction } from './run';
import { inWords } from './words';

/** How an attempt of an activity goes, besides what HubSpot answers. */
export interface AttemptFate {
  /** Milliseconds until it is carried out, and until its result is known. */
  readonly begins: number;
  readonly lasts: number;
  /** The worker is killed: before the attempt does anything, or after everything was done. */
  readonly killed?: 'before' | 'after' | undefined;
}

export type ActivityFunctions = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

export interface ServerSurroundings {
  readonly agenda: Agenda;
  readonly workflows: Readonly<Record<string, WorkflowFunction>>;
  readonly activities: () => ActivityFunctions;
  readonly fateOf: (activity: string) => AttemptFate;
  /** After how many events of a history Temporal suggests to continue as new. */
  readonly longHistory: number;
  /** Whether the worker forgets a workflow after this activation and has to replay it. */
  readonly evicts: () => boolean;
  /** Called when an activity's attempt continues: at its beginning, and whenever a call that it waited for is answered. */
  readonly onAttempt: (attempt: Attempt) => void;
  readonly onEnd: (execution: Execution) => void;
  readonly broken: (sentence: string) => void;
}

export interface Attempt {
  readonly execution: Execution;
  readonly activity: string;
  readonly args: readonly unknown[];
  readonly info: AttemptInfo;
  /** The worker that made it was killed: nothing that it waited for goes on. */
  isDead: boolean;
}

interface InFlight {
  readonly attempt: Attempt;
  readonly again: (ms: number) => void;
}

interface Activation {
  readonly at: number;
  readonly suggested: boolean;
  readonly jobs: readonly Job[];
}

/** One workflow execution, with what Temporal keeps of it. */
export interface Execution {
  readonly workflowId: string;
  readonly type: string;
  readonly args: readonly unknown[];
  readonly startedAt: number;
  status: 'running' | 'ended' | 'failed';
  result?: unknown;
  run?: Run | undefined;
  history: Activation[];
  said: (readonly Command[])[];
  events: number;
  pending: Job[];
  taskPlanned: boolean;
  searchAttributes: Map<string, { readonly value: unknown; readonly at: number }>;
  readonly timers: Map<number, () => void>;
  /** Checks without a signal since something last happened. */
  idleChecks: number;
  readonly lateTimers: Set<number>;
  readonly answers: Map<number, (outcome: Outcome) => void>;
}

const HEARTBEAT_TIMEOUT_MS = 30_000;
const START_TO_CLOSE_MS = 180_000;
const VISIBLE_AFTER_MS = 1_000;

/** These only check for changes whose signal was lost; a worker that is away fires them late. */
const IDLE = /^(X1|C3): \w+ whether (?!the Client Status)/;
/** As often in a row they fire in time; later ones wait for something to happen, so that years pass quickly. */
const IDLE_LOOKS = 2;

/** A Temporal server with one worker, in memory. */
export class Server {
  readonly executions = new Map<string, Execution>();
  /** The worker is away until then. */
  private awayUntil = 0;
  private readonly inFlight = new Set<InFlight>();
  private updates = 0;
  /** Temporal answers nothing until then. */
  downUntil = 0;
  replays = 0;
  activations = 0;

  constructor(private readonly around: ServerSurroundings) {}

  isRunning(workflowId: string): boolean {
    return this.executions.get(workflowId)?.status === 'running';
  }

  start(workflowId: string, type: string, args: readonly unknown[], jobs: readonly Job[] = []): void {
    const execution: Execution = {
      workflowId,
      type,
      args,
      startedAt: clock.now,
      status: 'running',
      history: [],
      said: [],
      events: 0,
      pending: [...jobs],
      taskPlanned: false,
      searchAttributes: new Map(),
      timers: new Map(),
      idleChecks: 0,
      lateTimers: new Set(),
      answers: new Map(),
    };
    this.executions.set(workflowId, execution);
    this.planTask(execution);
  }

  signal(workflowId: string, name: string, args: readonly unknown[]): void {
    const execution = this.running(workflowId);
    execution.idleChecks = 0;
    this.tell(execution, { kind: 'signal', name, args });
  }

  signalWithStart(
    workflowId: string,
    type: string,
    args: readonly unknown[],
    name: string,
    notified: readonly unknown[],
  ): void {
    if (this.isRunning(workflowId)) this.signal(workflowId, name, notified);
    else this.start(workflowId, type, args, [{ kind: 'signal', name, args: notified }]);
  }

  update(workflowId: string, name: string, args: readonly unknown[], answered: (outcome: Outcome) => void): void {
    const execution = this.running(workflowId);
    execution.idleChecks = 0;
    this.updates += 1;
    execution.answers.set(this.updates, answered);
    this.tell(execution, { kind: 'update', id: this.updates, name, args });
  }

  /** Running cases that show this value, as Temporal's visibility knows them. */
  list(attribute: string, value: string): readonly string[] {
    const shown = [...this.executions.values()].filter(({ status, searchAttributes }) => {
      const found = searchAttributes.get(attribute);
      return status === 'running' && found?.value === value && found.at + VISIBLE_AFTER_MS <= clock.now;
    });
    return shown.map(({ workflowId }) => workflowId);
  }

  /** The worker is killed and comes back later; what it had in memory is gone. */
  killWorker(awayMs: number): void {
    this.awayUntil = Math.max(this.awayUntil, clock.now + awayMs);
    for (const execution of this.executions.values()) execution.run = undefined;
    for (const { attempt, again } of this.inFlight) {
      attempt.isDead = true;
      again(this.awayUntil - clock.now + HEARTBEAT_TIMEOUT_MS);
    }
    this.inFlight.clear();
  }

  /** Everything that Temporal kept is gone. */
  loseEverything(): void {
    for (const execution of this.executions.values()) {
      execution.status = 'ended';
      for (const cancel of execution.timers.values()) cancel();
    }
    this.executions.clear();
  }

  /** Fires the timers that only check for changes. */
  checkNow(): void {
    for (const execution of this.executions.values()) {
      execution.idleChecks = 0;
      for (const seq of execution.lateTimers) this.tell(execution, { kind: 'timer', seq });
      execution.lateTimers.clear();
    }
  }

  /** What the activities are given as Temporal's client. */
  client(): Client {
    const reach = (): void => {
      if (clock.now < this.downUntil) throw new Error('Temporal cannot be reached');
    };
    const getHandle = (workflowId: string): unknown => ({
      // The client answers with a promise; so does this, which fails as one.
      signal: async (signal: { readonly name: string }, ...args: readonly unknown[]): Promise<void> => {
        await Promise.resolve();
        reach();
        this.signal(workflowId, signal.name, args);
      },
    });
    const signalWithStart = async (
      type: string,
      { workflowId, args, signal, signalArgs }: StartOptions,
    ): Promise<void> => {
      await Promise.resolve();
      reach();
      this.signalWithStart(workflowId, type, args, signal.name, signalArgs);
    };
    return { workflow: { getHandle, signalWithStart } } as unknown as Client;
  }

  private running(workflowId: string): Execution {
    const execution = this.executions.get(workflowId);
    if (execution?.status !== 'running')
      throw new WorkflowNotFoundError('no such workflow runs', workflowId, undefined);
    return execution;
  }

  private tell(execution: Execution, job: Job): void {
    if (execution.status !== 'running') return;
    execution.pending.push(job);
    this.planTask(execution);
  }

  private planTask(execution: Execution): void {
    if (execution.taskPlanned) return;
    execution.taskPlanned = true;
    this.around.agenda.at(Math.max(clock.now + 20, this.awayUntil), () => this.runTask(execution));
  }

  private async runTask(execution: Execution): Promise<void> {
    execution.taskPlanned = false;
    if (execution.status !== 'running') return;
    if (clock.now < this.awayUntil) {
      this.planTask(execution);
      return;
    }
    const jobs = execution.pending;
    execution.pending = [];
    if (execution.history.length > 0 && execution.run === undefined) await this.replay(execution);
    const activation = { at: clock.now, suggested: execution.events > this.around.longHistory, jobs };
    const commands = await this.activate(execution, activation);
    execution.history.push(activation);
    execution.said.push(commands);
    execution.events += 3 + jobs.length + commands.length;
    this.activations += 1;
    for (const command of commands) this.apply(execution, command);
    if (this.around.evicts()) execution.run = undefined;
  }

  private async activate(execution: Execution, { jobs, suggested }: Activation): Promise<readonly Command[]> {
    if (execution.run !== undefined) {
      execution.run.continueAsNewSuggested = suggested;
      return execution.run.activate(jobs);
    }
    const workflow = this.around.workflows[execution.type];
    if (workflow === undefined) throw new Error(`no workflow ${execution.type}`);
    execution.run = new Run(execution.workflowId, execution.startedAt);
    execution.run.continueAsNewSuggested = suggested;
    return execution.run.start(workflow, execution.args, jobs);
  }

  /** As a worker does that has not got the workflow in memory: what it says must be what it said. */
  private async replay(execution: Execution): Promise<void> {
    const present = clock.now;
    this.replays += 1;
    for (const [index, activation] of execution.history.entries()) {
      clock.now = activation.at;
      const says = inWords(await this.activate(execution, activation));
      const said = inWords(execution.said[index] ?? []);
      if (says !== said) {
        this.around.broken(`X3: replayed, ${execution.workflowId} says ${says} instead of ${said}`);
      }
    }
    clock.now = present;
  }

  private apply(execution: Execution, command: Command): void {
    switch (command.kind) {
      case 'activity':
        this.attempt(execution, command, 1, clock.now);
        return;
      case 'timer':
        this.setTimer(execution, command);
        return;
      case 'cancelTimer':
        execution.timers.get(command.seq)?.();
        execution.timers.delete(command.seq);
        execution.lateTimers.delete(command.seq);
        return;
      case 'searchAttributes':
        // What is shown already goes on being shown.
        for (const [name, value] of command.values)
          if (execution.searchAttributes.get(name)?.value !== value)
            execution.searchAttributes.set(name, { value, at: clock.now });
        return;
      case 'answer':
        execution.answers.get(command.id)?.(command.outcome);
        execution.answers.delete(command.id);
        return;
      case 'continueAsNew':
        this.end(execution, 'ended');
        this.start(execution.workflowId, execution.type, command.args, execution.pending);
        for (const [name, shown] of execution.searchAttributes)
          this.executions.get(execution.workflowId)?.searchAttributes.set(name, shown);
        return;
      case 'end':
        this.end(execution, command.outcome.ok ? 'ended' : 'failed');
        execution.result = command.outcome.ok ? command.outcome.value : command.outcome.error;
        this.around.onEnd(execution);
    }
  }

  private end(execution: Execution, status: 'ended' | 'failed'): void {
    execution.status = status;
    execution.run = undefined;
    execution.history = [];
    execution.said = [];
    for (const cancel of execution.timers.values()) cancel();
    for (const answer of execution.answers.values()) answer({ ok: false, error: new Error('the workflow ended') });
    execution.answers.clear();
    execution.lateTimers.clear();
  }

  private setTimer(execution: Execution, { seq, ms, summary }: Extract<Command, { kind: 'timer' }>): void {
    const cancel = this.around.agenda.in(Math.max(ms, 1), () => {
      execution.timers.delete(seq);
      if (IDLE.test(summary ?? '')) {
        execution.idleChecks += 1;
        if (execution.idleChecks > IDLE_LOOKS) {
          execution.lateTimers.add(seq);
          return;
        }
      }
      this.tell(execution, { kind: 'timer', seq });
    });
    execution.timers.set(seq, cancel);
  }

  private attempt(
    execution: Execution,
    command: Extract<Command, { kind: 'activity' }>,
    number: number,
    scheduledAt: number,
  ): void {
    const { agenda, fateOf } = this.around;
    const { begins, lasts, killed } = fateOf(command.type);
    agenda.at(Math.max(clock.now + begins, this.awayUntil), async () => {
      if (execution.status !== 'running') return;
      const again = (ms: number): void => {
        agenda.in(ms, () => {
          if (execution.status === 'running') this.attempt(execution, command, number + 1, scheduledAt);
        });
      };
      if (killed === 'before') {
        again(HEARTBEAT_TIMEOUT_MS);
        return;
      }
      const info = { attempt: number, scheduledTimestampMs: scheduledAt, startToCloseTimeoutMs: START_TO_CLOSE_MS };
      const attempt: Attempt = { execution, activity: command.type, args: command.args, info, isDead: false };
      // Other things happen while it waits for HubSpot; the agenda does not.
      void this.carryOut({ attempt, again }, command, killed === 'after', lasts);
      await microtasks();
    });
  }

  private async carryOut(
    inFlight: InFlight,
    command: Extract<Command, { kind: 'activity' }>,
    killedAfter: boolean,
    lasts: number,
  ): Promise<void> {
    const { attempt, again } = inFlight;
    this.inFlight.add(inFlight);
    const outcome = await this.outcomeOf(attempt);
    this.inFlight.delete(inFlight);
    if (attempt.isDead) return;
    const delay = outcome.ok ? undefined : retryDelay(outcome.error, attempt.info.attempt, command);
    if (killedAfter) again(HEARTBEAT_TIMEOUT_MS);
    else if (delay !== undefined) again(delay);
    else {
      const notified: Outcome = outcome.ok
        ? outcome
        : { ok: false, error: activityFailure(command.type, outcome.error) };
      this.around.agenda.in(lasts, () => {
        this.tell(attempt.execution, { kind: 'activity', seq: command.seq, outcome: notified });
      });
    }
  }

  private async outcomeOf(attempt: Attempt): Promise<Outcome> {
    try {
      const activity = this.around.activities()[attempt.activity];
      if (activity === undefined) throw new Error(`no activity ${attempt.activity}`);
      const args = attempt.args.map(throughPayload);
      this.goOn(attempt);
      const value = await activity(...args);
      return { ok: true, value: throughPayload(value) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  /** What runs next is this attempt's, up to where it waits again. */
  goOn(attempt: Attempt): void {
    beginAttempt(attempt.info);
    this.around.onAttempt(attempt);
  }
}

interface StartOptions {
  readonly workflowId: string;
  readonly args: readonly unknown[];
  readonly signal: { readonly name: string };
  readonly signalArgs: readonly unknown[];
}

/** As through Temporal's payloads: what is not data does not arrive, and `undefined` is a payload of its own. */
function throughPayload(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
