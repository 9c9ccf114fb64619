import { Connection, type Client } from '@temporalio/client';
import { temporalClient } from '../codec/temporal-client';
import { cliSettings, temporalConnection } from '../config/env';
import { SettingsError } from '../config/settings-error';
import { answeredWithin, type PortalClient } from '../temporal/portal-client';

/** What a command works with, until it closes it. */
export interface Session extends PortalClient {
  close(): Promise<void>;
}

/** A person waits at a terminal. In milliseconds. */
const LIMITS = {
  connect: 5_000,
  /** Without it, a server that hangs, or a case for which no worker answers, would be waited for forever. */
  answer: 20_000,
} as const;

/** Connects to Temporal for the time of one command, which is over soon. */
export async function withSession<T>(work: (client: PortalClient) => Promise<T>): Promise<T> {
  return inSession((client) => answeredSoon(client.temporal, () => work(client)));
}

/** The same for a command that takes its time: each of its calls has to be `answeredSoon`. */
export async function inSession<T>(work: (client: PortalClient) => Promise<T>): Promise<T> {
  const session = await openSession();
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

export async function openSession(): Promise<Session> {
  const { portalId, taskQueue } = cliSettings();
  if (portalId === undefined) throw new SettingsError('the environment', ['HUBSPOT_PORTAL_ID: is not set']);
  const { connectionOptions, namespace, payloadKeys } = temporalConnection();
  const connection = await Connection.connect({ connectTimeout: LIMITS.connect, ...connectionOptions });
  const temporal = temporalClient({ connection, namespace }, payloadKeys);
  return { temporal, portalId, taskQueue, close: () => connection.close() };
}

/** Bounds the calls to Temporal that `work` makes. */
export function answeredSoon<T>(temporal: Client, work: () => Promise<T>): Promise<T> {
  return answeredWithin(LIMITS.answer, temporal, work);
}
