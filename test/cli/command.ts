import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { scriptArgs } from '../../dev/process/script';
import { childEnvironment, type Variables } from '../../dev/stack/child-environment';
import { run } from '../../src/cli/program';
import { inProcess } from '../support/in-process';

export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Runs `at-risk` in this process, with no settings around it but these. */
export async function atRisk(variables: Variables, ...args: readonly string[]): Promise<Ended> {
  const started = Date.now();
  const { result, stdout, stderr } = await inProcess(environment(variables), () => run(['node', 'at-risk', ...args]));
  return { code: result, stdout, stderr, tookMs: Date.now() - started };
}

/** Runs it as a process of its own, as a person at a terminal does. */
export async function atRiskProcess(variables: Variables, ...args: readonly string[]): Promise<Ended> {
  return runProcess(variables, args, () => false);
}

/** The same, ended by Ctrl-C as soon as stderr shows `text`. */
export async function atRiskUntil(text: RegExp, variables: Variables, ...args: readonly string[]): Promise<Ended> {
  return runProcess(variables, args, (stderr) => text.test(stderr));
}

async function runProcess(
  variables: Variables,
  args: readonly string[],
  isEnough: (stderr: string) => boolean,
): Promise<Ended> {
  const started = Date.now();
  const child = spawn(process.execPath, [...scriptArgs('src/cli/main.ts'), ...args], {
    cwd: PROJECT_ROOT,
    env: environment(variables),
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

function environment(variables: Variables): NodeJS.ProcessEnv {
  return childEnvironment({ NODE_ENV: 'production', ...variables });
}
