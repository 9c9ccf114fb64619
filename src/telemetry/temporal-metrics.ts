import type { Client } from '@temporalio/client';
import { listedRunning } from '../temporal/listed-case';
import { answeredWithin } from '../temporal/portal-client';
import { ageFamilies } from './ages';
import { TEMPORAL_METRICS } from './catalog';
import { countFamilies } from './counts';
import { single, type Family } from './exposition';
import { kept } from './kept';
import { lastRunFamilies } from './last-runs';

/** However often and by however many it is asked, Temporal is asked no more often; in milliseconds. */
const KEPT_MS = { counts: 20_000, ages: 10 * 60_000 } as const;

/** Prometheus gives up after ten seconds; the list of all cases is read on also when nobody waits any more. In milliseconds. */
const LIMIT_MS = { counts: 5_000, ages: 60_000 } as const;

export interface TemporalMetrics {
  /** Always answers; without Temporal only that it is away. */
  families(): Promise<readonly Family[]>;
}

/** What Temporal knows of a portal, asked for when the metrics are scraped; HubSpot is never called for it. */
export function temporalMetrics(temporal: Client, portalId: string): TemporalMetrics {
  const counts = kept(KEPT_MS.counts, () =>
    answeredWithin(LIMIT_MS.counts, temporal, async () => [
      ...(await countFamilies(temporal, portalId, Date.now())),
      ...(await lastRunFamilies(temporal, portalId, Date.now())),
    ]),
  );
  const ages = kept(KEPT_MS.ages, () =>
    answeredWithin(LIMIT_MS.ages, temporal, () => ageFamilies(listedRunning(temporal, portalId), Date.now())),
  );
  let known: readonly Family[] = [];
  return {
    families: async () => {
      try {
        const counted = await counts();
        // The first scrapes may go without it.
        ages().then(
          (families) => (known = families),
          () => (known = []),
        );
        return [single(TEMPORAL_METRICS.up, 1), ...counted, ...known];
      } catch {
        return [single(TEMPORAL_METRICS.up, 0)];
      }
    },
  };
}
