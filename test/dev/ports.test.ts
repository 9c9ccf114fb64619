import { once } from 'node:events';
import { writeFile, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { freePort, freePorts, isPortFree } from '../../dev/process/ports';
import { choosePorts } from '../../dev/stack/ports';
import { temporaryDir } from './temporary-dir';

describe('free ports', () => {
  it('are all different', async () => {
    expect(new Set(await freePorts(20)).size).toBe(20);
  });

  it('can be listened on', async () => {
    const [port = 0] = await freePorts(1);
    await expect(isPortFree(port)).resolves.toBe(true);
  });

  it('are none that the system gives to outgoing connections, which could take them before we do', async () => {
    expect(Math.max(...(await freePorts(20)))).toBeLessThan(32_768);
  });

  it('are not those that a process listens on', async () => {
    await withListener(async (taken) => {
      await expect(isPortFree(taken)).resolves.toBe(false);
      await expect(freePort(taken)).resolves.not.toBe(taken);
    });
  });

  it('are the requested one when it is free', async () => {
    const [port = 0] = await freePorts(1);
    await expect(freePort(port)).resolves.toBe(port);
  });
});

describe('the ports of a stack', () => {
  const dir = temporaryDir();
  const file = (): string => join(dir(), 'stack.json');

  it('are the same the next time', async () => {
    const first = await choosePorts('auto', file());
    await expect(choosePorts('auto', file())).resolves.toEqual(first);
  });

  it('are replaced one by one where they are taken', async () => {
    const first = await choosePorts('auto', file());
    await withListener(async (taken) => {
      await writeFile(file(), JSON.stringify({ ...first, bridge: taken }));
      const { bridge, ...others } = await choosePorts('auto', file());
      expect(bridge).not.toBe(taken);
      expect({ ...others, bridge: first.bridge }).toEqual(first);
    });
  });

  it('are chosen again when the file cannot be read, and saved', async () => {
    await writeFile(file(), '{"temporal":');
    const ports = await choosePorts('auto', file());
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual(ports);
  });
});

async function withListener(work: (port: number) => Promise<void>): Promise<void> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await work(typeof address === 'object' && address !== null ? address.port : 0);
  } finally {
    server.close();
  }
}
