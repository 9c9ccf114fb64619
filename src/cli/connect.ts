import { Client, Connection } from '@temporalio/client';
import { InvalidArgumentError } from 'commander';
import { cliSettings, temporalConnection } from '../config/env';
import { SettingsError } from '../config/settings-error';
import { ticketIdSchema, type TicketId } from '../sop/ids';

/** What a command works with. */
export interface Session {
  readonly temporal: Client;
  readonly portalId: string;
}

/** Connects to Temporal for the time of one command. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { portalId } = cliSettings();
  if (portalId === undefined) throw new SettingsError('the environment', ['HUBSPOT_PORTAL_ID: is not set']);
  const { connectionOptions, namespace } = temporalConnection();
  const connection = await Connection.connect(connectionOptions);
  try {
    return await work({ temporal: new Client({ connection, namespace }), portalId });
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
