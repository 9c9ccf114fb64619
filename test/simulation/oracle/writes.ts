import { AT_RISK_PIPELINE } from '../../../dev/portal/people';
import type { Judge } from './judge';
import { isEdited, isOfService } from './note';
import { objectionsToStatus } from './status';
import { objectionsToTicket } from './ticket';
import { isAtRisk, ticketIn, type View } from './view';

/** What the service changed of one record in one call. */
export interface ServiceWrite {
  readonly typeId: string;
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What the rules say against a write, by the portal as it is in this view; nothing if it is right. */
export function objectionsTo(write: ServiceWrite, view: View, judge: Judge): readonly string[] {
  switch (write.typeId) {
    case '0-2':
      return objectionsToCompany(write, view, judge);
    case '0-5': {
      const ticket = ticketIn(view, write.id);
      if (ticket === undefined) return [];
      if (isAtRisk(ticket)) return objectionsToTicket(ticket, write.values, view, judge);
      return objectionsToOther(write, judge);
    }
    case '0-46':
      return objectionsToEdit(write.id, view);
    default:
      return [];
  }
}

/** X1: of the notes only the service's own are edited, and of these only those that nobody else has edited. */
function objectionsToEdit(id: string, view: View): readonly string[] {
  const note = view.tickets.flatMap(({ notes }) => notes).find((each) => each.id === id);
  if (note === undefined) return [];
  if (!isOfService(note)) return ['X1: edits a note that is not its own'];
  return isEdited(note) ? ['X1: edits a note that a person has edited'] : [];
}

function objectionsToCompany({ id, values }: ServiceWrite, view: View, judge: Judge): readonly string[] {
  const foreign = Object.keys(values).filter((name) => name !== 'client_status' && name !== 'at_risk_case_ticket');
  if (foreign.length > 0) return [`X1: no rule may change ${foreign.join(', ')} of a company`];
  const company = view.companies.get(id);
  const status = values['client_status'];
  return company === undefined || status === undefined ? [] : objectionsToStatus(company, status, view, judge);
}

/** C3: a support ticket is closed; of a ticket that is none of ours nothing is changed. */
function objectionsToOther({ id, values }: ServiceWrite, judge: Judge): readonly string[] {
  // I3: an approval that somebody asks for does no harm to a ticket that is none of ours.
  const harmless = judge.asked(id, 'approve') ? ['finance_approval', 'invoice_determination'] : [];
  const emptied = Object.entries(values).filter(([name, value]) => name.startsWith('at_risk_') && value === '');
  const names = Object.keys(values)
    .filter((name) => name !== 'hs_pipeline_stage' && !harmless.includes(name))
    .filter((name) => !emptied.some(([each]) => each === name));
  const stage = values['hs_pipeline_stage'];
  if (names.length > 0) return [`X1: changes ${names.join(', ')} of a ticket that is not in the At-Risk pipeline`];
  return stage === AT_RISK_PIPELINE.open || stage === AT_RISK_PIPELINE.closed
    ? ['X1: moves a ticket that is not in the At-Risk pipeline']
    : [];
}
