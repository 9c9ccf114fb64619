import type { Faults } from '../http/faults';
import type { Change } from '../model/types';
import { Ids } from '../state/ids';
import { Delivery, type DeliverySnapshot } from './delivery';
import { eventsOf } from './events';
import { defaultWebhookSettings, mergedSettings, type WebhookSettings, type WebhookSettingsInput } from './settings';

export interface WebhookSnapshot {
  readonly settings: WebhookSettings;
  readonly undelivered: DeliverySnapshot;
  readonly lastEventId: number;
}

export interface WebhookParts {
  readonly portalId: number;
  readonly appId: number;
  readonly clientSecret: string;
  readonly targetUrl: string | null;
  readonly faults: Faults;
  readonly changed: () => void;
  /** Resolves when all changes are kept. */
  readonly saved: () => Promise<void>;
}

/** What the app is subscribed to, and the events on their way to it. */
export class Webhooks {
  public readonly delivery: Delivery;
  private current: WebhookSettings;
  private readonly eventIds = new Ids(1_000_000);

  public constructor(private readonly parts: WebhookParts) {
    this.current = defaultWebhookSettings(parts.targetUrl);
    this.delivery = new Delivery(() => this.current, parts.clientSecret, parts.faults, parts);
  }

  public settings(): WebhookSettings {
    return this.current;
  }

  public configure(input: WebhookSettingsInput): WebhookSettings {
    this.current = mergedSettings(this.current, input);
    this.parts.changed();
    return this.current;
  }

  public take(changes: readonly Change[]): void {
    const identity = {
      portalId: this.parts.portalId,
      appId: this.parts.appId,
      nextEventId: () => this.eventIds.next(),
    };
    const events = changes.flatMap((change) => eventsOf(change, this.current, identity));
    if (events.length > 0) this.delivery.add(events);
  }

  public reset(): void {
    this.delivery.clear();
  }

  public snapshot(): WebhookSnapshot {
    return { settings: this.current, undelivered: this.delivery.snapshot(), lastEventId: this.eventIds.snapshot() };
  }

  /** A target given on the command line wins over the one that was saved. */
  public restore(snapshot: WebhookSnapshot): void {
    this.current = { ...snapshot.settings, targetUrl: this.parts.targetUrl ?? snapshot.settings.targetUrl };
    this.eventIds.restore(snapshot.lastEventId);
    this.delivery.restore(snapshot.undelivered);
  }
}
