import { ServiceError, isGrpcServiceError, type Client } from '@temporalio/client';
import type { Logger } from '../config/logging';
import { SEARCH_ATTRIBUTES } from '../contract/names';

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
  let asked = { at: -Infinity, answer: Promise.resolve<string | undefined>(undefined) };
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
  return {
    problem: () => {
      const now = performance.now();
      if (now - asked.at > KEPT_MS) asked = { at: now, answer: ask() };
      return asked.answer;
    },
  };
}

/** A case sets its search attributes as it proceeds: without them each of its tasks fails, again and again. */
async function problemOf(temporal: Client): Promise<string | undefined> {
  try {
    return await temporal.withDeadline(Date.now() + ANSWER_LIMIT_MS, async () => {
      const missing: string[] = [];
      for (const { name } of Object.values(SEARCH_ATTRIBUTES)) {
        if (!(await isSearchable(temporal, name))) missing.push(name);
      }
      if (missing.length === 0) return undefined;
      return `Temporal's namespace lacks search attributes (${missing.join(', ')}): run at-risk setup`;
    });
  } catch {
    return 'Temporal cannot be reached';
  }
}

/** https://grpc.io/docs/guides/status-codes/ */
const INVALID_ARGUMENT = 3;

/** A query with a search attribute that the namespace does not have is refused, on Temporal Cloud as well. */
async function isSearchable(temporal: Client, name: string): Promise<boolean> {
  try {
    await temporal.workflow.count(`${name} IS NOT NULL`);
    return true;
  } catch (error) {
    const cause = error instanceof ServiceError ? error.cause : error;
    if (isGrpcServiceError(cause) && (cause.code as number) === INVALID_ARGUMENT) return false;
    throw error;
  }
}
