import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubSpotError } from '../http/errors';
import { parse } from '../http/input';
import type { Portal } from '../portal/portal';

const DAY_MS = 86_400_000;

const skipBody = z.strictObject({ days: z.number().int().min(1).max(366) });

/** What the calendar that is attached answers: how many cases moved along, and what went wrong, in words. */
const movedSchema = z.object({ moved: z.number().int(), problems: z.array(z.string()) });

/** `/emulator/calendar`: lets days go by, for the portal and, where a calendar is attached (`--calendar`), for the service's cases too. */
export function registerCalendar(app: FastifyInstance, portal: Portal): void {
  const { calendarUrl } = portal.options;

  app.get('/emulator/calendar', () => ({ now: portal.clock.iso(), movesCases: calendarUrl !== undefined }));

  app.post('/emulator/calendar', async (request) => {
    const { days } = parse(skipBody, request.body);
    portal.clock.advance(days * DAY_MS);
    portal.changed();
    const moved =
      calendarUrl === undefined ? { moved: 0, problems: [] } : await moveAlong(calendarUrl, portal.clock.iso());
    return { now: portal.clock.iso(), ...moved };
  });
}

async function moveAlong(url: string, now: string): Promise<z.infer<typeof movedSchema>> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ now }),
    });
    return movedSchema.parse(await answer.json());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HubSpotError(502, {
      message: `The portal's days went by, but its calendar did not answer, so running cases stay behind: ${reason}`,
      category: 'EMULATOR_CALENDAR',
    });
  }
}
