import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../dev/process/paths';
import { RunningProcess } from '../dev/process/running-process';
import { childEnvironment } from '../dev/stack/child-environment';
import { madeFromSources } from '../dev/stack/made-from-sources';
import { builtProgram } from './program';

export const BARE_QUEUE = 'bare';

export interface BareOptions {
  /** host:port */
  readonly address: string;
  readonly logFile: string;
  /** The SDK's own default unless given. */
  readonly cachedWorkflows?: number;
}

/** What starts a worker with nothing but the SDK, of `bench/programs`, with its workflows bundled before, and waits until it is ready. */
export async function bareWorker({
  address,
  logFile,
  cachedWorkflows,
}: BareOptions): Promise<() => Promise<RunningProcess>> {
  const limit = cachedWorkflows === undefined ? [] : [String(cachedWorkflows)];
  const program = {
    name: 'bare worker',
    file: process.execPath,
    args: [await builtProgram('bare-worker'), address, BARE_QUEUE, await bareBundle(), ...limit],
    env: childEnvironment({}),
    cwd: PROJECT_ROOT,
    logFile,
  };
  return async () => {
    const running = await RunningProcess.start(program);
    await running.firstLine((line) => line.includes('"worker.ready"') || undefined);
    return running;
  };
}

async function bareBundle(): Promise<string> {
  const made = { kind: 'bench-bare-workflows', sources: ['bench/programs'], suffix: '.js' };
  return madeFromSources(made, async (draft) => {
    const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
    const workflowsPath = join(PROJECT_ROOT, 'bench/programs/bare-workflows.ts');
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
    await writeFile(draft, code);
  });
}
