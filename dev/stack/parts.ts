import type { Log } from '../process/log';
import { Supervised, type SupervisedProgram } from '../process/supervised';

interface Stoppable {
  stop(): Promise<void>;
}

/** What has been started, so that all of it is stopped again: also when one part fails while others still start. */
export class Parts {
  readonly #starting: Promise<Stoppable>[] = [];
  readonly #abort = new AbortController();
  #stopped: Promise<void> | undefined;

  /** Aborted when the parts are stopped: gives up starts under way. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Starts a program of ours and keeps it running. */
  supervise(program: SupervisedProgram, log: Log, restarts: boolean): Promise<Supervised> {
    return this.add(Supervised.start(program, { log, restarts, signal: this.signal }));
  }

  /** Registers a start that `signal` can abort. */
  add<T extends Stoppable>(start: Promise<T>): Promise<T> {
    this.#starting.push(start);
    return start;
  }

  /** Stops the parts, the last first: a part never has to do without one that it was started on. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    this.#abort.abort(new Error('the stack is stopped'));
    for (const start of this.#starting.toReversed()) {
      const part = await start.catch(() => undefined);
      await part?.stop();
    }
  }
}
