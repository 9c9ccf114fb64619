import { Client, Connection } from '@temporalio/client';
import { InvalidArgumentError } from 'commander';
import { cliSettings, temporalConnection } from '../config/env';
import { SettingsError } from '../config/settings-error';
import { ticketIdSchema, type TicketId } from '../sop/vocabulary/ids';

/** What a command works with. */
export interface Session {
  readonly temporal: Client;
  readonly portalId: string;
  readonly taskQueue: string;
}

/** A person waits at a terminal. In milliseconds. */
const LIMITS = {
  connect: 5_000,
  /** Without it, a server that hangs, or a case for which no worker answers, would be waited for forever. */
  answer: 20_000,
} as const;

/** Connects to Temporal for the time of one command, which is over soon. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession();
  try {
    return await answeredSoon(session.temporal, () => work(session));
  } finally {
    await session.close();
  }
}

/** The same for a command that takes its time: each of its calls has to be `answeredSoon`. */
export async function openSession(): Promise<Session & { close(): Promise<void> }> {
  const { portalId, taskQueue } = cliSettings();
  if (portalId === undefined) throw new SettingsError('the environment', ['HUBSPOT_PORTAL_ID: is not set']);
  const { connectionOptions, namespace } = temporalConnection();
  const connection = await Connection.connect({ connectTimeout: LIMITS.connect, ...connectionOptions });
  return { temporal: new Client({ connection, namespace }), portalId, taskQueue, close: () => connection.close() };
}

/** Bounds the calls to Temporal that `work` makes. */
export function answeredSoon<T>(temporal: Client, work: () => Promise<T>): Promise<T> {
  return answeredWithin(LIMITS.answer, temporal, work);
}

export function answeredWithin<T>(limitMs: number, temporal: Client, work: () => Promise<T>): Promise<T> {
  return temporal.withDeadline(Date.now() + limitMs, work);
}

/** A command's TICKET argument. */
export function parseTicketId(text: string): TicketId {
  const parsed = ticketIdSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A ticket is named by its HubSpot record id, such as 4242.');
  return parsed.data;
}
