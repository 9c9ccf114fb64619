import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { freePorts, isPortFree } from '../process/ports';

const portsSchema = z.object({
  temporal: z.int(),
  temporalUi: z.int(),
  hubspot: z.int(),
  bridge: z.int(),
  workerMetrics: z.int(),
  bridgeMetrics: z.int(),
});

/** The ports of one stack. */
export type Ports = Readonly<z.infer<typeof portsSchema>>;

/** The usual ones: those of Temporal's own tools, and of docker-compose.yml. */
const DEFAULT_PORTS: Ports = {
  temporal: 7233,
  temporalUi: 8233,
  hubspot: 8090,
  bridge: 8080,
  workerMetrics: 9464,
  bridgeMetrics: 9465,
};

/** `default`: the usual ports or an error; `auto`: those of the last time where they are free, and free ones elsewhere. */
export type PortChoice = 'auto' | 'default';

export class PortsTakenError extends Error {
  override readonly name = 'PortsTakenError';
}

export async function choosePorts(choice: PortChoice, portsFile: string): Promise<Ports> {
  const ports = choice === 'default' ? await usualPorts() : await rememberedOrFree(portsFile);
  await writeFile(portsFile, `${JSON.stringify(ports, undefined, 2)}\n`);
  return ports;
}

async function usualPorts(): Promise<Ports> {
  const taken = await takenOf(DEFAULT_PORTS);
  if (taken.length === 0) return DEFAULT_PORTS;
  const list = taken.map((name) => `${String(DEFAULT_PORTS[name])} (${name})`).join(', ');
  throw new PortsTakenError(`in use by another program: port ${list}; --ports auto takes free ones`);
}

async function rememberedOrFree(portsFile: string): Promise<Ports> {
  const names = portsSchema.keyof().options;
  const free = await freePorts(names.length);
  const fresh = portsSchema.parse(Object.fromEntries(names.map((name, index) => [name, free[index]])));
  const last = await lastPorts(portsFile);
  if (last === undefined) return fresh;
  const taken = await takenOf(last);
  return { ...last, ...Object.fromEntries(taken.map((name) => [name, fresh[name]])) };
}

/** An unreadable file is no reason not to start: the links then change. */
async function lastPorts(portsFile: string): Promise<Ports | undefined> {
  try {
    return portsSchema.parse(JSON.parse(await readFile(portsFile, 'utf8')));
  } catch {
    return undefined;
  }
}

async function takenOf(ports: Ports): Promise<readonly (keyof Ports)[]> {
  const names = portsSchema.keyof().options;
  const areFree = await Promise.all(names.map((name) => isPortFree(ports[name])));
  return names.filter((_, index) => areFree[index] === false);
}
