import type { Client } from '@temporalio/client';
import type { PortalConfig } from '../config/portal';
import type { HubSpot, IntakeBatch } from '../hubspot';
import type { Write } from '../sop/decision';
import type { CaseReading } from '../sop/facts';
import type { TicketId } from '../sop/ids';
import type { SopSettings } from '../sop/settings';
import { deliverNews, type NewsDelivery } from './deliver-news';
import { heartbeatWhile, temporalFailure } from './failures';

export type { IntakeBatch } from '../hubspot';

/** What the activities are given at the composition root. */
export interface ActivityDependencies {
  readonly hubspot: HubSpot;
  readonly portal: PortalConfig;
  readonly temporal: Client;
  readonly taskQueue: string;
}

/** A fresh picture of a case, and the settings that hold now: both go into the history, so a replay decides alike. */
export interface CasePicture {
  readonly reading: CaseReading;
  readonly settings: SopSettings;
}

export interface Activities {
  /** Reads ticket, and as far as the SOP needs them notes, company and invoices. Fails with the types of `failures.ts`. */
  readCase(ticketId: TicketId): Promise<CasePicture>;
  /** Carries out one wanted change; doing it twice has no further effect, except for a note (see its reference). */
  perform(write: Write): Promise<void>;
  /** Tells the cases what HubSpot's webhooks said. */
  deliverNews(batch: IntakeBatch): Promise<NewsDelivery>;
}

/** What a workflow may ask of the outside world. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  const { hubspot, portal } = dependencies;
  return {
    readCase: (ticketId) =>
      guarded(async () => ({ reading: await hubspot.readCase(ticketId, portal.sop), settings: portal.sop })),
    perform: (write) => guarded(() => hubspot.perform(write)),
    deliverNews: (batch) => guarded(() => deliverNews(batch, dependencies)),
  };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await heartbeatWhile(work());
  } catch (error) {
    throw temporalFailure(error);
  }
}
