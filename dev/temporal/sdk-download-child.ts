/** Child of sdk-download.ts: `sdk-download-child.ts dev-server|time-skipping DIR`. Exits 0 when the file is in DIR. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';

async function main(server: string, downloadDir: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const options = { server: { executable: { type: 'cached-download' as const, downloadDir } } };
  const environment =
    server === 'dev-server'
      ? await TestWorkflowEnvironment.createLocal(options)
      : await TestWorkflowEnvironment.createTimeSkipping(options);
  await environment.teardown();
}

const [server = '', downloadDir = ''] = process.argv.slice(2);
main(server, downloadDir).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
