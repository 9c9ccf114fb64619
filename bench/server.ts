import { Client, Connection } from '@temporalio/client';
import { cliSearchAttributes } from '../dev/stack/temporal';
import { startTemporal } from '../dev/temporal/dev-server';
import { findTemporalCli } from '../dev/temporal/executables';

/** A development server of a bench's own, in memory, with the service's search attributes. */
export async function withServer<T>(
  work: (client: Client, address: string) => Promise<T>,
  cliPath?: string,
): Promise<T> {
  const log = (): void => undefined;
  const server = await startTemporal({
    cliPath: cliPath ?? (await findTemporalCli({ log })),
    searchAttributes: cliSearchAttributes(),
    log,
  });
  try {
    const connection = await Connection.connect({ address: server.address });
    try {
      return await work(new Client({ connection }), server.address);
    } finally {
      await connection.close();
    }
  } finally {
    await server.stop();
  }
}
