import { TestWorkflowEnvironment } from '@temporalio/testing';
import { AS_MANY_SHARDS } from '../../dev/temporal/dev-server';
import { findTemporalCli, findTestServer } from '../../dev/temporal/executables';

/** Set by global-setup.ts, read by the helpers below and by tests that run a worker. */
export const TEST_ENV = {
  /** Path of the time-skipping test server. */
  testServer: 'AT_RISK_TEST_SERVER',
  /** Path of the `temporal` command. */
  cli: 'AT_RISK_TEMPORAL_CLI',
  /** Path of the workflows' bundle; unset as long as there are no workflows. */
  bundle: 'AT_RISK_TEST_BUNDLE',
} as const;

/** For `TestWorkflowEnvironment.createTimeSkipping({server: {executable: {type: 'existing-path', path}}})`. */
export async function testServerPath(): Promise<string> {
  return process.env[TEST_ENV.testServer] ?? (await findTestServer());
}

/** A Temporal server of a test's own, without the service's search attributes; `extraArgs` are the command's. */
export async function startLocalServer(...extraArgs: string[]): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path', path: await cliPath() } as const;
  return TestWorkflowEnvironment.createLocal({
    server: { executable, log: { format: 'pretty', level: 'error' }, extraArgs: [...AS_MANY_SHARDS, ...extraArgs] },
  });
}

/** For `startTemporal`. */
export async function cliPath(): Promise<string> {
  return process.env[TEST_ENV.cli] ?? (await findTemporalCli());
}

/** The bundled workflows, for `Worker.create({workflowBundle: {codePath}})`: bundling once saves seconds a test file. */
export function workflowBundle(): { readonly codePath: string } {
  const codePath = process.env[TEST_ENV.bundle];
  if (codePath === undefined)
    throw new Error('no workflow bundle: see what test/support/global-setup.ts said at the start of jest');
  return { codePath };
}
