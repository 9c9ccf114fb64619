import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { dieWithUs } from './guard';

export interface Program {
  /** For log lines: "worker". */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment of the program, or ours when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Both outputs are appended here. */
  readonly logFile: string;
}

/** Lines of output that an error brings along. */
const REMEMBERED_LINES = 30;

/** One run of a program, from its start to its end. */
export class RunningProcess {
  readonly pid: number;
  /** How it ended, in words: "exit code 1". Never rejects. */
  readonly ended: Promise<string>;

  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #lastLines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  /** Starts the program. Throws when there is no such program. */
  static async start(program: Program): Promise<RunningProcess> {
    const child = spawn(program.file, program.args, {
      env: program.env ?? process.env,
      cwd: program.cwd,
      // A session of its own: Ctrl-C in the terminal stops us, and we then stop the children in their order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child, 'spawn');
    return new RunningProcess(child, program);
  }

  private constructor(child: ChildProcess, program: Program) {
    if (child.pid === undefined) throw new Error(`${program.name} has no pid`);
    this.pid = child.pid;
    this.#child = child;
    this.#name = program.name;
    dieWithUs(child);
    const logFile = createWriteStream(program.logFile, { flags: 'a' });
    // A full disk must not take the stack down.
    logFile.on('error', () => undefined);
    this.#record(logFile);
    this.ended = closeOf(child).then(([code, signal]: [number | null, NodeJS.Signals | null]) => {
      logFile.end();
      return signal ?? `exit code ${String(code)}`;
    });
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves with the first stdout line for which `pick` gives a value; throws when the program ends before. */
  async firstLine<T>(pick: (line: string) => T | undefined): Promise<T> {
    let listener: ((line: string) => void) | undefined;
    const found = new Promise<T>((resolve) => {
      listener = (line) => {
        const value = pick(line);
        if (value !== undefined) resolve(value);
      };
      this.#listeners.add(listener);
    });
    try {
      return await this.unlessItEnds(found);
    } finally {
      if (listener !== undefined) this.#listeners.delete(listener);
    }
  }

  /** The result of `work`, or an error with the program's last lines when the program ends before that. */
  unlessItEnds<T>(work: Promise<T>): Promise<T> {
    const end = this.ended.then((how): never => {
      throw new Error(`${this.#name} ended (${how})${this.lastWords()}`);
    });
    return Promise.race([work, end]);
  }

  /** The last lines of its output, to add to a message. */
  lastWords(): string {
    return this.#lastLines.length === 0 ? '' : `; its last lines:\n  ${this.#lastLines.join('\n  ')}`;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** SIGTERM, and SIGKILL when it has not ended by then. */
  async stop(graceMs: number): Promise<void> {
    this.kill('SIGTERM');
    const grace = new AbortController();
    const late = pause(graceMs, undefined, { signal: grace.signal }).then(
      () => {
        this.kill('SIGKILL');
      },
      () => undefined,
    );
    await Promise.race([this.ended, late]);
    grace.abort();
    await this.ended;
  }

  #record(logFile: WriteStream): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        logFile.write(`${line}\n`);
        this.#lastLines.push(line);
        if (this.#lastLines.length > REMEMBERED_LINES) this.#lastLines.shift();
        if (stream === this.#child.stdout)
          this.#listeners.forEach((listener) => {
            listener(line);
          });
      });
    }
  }
}

/** Resolves when the program has ended and all its output has been read. */
function closeOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
}
