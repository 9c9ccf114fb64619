import { driftOf, type Drift } from '../decision/drift';
import { valueStep, type ValueStep } from '../decision/value-step';
import { latest } from '../vocabulary/dates';
import type { TicketFacts } from '../vocabulary/facts';
import type { DriftPolicy, SopSettings } from '../vocabulary/settings';
import type { Change } from '../vocabulary/timeline';

/** N6: closes the ticket when it may be closed, and does not fight whoever opens it again (X1, a setting). */
export function closingStep(ticket: TicketFacts, mayClose: boolean, { drift: policies }: SopSettings): ValueStep {
  if (!mayClose) return { changes: [] };
  return valueStep(reopenedOnSameGrounds(ticket, policies.ticketStage), { rule: 'N6', change: { stage: 'closed' } });
}

/**
 * X1: opened again by somebody else after this service had closed it. Whoever changes afterwards what closing rests on, such
 * as the date, has it closed again (N6).
 */
function reopenedOnSameGrounds(ticket: TicketFacts, policy: DriftPolicy): Drift | undefined {
  const closing = ticket.stage.find(({ value }) => value === 'closed');
  if (closing?.by.kind !== 'service') return undefined;
  // This service changes the first two only when a person commands it, and the others by itself.
  const commanded: readonly Change<string>[] = [...ticket.customerSaved, ...ticket.rcmCancellationDate];
  const others: readonly Change<string>[] = [
    ...ticket.cancellationApproval,
    ...ticket.outstandingInvoice,
    ...ticket.invoiceDetermination,
    ...ticket.financeApproval,
  ];
  const grounds = [...commanded, ...others.filter(({ by }) => by.kind !== 'service')].map(({ at }) => at);
  const since = latest(ticket.createdAt, ...grounds);
  return driftOf(ticket.stage, { field: 'ticketStage', value: 'closed', since }, policy);
}
