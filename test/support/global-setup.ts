import { BUILD_VARIABLE } from '../../dev/process/script';
import { bundledWorkflows } from '../../dev/stack/workflow-bundle';
import { findTemporalCli, findTestServer } from '../../dev/temporal/executables';
import { builtPrograms } from './build';
import { TEST_ENV } from './temporal';

/** Once before all tests: executables, bundle and programs are made ready, and tests find them through the environment. */
async function globalSetup(): Promise<void> {
  const [cli, testServer, bundle, programs] = await Promise.all([
    findTemporalCli(),
    findTestServer(),
    workflows(),
    builtPrograms(),
  ]);
  process.env[TEST_ENV.cli] = cli;
  process.env[TEST_ENV.testServer] = testServer;
  process.env[BUILD_VARIABLE] = programs;
  if (bundle !== undefined) process.env[TEST_ENV.bundle] = bundle;
}

/** Workflows that cannot be bundled fail the tests that run them, and not all the others too. */
async function workflows(): Promise<string | undefined> {
  try {
    return await bundledWorkflows();
  } catch (error) {
    process.stderr.write(`The workflows could not be bundled: ${String(error)}\n`);
    return undefined;
  }
}

// The one form of export that jest takes for a global setup and that is no default export.
export = globalSetup;
