import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { version as sdk } from '@temporalio/worker/package.json';
import { runCommand } from '../dev/process/run-command';

/** With what, and where, something was measured. */
export interface Surroundings {
  readonly versions: { readonly node: string; readonly temporal: string; readonly sdk: string };
  readonly machine: {
    readonly cores: number;
    readonly cpu: string;
    readonly memoryGiB: number;
    readonly os: string;
    /** Of the last minute, before anything was measured. */
    readonly load: number;
  };
}

const VERSION_TIMEOUT_MS = 15_000;

/** @param cliPath the `temporal` command, whose development server is measured with */
export async function surroundings(cliPath: string): Promise<Surroundings> {
  const { stdout } = await runCommand(cliPath, ['--version'], VERSION_TIMEOUT_MS);
  return {
    versions: { node: process.version, temporal: stdout.trim().replace(/^temporal version /, 'CLI '), sdk },
    machine: {
      cores: cpus().length,
      cpu: cpus()[0]?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      os: `${type()} ${release()}`,
      load: loadavg()[0] ?? 0,
    },
  };
}

export function surroundingsInWords({ versions, machine }: Surroundings): string {
  const { cores, cpu, memoryGiB, os, load } = machine;
  return [
    `Node ${versions.node}, Temporal ${versions.temporal}, Temporal's SDK ${versions.sdk}`,
    `${String(cores)} cores (${cpu}), ${String(memoryGiB)} GiB, ${os}, load ${load.toFixed(1)} at the start`,
  ].join('; ');
}
