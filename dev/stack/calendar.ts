import { Client, Connection } from '@temporalio/client';
import { Calendar } from '../calendar/calendar';
import type { CalendarServer } from '../calendar/calendar-server';
import { CaseClocks } from '../calendar/case-clocks';
import { DemoPortal } from '../portal/people';
import type { Log } from '../process/log';
import type { Parts } from './parts';
import type { Portal } from './programs';
import type { StackTemporal } from './temporal';

/** From now on the stack's cases follow the emulated portal's clock. */
export async function attachCalendar(
  server: CalendarServer,
  { address, namespace }: StackTemporal,
  portal: Portal,
  parts: Parts,
  log: Log,
): Promise<void> {
  const connection = await Connection.connect({ address });
  const people = new DemoPortal({ url: portal.url, token: portal.accessToken });
  const calendar = new Calendar({
    cases: new CaseClocks(new Client({ connection, namespace }), String(portal.portalId)),
    portalNow: () => people.now(),
    log,
  });
  const stop = async (): Promise<void> => {
    calendar.stop();
    await connection.close();
  };
  void parts.add(Promise.resolve({ stop }));
  server.attach(calendar);
}
