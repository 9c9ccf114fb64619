import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from './log';
import { RunningProcess, type Program } from './running-process';

export interface SupervisedOptions {
  readonly log: Log;
  /** Whether it is started again when it ends by itself. Default true. */
  readonly restarts?: boolean;
  /** How long it may take to become ready. Default 60 s. */
  readonly readyWithinMs?: number;
  /** How long it may take to end after SIGTERM. Default 15 s. */
  readonly graceMs?: number;
  /** Gives up a start or restart under way: what was started is ended, and the start rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface SupervisedProgram extends Program {
  /** Resolves when this run of it can do its work. */
  whenReady(running: RunningProcess, signal: AbortSignal): Promise<void>;
}

/** A part of the stack as others see it: a fault test kills it and awaits `ready`. */
export interface ChildHandle {
  readonly name: string;
  /** Undefined between the end of one run and the start of the next. */
  readonly pid: number | undefined;
  /** Sends the signal; for a signal that ends it, resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Orderly stop and start; resolves when it is ready again. */
  restart(): Promise<void>;
  /** Resolves when it is ready, after a restart under way. */
  ready(): Promise<void>;
}

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 10_000;
/** A run that lasted so long was a good one: the next failure starts with the short pause again. */
const GOOD_RUN_MS = 30_000;
const HARMLESS_SIGNALS: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2', 'SIGHUP'];

/** A program that is kept running until it is stopped. */
export class Supervised implements ChildHandle {
  readonly #program: SupervisedProgram;
  readonly #options: SupervisedOptions;
  #running: RunningProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  /** Whether an end is a surprise: not while it starts (the start reports that) nor while we stop it. */
  #isExpectedToRun = false;
  #isStopped = false;
  #failures = 0;

  /** Starts the program and waits until it is ready; a program that cannot start is reported, not tried again. */
  static async start(program: SupervisedProgram, options: SupervisedOptions): Promise<Supervised> {
    const supervised = new Supervised(program, options);
    await supervised.#launch();
    return supervised;
  }

  private constructor(program: SupervisedProgram, options: SupervisedOptions) {
    this.#program = program;
    this.#options = options;
  }

  get name(): string {
    return this.#program.name;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    // What was asked for is no failure of the program: the pause before its next run does not grow.
    this.#failures = 0;
    running.kill(signal);
    if (!HARMLESS_SIGNALS.includes(signal)) await running.ended;
  }

  async restart(): Promise<void> {
    await this.#end();
    this.#ready = this.#launch();
    await this.#ready;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#isExpectedToRun = false;
    await this.#running?.stop(this.#options.graceMs ?? 15_000);
    this.#running = undefined;
  }

  async #launch(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const running = await RunningProcess.start(this.#program);
    this.#running = running;
    try {
      // A stop that came while the program was being spawned found nothing to stop.
      if (this.#isStopped) throw new Error(`${this.name} was stopped`);
      await running.unlessItEnds(this.#whenReady(running));
    } catch (error) {
      await running.stop(0);
      this.#running = undefined;
      throw error;
    }
    this.#isExpectedToRun = true;
    const startedAt = Date.now();
    void running.ended.then((how) => {
      if (this.#running !== running || !this.#isExpectedToRun) return;
      if (Date.now() - startedAt > GOOD_RUN_MS) this.#failures = 0;
      this.#surprised(how, running);
    });
  }

  async #whenReady(running: RunningProcess): Promise<void> {
    const withinMs = this.#options.readyWithinMs ?? 60_000;
    const over = new AbortController();
    const timer = setTimeout(() => {
      const late = `${this.name} was not ready within ${String(withinMs / 1000)} s`;
      over.abort(new Error(late + running.lastWords()));
    }, withinMs);
    const signal = AbortSignal.any([over.signal, ...(this.#options.signal ? [this.#options.signal] : [])]);
    try {
      await Promise.race([this.#program.whenReady(running, signal), rejection(signal)]);
    } finally {
      clearTimeout(timer);
      // Ends what may still be waiting after a failure.
      over.abort(new Error(`${this.name} is no longer awaited`));
    }
  }

  #surprised(how: string, running: RunningProcess): void {
    this.#running = undefined;
    this.#isExpectedToRun = false;
    const { log, restarts = true } = this.#options;
    log(`${this.name} ended unexpectedly (${how})${restarts ? ', starting it again' : ''}${running.lastWords()}`);
    if (restarts) this.#ready = this.#startAgain();
  }

  #isGivenUp(): boolean {
    return this.#isStopped || this.#options.signal?.aborted === true;
  }

  async #startAgain(): Promise<void> {
    for (;;) {
      await pause(Math.min(FIRST_BACKOFF_MS * 2 ** this.#failures++, MAX_BACKOFF_MS));
      if (this.#isGivenUp() || this.#running !== undefined) return;
      try {
        await this.#launch();
        this.#options.log(`${this.name} is running again`);
        return;
      } catch (error) {
        if (this.#isGivenUp()) return;
        this.#options.log(`${this.name} could not be started again: ${String(error)}`);
      }
    }
  }
}

/** Never resolves; rejects with the signal's reason. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const rejectWithReason = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) rejectWithReason();
    else signal.addEventListener('abort', rejectWithReason, { once: true });
  });
}
