import type { Client } from '@temporalio/client';
import type { Logger } from '../config/logging';
import { kept } from '../telemetry/kept';
import { answeredWithin } from '../temporal/portal-client';
import { missingSearchAttributes } from '../temporal/search-attributes';

/** Whether cases can continue, as far as Temporal is concerned. */
export interface TemporalWatch {
  /** What is wrong, in a sentence; undefined: nothing. */
  problem(): Promise<string | undefined>;
}

/** However often the health is requested, Temporal is asked no more often than this; in milliseconds. */
const KEPT_MS = 5_000;
const ANSWER_LIMIT_MS = 3_000;

/** Asks Temporal when it is asked, and logs what it finds when that changes. */
export function watchTemporal(temporal: Client, logger: Logger): TemporalWatch {
  let said: string | undefined;
  const ask = async (): Promise<string | undefined> => {
    const problem = await problemOf(temporal);
    if (problem !== said) {
      if (problem === undefined) logger.info({ event: 'temporal.well' }, 'Temporal works again');
      else logger.error({ event: 'temporal.problem', problem }, 'cases cannot continue');
    }
    said = problem;
    return problem;
  };
  return { problem: kept(KEPT_MS, ask) };
}

/** A case sets its search attributes as it proceeds: without them each of its tasks fails, again and again. */
async function problemOf(temporal: Client): Promise<string | undefined> {
  try {
    const missing = await answeredWithin(ANSWER_LIMIT_MS, temporal, () => missingSearchAttributes(temporal));
    if (missing.length === 0) return undefined;
    const names = missing.map(({ name }) => name).join(', ');
    return `Temporal's namespace lacks search attributes (${names}): run at-risk setup`;
  } catch {
    return 'Temporal cannot be reached';
  }
}
