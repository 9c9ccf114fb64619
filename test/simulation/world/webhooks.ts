import type { Change } from '../../../emulator/model/types';
import { eventsOf } from '../../../emulator/webhooks/events';
import { defaultWebhookSettings } from '../../../emulator/webhooks/settings';
import type { PortalConfig } from '../../../src/config/portal';
import { CASE_WORKFLOW, INTAKE_WORKFLOW } from '../../../src/contract/names';
import { SIGNALS } from '../../../src/contract/signals';
import { concernsCases, parseWebhook } from '../../../src/hubspot';
import type { Agenda } from '../agenda';
import { clock } from '../clock';
import type { Random } from '../random';
import { MINUTE } from '../scenario';
import type { Server } from '../temporal/server';

const SUBSCRIPTIONS = defaultWebhookSettings(null);

export interface WebhookSurroundings {
  readonly agenda: Agenda;
  readonly fate: Random;
  readonly server: () => Server;
  readonly config: PortalConfig;
  readonly portalId: string;
  readonly appId: string;
  readonly isRough: () => boolean;
  /** What is lost is unknown to the service until then. */
  readonly onLost: (until: number) => void;
}

/** From HubSpot to the service: late, twice, cut apart, or lost, and then found by the sweep. */
export class Webhooks {
  lostUntil = 0;
  private changes: Change[] = [];
  private unswept: unknown[][] = [];
  private eventId = 0;
  private batches = 0;
  private sweepPlanned = false;

  constructor(private readonly around: WebhookSurroundings) {}

  /** A change by others, of which the next batch tells. */
  add(change: Change): void {
    this.changes.push(change);
    // No event of a ticket says that its company is another one now: the sweep of associations does.
    if (change.kind === 'merged') this.planSweepOfAll();
  }

  /** What happened before the service was there. */
  forget(): void {
    this.changes = [];
  }

  flush(): void {
    const { fate, portalId, appId, isRough } = this.around;
    const identity = { portalId: Number(portalId), appId: Number(appId), nextEventId: () => (this.eventId += 1) };
    const events = this.changes.splice(0).flatMap((change) => [...eventsOf(change, SUBSCRIPTIONS, identity)]);
    // Events of one save may come in several requests, in any order.
    const cut = isRough() && events.length > 1 && fate.chance(0.3) ? fate.int(1, events.length - 1) : 0;
    for (const batch of cut === 0 ? [events] : [events.slice(cut), events.slice(0, cut)]) {
      if (batch.length > 0) this.send(batch);
    }
  }

  /** As the bridge does: what concerns cases becomes a workflow of its own. */
  receive(batch: unknown[]): void {
    const { agenda, config, portalId, appId } = this.around;
    const server = this.around.server();
    if (clock.now < server.downUntil) {
      agenda.at(server.downUntil + MINUTE, () => {
        this.receive(batch);
      });
      return;
    }
    const parsed = parseWebhook(Buffer.from(JSON.stringify(batch)), { appId, portal: config });
    const events = parsed.ok ? parsed.events.filter((event) => concernsCases(event, config)) : [];
    if (events.length === 0) return;
    this.batches += 1;
    server.start(`intake:${String(this.batches)}`, INTAKE_WORKFLOW, [{ portalId, events }]);
  }

  /** Finds within the hour the changes whose webhooks were lost. */
  planSweep(): void {
    if (this.sweepPlanned) return;
    this.sweepPlanned = true;
    this.around.agenda.in(this.around.fate.int(5, 60) * MINUTE, () => {
      this.sweepPlanned = false;
      if (clock.now < this.lostUntil) {
        this.planSweep();
        return;
      }
      for (const batch of this.unswept.splice(0)) this.receive(batch);
    });
  }

  /** Within the hour the sweep finds what a case has not seen. */
  planSweepOfAll(): void {
    const { agenda, fate } = this.around;
    agenda.in(fate.int(5, 60) * MINUTE, () => {
      const server = this.around.server();
      for (const { workflowId, type, status } of [...server.executions.values()])
        if (type === CASE_WORKFLOW && status === 'running')
          server.signal(workflowId, SIGNALS.recheck.name, [{ eventIds: [], occurredAt: 0 }]);
    });
  }

  private send(batch: unknown[]): void {
    const { fate, agenda, isRough, onLost } = this.around;
    const lost = clock.now < this.lostUntil || (isRough() && fate.chance(0.04));
    if (lost) {
      onLost(Math.max(clock.now, this.lostUntil) + 60 * MINUTE);
      this.unswept.push(batch);
      this.planSweep();
      return;
    }
    // A read that came too early for a new ticket says that there is none: the sweep finds it.
    if (isRough() && batch.some(isCreation)) {
      this.unswept.push(batch.filter(isCreation));
      this.planSweep();
    }
    const times = isRough() && fate.chance(0.1) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const late = isRough() && fate.chance(0.1) ? fate.int(1, 5 * 60) * MINUTE : 0;
      if (late > 0) onLost(clock.now + late);
      agenda.in(fate.int(100, 3_000) + late, () => {
        this.receive(batch);
      });
    }
  }
}

function isCreation(event: unknown): boolean {
  const type = typeof event === 'object' && event !== null && 'subscriptionType' in event ? event.subscriptionType : '';
  return type === 'ticket.creation';
}
