import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Calendar } from './calendar';

const HOST = '127.0.0.1';

const moveSchema = z.object({ now: z.iso.datetime().transform((at) => new Date(at)) });

/** Where the emulated HubSpot says that somebody skipped days. Only who knows the address is heard: it is hard to guess, and read by no page. */
export class CalendarServer {
  private calendar: Calendar | undefined;
  private readonly path = `/${randomUUID()}`;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<CalendarServer> {
    const made = new CalendarServer();
    await new Promise<void>((resolve, reject) => {
      made.server.once('error', reject);
      made.server.listen(0, HOST, resolve);
    });
    return made;
  }

  get url(): string {
    return `http://${HOST}:${String((this.server.address() as AddressInfo).port)}${this.path}`;
  }

  /** From now on cases move along: Temporal is up. */
  attach(calendar: Calendar): void {
    this.calendar = calendar;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { calendar } = this;
    if (request.method !== 'POST' || request.url !== this.path) {
      end(response, 404, {});
      return;
    }
    if (calendar === undefined) {
      end(response, 503, {});
      return;
    }
    try {
      const { now } = moveSchema.parse(JSON.parse(await text(request)));
      end(response, 200, await calendar.moveTo(now));
    } catch (error) {
      end(response, 500, { moved: 0, problems: [error instanceof Error ? error.message : String(error)] });
    }
  }
}

function end(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
