import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startTemporal, type TemporalServer } from '../../dev/temporal/dev-server';
import { skipTime, startSkip, workflowTime } from '../../dev/temporal/skip-time';
import { cliPath } from '../support/temporal';
import { event, waiter, wakeUps } from './fixtures/waiter';

const DAY_S = 86_400;
const DAY_MS = 86_400_000;

describe('skipping time on the development server', () => {
  let dir: string;
  let server: TemporalServer;
  let client: Client;
  let stopWorker: () => Promise<void>;

  beforeAll(async () => {
    const filter = makeTelemetryFilterString({ core: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter, forward: {} } } });
    dir = await mkdtemp(join(tmpdir(), 'at-risk-test-'));
    server = await startTemporal({
      cliPath: await cliPath(),
      dataFile: join(dir, 'temporal.db'),
      logFile: join(dir, 'temporal.log'),
      log: () => undefined,
    });
    const connection = await Connection.connect({ address: server.address });
    client = new Client({ connection });
    stopWorker = await startWorker(server.address);
  });

  afterAll(async () => {
    await stopWorker();
    await client.connection.close();
    await server.stop();
    await rm(dir, { recursive: true });
  });

  it('fires the timers on the way, again and again, despite signals and a restart of the server', async () => {
    const workflowId = 'case';
    const handle = await client.workflow.start(waiter, { workflowId, taskQueue: 'waiters' });
    const kinds = async (): Promise<readonly string[]> =>
      (await handle.query(wakeUps)).map((line) => line.split(' ')[0] ?? '');

    await skipTime(client, workflowId, 25 * DAY_S);
    await expect(kinds()).resolves.toEqual(['timer', 'timer']);
    await expect(daysAhead(client, workflowId)).resolves.toBe(25);

    const skip = await startSkip(client, workflowId, 2 * DAY_S);
    await handle.signal(event);
    await skip.reached();
    await expect(kinds()).resolves.toEqual(['timer', 'timer', 'event']);

    await server.child.restart();
    await expect(daysAhead(client, workflowId)).resolves.toBe(27);
    await skipTime(client, workflowId, 10 * DAY_S);
    await expect(kinds()).resolves.toEqual(['timer', 'timer', 'event', 'timer']);
  });

  it('says why when the workflow ends before', async () => {
    const handle = await client.workflow.start(waiter, { workflowId: 'ended', taskQueue: 'waiters' });
    await handle.terminate();
    await expect(skipTime(client, 'ended', DAY_S)).rejects.toThrow('already completed');
  });
});

async function daysAhead(client: Client, workflowId: string): Promise<number> {
  return Math.round(((await workflowTime(client, workflowId)).getTime() - Date.now()) / DAY_MS);
}

async function startWorker(address: string): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address });
  const workflowsPath = require.resolve('./fixtures/waiter');
  const worker = await Worker.create({ connection, taskQueue: 'waiters', workflowsPath });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
