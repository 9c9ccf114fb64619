import { patched } from '@temporalio/workflow';
import type { CaseInput } from '../../contract/case';
import type { CaseReading, CompanyFacts } from '../../sop/vocabulary/facts';
import type { CompanyId, TicketId } from '../../sop/vocabulary/ids';
import { currentValue } from '../../sop/vocabulary/timeline';
import { activities, recheckRequests, toTemporal, type Announced, type Case } from './case';

/**
 * Cases that are started together find each other only once they are listed: finding no other case proves nothing, although older
 * histories rely on it.
 */
const ALSO_ALONE = 'announce-also-alone';

/** S5, X1: the other cases that a result matters to. */
export async function tellOthers(atRisk: Case, reading: CaseReading): Promise<void> {
  switch (reading.kind) {
    case 'found': {
      const { ticket, company } = reading.facts;
      for (const id of [...atRisk.former]) {
        if (id !== atRisk.companyId) await resumeCasesOf(atRisk, id);
        atRisk.former.delete(id);
      }
      if (!ticket.inAtRiskPipeline || ticket.companyId !== atRisk.companyId) await resumeOlder(atRisk);
      if (ticket.inAtRiskPipeline) await announce(atRisk, ticket.companyId, company);
      if (currentValue(ticket.stage)?.value === 'closed') await recheckRequests(atRisk);
      return;
    }
    case 'merged':
      await continueWith(atRisk, reading.into);
      await resumeOlder(atRisk);
      return;
    case 'gone':
      await resumeOlder(atRisk);
  }
}

/**
 * S5: the cases of the client's older tickets read again when what this one completes has changed. Where it completes less than
 * before, cases that ended because of it continue. The activity's recorded decision says so, so that a changed rule replays (X3).
 */
async function announce(atRisk: Case, companyId: CompanyId | undefined, company?: CompanyFacts): Promise<void> {
  if (companyId === undefined) return;
  atRisk.companyId = companyId;
  atRisk.companySeal = atRisk.snapshot?.companySeal;
  const completes = atRisk.decision?.completes ?? 'none';
  const before = atRisk.announced;
  if (atRisk.brokeOff) {
    // Another ticket may have to write again what was written then, even one whose case has ended.
    await resumeCasesOf(atRisk, companyId);
    atRisk.brokeOff = false;
    atRisk.announced = completes;
    return;
  }
  if (completes === before || (before === 'no' && completes === 'none')) return;
  if (!completesMore(before, completes)) await resumeOlder(atRisk);
  else if (mayHaveOthers(company) && (atRisk.alone !== true || patched(ALSO_ALONE)))
    await signalOthers(atRisk, companyId);
  atRisk.announced = completes;
}

/** A ticket that joins the client later is announced by its own case. */
function mayHaveOthers(company: CompanyFacts | undefined): boolean {
  return company?.kind !== 'one' || company.hasOtherTickets !== false;
}

/** Whether everything that was taken over before still is. */
function completesMore(before: Announced, now: Announced): boolean {
  if (now === 'none') return false;
  return before !== 'saved' && before !== 'cancellation' && (before !== 'notSaved' || now === 'cancellation');
}

async function signalOthers(atRisk: Case, companyId: CompanyId): Promise<void> {
  const { portalId, ticketId } = atRisk.input;
  const summary = "S5: signal the cases of the client's other tickets";
  const signaled = await toTemporal.announceTicket.executeWithOptions({ summary }, [{ portalId, ticketId, companyId }]);
  atRisk.alone = signaled === 0;
}

/** X1: the case of the ticket that this one was merged into continues in its place. */
async function continueWith(atRisk: Case, into: TicketId): Promise<void> {
  const other: CaseInput = { portalId: atRisk.input.portalId, ticketId: into };
  await toTemporal.beginCase.executeWithOptions({ summary: `X1: the case of ticket ${into} continues` }, [other]);
}

/** S5: a ticket that is no longer the client's supersedes nothing, so that the monitoring of an older one is resumed. */
async function resumeOlder(atRisk: Case): Promise<void> {
  if (atRisk.companyId === undefined || atRisk.announced === 'no') return;
  await resumeCasesOf(atRisk, atRisk.companyId);
  atRisk.announced = 'no';
  atRisk.alone = false;
}

async function resumeCasesOf({ input: { portalId, ticketId } }: Case, companyId: CompanyId): Promise<void> {
  const summary = "S5: make the cases of the client's other tickets check again";
  await activities.resumeCasesOf.executeWithOptions({ summary }, [{ portalId, ticketId, companyId }]);
}
