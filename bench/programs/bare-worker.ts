import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

/** One write to HubSpot. */
export interface Call {
  /** With the host. */
  readonly url: string;
  readonly token: string;
  readonly body: unknown;
}

export type BareActivities = typeof activities;

const activities = {
  async call({ url, token, body }: Call): Promise<void> {
    const answer = await fetch(url, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}`);
    await answer.arrayBuffer();
  },
};

/**
 * A program: a worker with nothing but the SDK. Arguments: the server's address, the task queue, the file of the bundled workflows, and
 * how many workflows it may keep. Says that it is ready as the service's worker does.
 */
async function main([
  address = '',
  taskQueue = '',
  codePath = '',
  maxCachedWorkflows = '',
]: readonly string[]): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    activities,
    workflowBundle: { codePath },
    ...(maxCachedWorkflows !== '' && { maxCachedWorkflows: Number(maxCachedWorkflows) }),
  });
  process.stdout.write(`${JSON.stringify({ event: 'worker.ready' })}\n`);
  await worker.run();
  await connection.close();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
