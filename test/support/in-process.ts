import { AsyncLocalStorage } from 'node:async_hooks';

/** What a program gets and gives that runs in the process of its test. */
interface Program {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: string[];
  readonly stderr: string[];
}

export interface Ran<T> {
  readonly result: T;
  readonly stdout: string;
  readonly stderr: string;
}

const running = new AsyncLocalStorage<Program>();

/**
 * Runs a program without starting a process: `process.env` and what it writes to stdout and stderr are its own. Several may run
 * side by side. It saves the start of Node, which costs more than a command does.
 */
export async function inProcess<T>(env: NodeJS.ProcessEnv, program: () => Promise<T>): Promise<Ran<T>> {
  divert();
  const mine: Program = { env, stdout: [], stderr: [] };
  const result = await running.run(mine, program);
  return { result, stdout: mine.stdout.join(''), stderr: mine.stderr.join('') };
}

let diverted = false;

/** Of jest's `process`, which is this test file's own. */
function divert(): void {
  if (diverted) return;
  diverted = true;
  const { env } = process;
  Object.defineProperty(process, 'env', { get: () => running.getStore()?.env ?? env });
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name];
    const write = stream.write.bind(stream);
    const writeOrKeep = (text: string | Uint8Array, ...rest: never[]): boolean => {
      const program = running.getStore();
      if (program === undefined) return write(text, ...rest);
      program[name].push(text.toString());
      return true;
    };
    Object.defineProperty(process, name, { value: Object.create(stream, { write: { value: writeOrKeep } }) });
  }
}
