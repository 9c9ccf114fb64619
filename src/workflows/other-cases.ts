import type { CaseReading, TicketFacts } from '../sop/facts';
import type { TicketId } from '../sop/ids';
import { standing } from '../sop/timeline';
import { activities, toTemporal, type Case } from './case';
import type { CaseInput } from './contract';

/** S5, X1: the other cases that what was found matters to. */
export async function tellOthers(atRisk: Case, reading: CaseReading): Promise<void> {
  switch (reading.kind) {
    case 'found': {
      const { ticket } = reading.facts;
      if (!ticket.inAtRiskPipeline || ticket.companyId !== atRisk.companyId) await resumeOlder(atRisk);
      if (ticket.inAtRiskPipeline) await announce(atRisk, ticket);
      await recheckRequests(atRisk, ticket);
      return;
    }
    case 'merged':
      await goOnWith(atRisk, reading.into);
      await resumeOlder(atRisk);
      return;
    case 'gone':
      await resumeOlder(atRisk);
  }
}

/** S5: cases of the same company look again, and find that there is a newer At-Risk ticket, or an answer on it. */
async function announce(atRisk: Case, { companyId, customerSaved }: TicketFacts): Promise<void> {
  const answered = standing(customerSaved) !== undefined;
  const isNews = atRisk.announced === 'no' || (atRisk.announced === 'unanswered' && answered);
  if (companyId === undefined || !isNews) return;
  const { portalId, ticketId } = atRisk.input;
  atRisk.companyId = companyId;
  const summary = "S5: tell the cases of the client's other tickets";
  const told = await toTemporal.announceTicket.executeWithOptions({ summary }, [{ portalId, ticketId, companyId }]);
  atRisk.announced = answered || told === 0 ? 'done' : 'unanswered';
}

/** C3: a support request that found the ticket open looks again once it is closed, by whomever. */
async function recheckRequests(atRisk: Case, { companyId, stage }: TicketFacts): Promise<void> {
  const found = standing(stage)?.value;
  if (atRisk.requests === 'open' && found === 'closed') atRisk.requests = 'closing';
  if (atRisk.requests === 'closing') {
    const { portalId, ticketId } = atRisk.input;
    const summary = 'C3: support requests about the ticket look again';
    const ticket: CaseInput = { portalId, ticketId, companyId };
    await activities.recheckRequestsOf.executeWithOptions({ summary }, [ticket]);
    atRisk.requests = 'unknown';
  } else if (found === 'open') {
    atRisk.requests = 'open';
  }
}

/** X1: the case of the ticket that this one was merged into goes on in its place. */
async function goOnWith(atRisk: Case, into: TicketId): Promise<void> {
  const other: CaseInput = { portalId: atRisk.input.portalId, ticketId: into };
  await toTemporal.beginCase.executeWithOptions({ summary: `X1: the case of ticket ${into} goes on` }, [other]);
}

/** S5: a ticket that is not the client's any more supersedes nothing, so that the monitoring of an older one is resumed. */
async function resumeOlder(atRisk: Case): Promise<void> {
  if (atRisk.companyId === undefined || atRisk.announced === 'no') return;
  const { portalId, ticketId } = atRisk.input;
  const summary = "S5: the cases of the client's other tickets look again";
  await activities.resumeCasesOf.executeWithOptions({ summary }, [{ portalId, ticketId, companyId: atRisk.companyId }]);
  atRisk.announced = 'no';
}
