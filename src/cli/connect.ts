import { Client, Connection } from '@temporalio/client';
import { InvalidArgumentError } from 'commander';
import { cliSettings, temporalConnection } from '../config/env';
import { SettingsError } from '../config/settings-error';
import { ticketIdSchema, type TicketId } from '../sop/ids';

/** What a command works with. */
export interface Session {
  readonly temporal: Client;
  readonly portalId: string;
  readonly taskQueue: string;
}

/** A person waits at a terminal. In milliseconds. */
const LIMITS = {
  connect: 5_000,
  /** Then: a server that hangs, or a case for which no worker answers, would otherwise be waited for without end. */
  answer: 20_000,
} as const;

/** Connects to Temporal for the time of one command. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { portalId, taskQueue } = cliSettings();
  if (portalId === undefined) throw new SettingsError('the environment', ['HUBSPOT_PORTAL_ID: is not set']);
  const { connectionOptions, namespace } = temporalConnection();
  const connection = await Connection.connect({ connectTimeout: LIMITS.connect, ...connectionOptions });
  try {
    const temporal = new Client({ connection, namespace });
    return await temporal.withDeadline(Date.now() + LIMITS.answer, () => work({ temporal, portalId, taskQueue }));
  } finally {
    await connection.close();
  }
}

/** A command's TICKET argument. */
export function parseTicketId(text: string): TicketId {
  const parsed = ticketIdSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A ticket is named by its HubSpot record id, such as 4242.');
  return parsed.data;
}
