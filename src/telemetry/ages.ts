import { PHASES } from '../sop/decision/decision';
import type { ListedCase } from '../temporal/listed-case';
import { TEMPORAL_METRICS } from './catalog';
import type { Family } from './exposition';

/** Cases that are read for it; in a larger portal the metric is absent. A thousand come in one call. */
const MOST = 20_000;

/** How long the oldest open case of each phase has been in it, in seconds; 0 where there is none. */
export async function ageFamilies(cases: AsyncIterable<ListedCase>, now: number): Promise<readonly Family[]> {
  const values: Record<string, number> = Object.fromEntries(PHASES.map((phase) => [phase, 0]));
  let seen = 0;
  for await (const { phase, overview } of cases) {
    seen += 1;
    if (seen > MOST) return [];
    if (phase === undefined || overview === undefined) continue;
    values[phase] = Math.max(values[phase] ?? 0, Math.round((now - overview.since) / 1_000));
  }
  return [{ metric: TEMPORAL_METRICS.oldest, values }];
}
