import type { ActivityOptions } from '@temporalio/workflow';
import { microtasks } from '../clock';

/** Something that Temporal tells a workflow. */
export type Job =
  | { readonly kind: 'signal'; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'update'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'activity'; readonly seq: number; readonly outcome: Outcome }
  | { readonly kind: 'timer'; readonly seq: number };

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Something that a workflow asks of Temporal. */
export type Command =
  | {
      readonly kind: 'activity';
      readonly seq: number;
      readonly type: string;
      readonly args: readonly unknown[];
      readonly options: ActivityOptions;
    }
  | { readonly kind: 'timer'; readonly seq: number; readonly ms: number; readonly summary: string | undefined }
  | { readonly kind: 'cancelTimer'; readonly seq: number }
  | { readonly kind: 'answer'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'searchAttributes'; readonly values: ReadonlyMap<string, unknown> }
  | { readonly kind: 'end'; readonly outcome: Outcome }
  | { readonly kind: 'continueAsNew'; readonly args: readonly unknown[] };

export type WorkflowFunction = (...args: never[]) => Promise<unknown>;

interface Waiting {
  readonly holds: () => boolean;
  readonly go: () => void;
}

interface UpdateHandler {
  readonly run: (...args: readonly unknown[]) => unknown;
  readonly validator: ((...args: readonly unknown[]) => void) | undefined;
}

/** How a workflow says that it continues as new. */
export class ContinueAsNew extends Error {
  constructor(readonly args: readonly unknown[]) {
    super('continues as new');
  }
}

/**
 * One workflow in memory, driven as Temporal's SDK drives it: jobs go in, all microtasks run, conditions are checked until
 * none holds any more, and the commands come out. Started again with the same jobs it must give the same commands.
 */
export class Run {
  private static active: Run | undefined;

  readonly handlers = new Map<string, (...args: readonly unknown[]) => unknown>();
  readonly updates = new Map<string, UpdateHandler>();
  private readonly unheard: Extract<Job, { kind: 'signal' }>[] = [];
  private readonly activities = new Map<number, (outcome: Outcome) => void>();
  private readonly timers = new Map<number, () => void>();
  private waiting: Waiting[] = [];
  private commands: Command[] = [];
  private seq = 0;
  handlersRunning = 0;
  /** Set by the server before each activation. */
  continueAsNewSuggested = false;

  constructor(
    readonly workflowId: string,
    readonly startedAt: number,
  ) {}

  /** The workflow whose code is running now. */
  static get current(): Run {
    if (Run.active === undefined) throw new Error('workflow code runs outside of a workflow');
    return Run.active;
  }

  /** The first activation: starts the workflow's function. */
  async start(workflow: WorkflowFunction, args: readonly unknown[], jobs: readonly Job[]): Promise<readonly Command[]> {
    return this.activate(jobs, () => {
      const main = async (): Promise<unknown> => workflow(...(args as never[]));
      main().then(
        (value) => {
          this.command({ kind: 'end', outcome: { ok: true, value } });
        },
        (error: unknown) => {
          if (error instanceof ContinueAsNew) this.command({ kind: 'continueAsNew', args: error.args });
          else this.command({ kind: 'end', outcome: { ok: false, error } });
        },
      );
    });
  }

  async activate(jobs: readonly Job[], begin?: () => void): Promise<readonly Command[]> {
    Run.active = this;
    try {
      begin?.();
      // As in Temporal: what people and other programs say comes before what the workflow itself waited for.
      const messages = jobs.filter(isMessage);
      for (const job of messages) this.apply(job);
      if (messages.length > 0 && messages.length < jobs.length) await microtasks();
      for (const job of jobs) if (!isMessage(job)) this.apply(job);
      do await microtasks();
      while (this.unblock());
    } finally {
      Run.active = undefined;
    }
    const { commands } = this;
    this.commands = [];
    return commands;
  }

  query(name: string): unknown {
    Run.active = this;
    try {
      return this.handlers.get(name)?.();
    } finally {
      Run.active = undefined;
    }
  }

  handleSignal(name: string, handler: (...args: readonly unknown[]) => unknown): void {
    this.handlers.set(name, handler);
    for (const job of this.unheard.splice(0)) this.apply(job);
  }

  schedule(type: string, args: readonly unknown[], options: ActivityOptions): Promise<unknown> {
    this.seq += 1;
    const { seq } = this;
    this.command({ kind: 'activity', seq, type, args, options });
    return new Promise((resolve, reject) => {
      this.activities.set(seq, (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(asError(outcome.error));
      });
    });
  }

  timer(ms: number, summary: string | undefined): { readonly fired: Promise<void>; readonly cancel: () => void } {
    this.seq += 1;
    const { seq } = this;
    this.command({ kind: 'timer', seq, ms, summary });
    const fired = new Promise<void>((resolve) => this.timers.set(seq, resolve));
    return {
      fired,
      cancel: () => {
        if (this.timers.delete(seq)) this.command({ kind: 'cancelTimer', seq });
      },
    };
  }

  /** `drop` stops the waiting. */
  until(holds: () => boolean): { readonly met: Promise<void>; readonly drop: () => void } {
    if (holds()) return { met: Promise.resolve(), drop: () => undefined };
    let mine: Waiting | undefined;
    const met = new Promise<void>((go) => {
      mine = { holds, go };
      this.waiting.push(mine);
    });
    return {
      met,
      drop: () => {
        this.waiting = this.waiting.filter((waiting) => waiting !== mine);
      },
    };
  }

  command(command: Command): void {
    this.commands.push(command);
  }

  private apply(job: Job): void {
    switch (job.kind) {
      case 'activity': {
        const settle = this.activities.get(job.seq);
        this.activities.delete(job.seq);
        settle?.(job.outcome);
        return;
      }
      case 'timer': {
        const fire = this.timers.get(job.seq);
        this.timers.delete(job.seq);
        fire?.();
        return;
      }
      case 'signal': {
        const handler = this.handlers.get(job.name);
        if (handler === undefined) this.unheard.push(job);
        else this.handle(() => handler(...job.args));
        return;
      }
      case 'update':
        this.update(job);
    }
  }

  private update({ id, name, args }: Extract<Job, { kind: 'update' }>): void {
    const answer = (outcome: Outcome): void => {
      this.command({ kind: 'answer', id, outcome });
    };
    const handler = this.updates.get(name);
    try {
      if (handler === undefined) throw new Error(`no update ${name}`);
      handler.validator?.(...args);
    } catch (error) {
      answer({ ok: false, error });
      return;
    }
    this.handle(
      () => handler.run(...args),
      (value) => {
        answer({ ok: true, value });
      },
      (error) => {
        answer({ ok: false, error });
      },
    );
  }

  /** An error that a signal's handler does not catch fails the workflow, as in Temporal. */
  private handle(
    work: () => unknown,
    onValue: (value: unknown) => void = () => undefined,
    onError: (error: unknown) => void = (error) => {
      this.command({ kind: 'end', outcome: { ok: false, error } });
    },
  ): void {
    this.handlersRunning += 1;
    new Promise((resolve) => {
      resolve(work());
    })
      .then(onValue, onError)
      .finally(() => {
        this.handlersRunning -= 1;
      });
  }

  private unblock(): boolean {
    const ready = this.waiting.find(({ holds }) => holds());
    if (ready === undefined) return false;
    this.waiting = this.waiting.filter((waiting) => waiting !== ready);
    ready.go();
    return true;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function isMessage(job: Job): boolean {
  return job.kind === 'signal' || job.kind === 'update';
}
