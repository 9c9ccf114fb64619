import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { childEnvironment, type Variables } from '../../dev/stack/child-environment';

export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Runs `at-risk` from its source, as a person at a terminal does, with no settings around it but these. */
export async function atRisk(variables: Variables, ...args: readonly string[]): Promise<Ended> {
  return runAtRisk(variables, args, () => false);
}

/** The same, ended by Ctrl-C as soon as stderr shows `text`. */
export async function atRiskUntil(text: RegExp, variables: Variables, ...args: readonly string[]): Promise<Ended> {
  return runAtRisk(variables, args, (stderr) => text.test(stderr));
}

async function runAtRisk(
  variables: Variables,
  args: readonly string[],
  isEnough: (stderr: string) => boolean,
): Promise<Ended> {
  const started = Date.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: PROJECT_ROOT,
    env: childEnvironment({ NODE_ENV: 'production', ...variables }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err.push(text);
    if (isEnough(err.join(''))) child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: out.join(''), stderr: err.join(''), tookMs: Date.now() - started };
}
