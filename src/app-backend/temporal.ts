import { createHash } from 'node:crypto';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { caseQuery, recheckUpdate, type CaseView } from '../contract/case';
import { CASE_MEMO } from '../contract/names';
import { overviewMemoSchema } from '../contract/overview';
import { readable } from '../contract/payloads/readable';
import { instantAt } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import { caseOf, describeCase } from '../temporal/describe';
import { answeredWithin } from '../temporal/portal-client';
import type { ShownCase } from './card/card';
import { createCaseLists, readCases, type CaseLists } from './cases/case-list';
import { RefusedError } from './entry/answer';

/** A person's act on a case; repeated under the same key it is the same act. */
export interface CaseAct<Command> {
  readonly update: UpdateDefinition<CaseView, [Command]>;
  readonly command: Command;
  readonly key: string;
}

/** The cases as the card and the page need them: from Temporal alone. */
export interface AppCases {
  readonly lists: CaseLists;
  /** Undefined if Temporal has no case of the ticket. */
  shown(ticketId: TicketId): Promise<ShownCase | undefined>;
  /** Reads HubSpot again by the running case; undefined if none runs. */
  recheck(ticketId: TicketId): Promise<CaseView | undefined>;
  /** Undefined if no case runs. Fails as `RefusedError` where the case refuses. */
  act<Command>(ticketId: TicketId, act: CaseAct<Command>): Promise<CaseView | undefined>;
}

/** Within the limit of an answer, so that the error is Temporal's own. In milliseconds. */
const LIMIT_MS = 1_800;

/** Of the list of all cases, which is read to its end also when nobody waits any more: whoever asks next has it. In milliseconds. */
const LIST_LIMIT_MS = 30_000;

export function appCases(temporal: Client, portalId: string): AppCases {
  const cases = { temporal, portalId };
  const soon = <T>(work: () => Promise<T>): Promise<T> => answeredWithin(LIMIT_MS, temporal, work);
  /** Undefined where no case runs. */
  const ofRunning = (work: () => Promise<CaseView>): Promise<CaseView | undefined> =>
    soon(async () => {
      try {
        return readable(await work());
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    });
  return {
    lists: createCaseLists(() => answeredWithin(LIST_LIMIT_MS, temporal, () => readCases(temporal, portalId))),
    shown: (ticketId) =>
      soon(async () => {
        const description = await describeCase(cases, ticketId);
        if (description === undefined) return undefined;
        const view = readable(await caseOf(cases, ticketId).query(caseQuery));
        const { client, owner } = overviewMemoSchema.safeParse(description.memo?.[CASE_MEMO.overview]).data ?? {};
        return { view, client, owner, endedAt: description.closeTime && instantAt(description.closeTime) };
      }),
    recheck: (ticketId) => ofRunning(() => caseOf(cases, ticketId).executeUpdate(recheckUpdate)),
    act: (ticketId, { update, command, key }) =>
      ofRunning(async () => {
        try {
          return await caseOf(cases, ticketId).executeUpdate(update, { args: [command], updateId: key });
        } catch (error) {
          if (error instanceof WorkflowUpdateFailedError) throw new RefusedError('refused', error.cause?.message);
          throw error;
        }
      }),
  };
}

/** The same for the same act of the same person with the same key, and for no other. */
export function actKey(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}
