import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where `npm start` says how its stack is reached; only on this machine, and only while it runs. */
export const RUNNING_STACK = join('.cache', 'running-stack.json');

const runningStackSchema = z.strictObject({
  pid: z.int().positive(),
  variables: z.record(z.string().regex(/^(?:HUBSPOT|TEMPORAL|AT_RISK)_[A-Z_]+$/), z.string()),
});

export type RunningStack = Readonly<z.infer<typeof runningStackSchema>>;

/** Any of these says which service is meant. */
const OURS = /^(?:HUBSPOT|TEMPORAL|AT_RISK|BRIDGE|WORKER)_/;

/**
 * Takes the settings of the stack that `npm start` runs in this folder, where nothing says otherwise, and answers with a notice of
 * that; undefined where it takes none. In production nothing is taken from a file that lies about.
 */
export function useRunningStack(env: NodeJS.ProcessEnv = process.env, folder = process.cwd()): string | undefined {
  const isSet = Object.entries(env).some(([name, value]) => OURS.test(name) && value !== undefined && value !== '');
  if (isSet || env['NODE_ENV'] === 'production') return undefined;
  const stack = readStack(join(folder, RUNNING_STACK));
  if (stack === undefined || !isAlive(stack.pid)) return undefined;
  Object.assign(env, stack.variables);
  const { HUBSPOT_PORTAL_ID: portal = '', TEMPORAL_ADDRESS: temporal = '' } = stack.variables;
  return `the environment names no service, so this is the stack that npm start runs here (portal ${portal}, Temporal ${temporal})`;
}

function readStack(path: string): RunningStack | undefined {
  try {
    return runningStackSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
