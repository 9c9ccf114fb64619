import { AT_RISK_PIPELINE } from '../../dev/portal/people';
import { valueOf } from '../../emulator/crm/history';
import type { CrmRecord } from '../../emulator/model/types';
import { caseQuery, type CaseView } from '../../src/contract/case';
import { CASE_WORKFLOW } from '../../src/contract/names';
import { must } from '../sop/invariants';
import { clock } from './clock';
import { missedAtRest } from './oracle/at-rest';
import { referenceOf } from './oracle/note';
import { serviceNotes } from './oracle/records';
import { isNewRequest } from './oracle/requests';
import { isSupport, ticketIn, viewOf } from './oracle/view';
import { TYPE } from './people';
import { DAY } from './scenario';
import type { Execution } from './temporal/server';
import { invariantOf, type World } from './world';

/** What must hold once everything has come to rest: right after the scenario, and after the last day that it waits for. */
export function atRest(world: World): void {
  if (world.broken !== undefined) return;
  world.oracle.wait(clock.now);
  const { memory, choices } = world.oracle;
  for (const missed of missedAtRest(viewOf(world.portal, clock.now), memory, choices))
    world.fail(invariantOf(missed), missed);
  world.check(OF_THE_CASES, world);
}

/** What the service says of itself, besides what HubSpot shows. */
const OF_THE_CASES = {
  'X1: a case waits for something, and says what': (world: World): void => {
    for (const execution of runningCases(world)) {
      const { decision } = viewOfCase(execution) ?? {};
      if (decision === undefined) continue;
      const { attention, waitingFor, wakeUp, end } = decision;
      must(
        waitingFor.length > 0 || attention !== undefined || end !== undefined,
        'X1: goes on without saying for what',
      );
      must(wakeUp === undefined || wakeUp.at > clock.now - DAY, 'X1: should have looked long ago');
      const refused = attention?.code === 'hubspotRefused' || attention?.code === 'hubspotInvalid';
      must(!refused, `X1: parked although the cause is gone: ${attention?.sentence ?? ''}`);
    }
  },

  'X1: what a person must do stands on the ticket': (world: World): void => {
    for (const execution of runningCases(world)) {
      const reference = viewOfCase(execution)?.decision?.attention?.noteReference;
      const record = ticketOf(world, execution);
      if (reference === undefined || record === undefined || record.archivedAt !== undefined) continue;
      const ticket = ticketIn(viewOf(world.portal, clock.now), record.id);
      // One that a person deleted is not written again.
      const notified = ticket?.notes.some((note) => referenceOf(note) === reference);
      must(notified !== false, `X1: no note says what to do (${reference})`);
    }
  },

  'C3: an open support ticket is answered': (world: World): void => {
    for (const ticket of viewOf(world.portal, clock.now).tickets) {
      if (!isSupport(ticket) || !isNewRequest(ticket)) continue;
      const notes = serviceNotes(ticket);
      const done = notes.some((note) => referenceOf(note) === 'C3-done');
      must(!done || wasMoved(ticket.record), `C3: support ticket ${ticket.id} is done, but not closed`);
      must(notes.length > 0, `C3: support ticket ${ticket.id} is neither carried out nor answered`);
    }
  },
} as const satisfies Record<string, (world: World) => void>;

/** Opened again by a person after this service had closed it. */
function wasMoved({ histories }: CrmRecord): boolean {
  return (histories['hs_pipeline_stage'] ?? []).slice(0, -1).some(({ sourceType }) => sourceType !== 'INTEGRATION');
}

function runningCases({ server }: World): readonly Execution[] {
  return [...server.executions.values()].filter(({ type, status }) => type === CASE_WORKFLOW && status === 'running');
}

function viewOfCase(execution: Execution): CaseView | undefined {
  return execution.run?.query(caseQuery.name) as CaseView | undefined;
}

function ticketOf(world: World, execution: Execution): CrmRecord | undefined {
  const id = execution.workflowId.split(':').at(-1) ?? '';
  const ticket = world.portal.records.get(TYPE.ticket, id);
  return ticket?.id === id && valueOf(ticket, 'hs_pipeline') === AT_RISK_PIPELINE.id ? ticket : undefined;
}
