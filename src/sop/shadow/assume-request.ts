import type { AtRiskCandidate, SupportStage } from '../support/support-facts';
import { explanationReference } from '../support/support-target';
import type { ClientStatus } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, type Timeline } from '../vocabulary/timeline';
import { withAssumed, withChanges } from './assume';
import type { KeptStep } from './kept';

/** C3, `mode: observe`: an At-Risk ticket as it would be if the request's kept steps had been made. */
export function assumeCandidate(
  candidate: AtRiskCandidate,
  requestId: TicketId,
  kept: readonly KeptStep[],
): AtRiskCandidate {
  const { ticket, explanations } = candidate;
  const changes = kept.flatMap(({ at, write }) =>
    write.kind === 'updateTicket' && write.ticketId === ticket.id ? [{ at, change: write.change }] : [],
  );
  const explained = kept.flatMap(({ at, write }) =>
    write.kind === 'explainChange' && write.ticketId === ticket.id
      ? [{ reference: write.reference, createdAt: at }]
      : [],
  );
  const isShown = explanations.some(({ reference }) => reference === explanationReference(requestId));
  return {
    ...candidate,
    ticket: changes.length === 0 ? ticket : withChanges(ticket, changes),
    explanations: isShown ? explanations : [...explanations, ...explained],
  };
}

/** C2: the case sets the Client Status once a rescission is made. One that was not made no case follows. */
export function assumeClientStatus(
  { ticket, clientStatus }: AtRiskCandidate,
  kept: readonly KeptStep[],
  { rescindedClient }: SopSettings,
): ClientStatus | undefined {
  const isRescinded = kept.some(
    ({ at, write }) =>
      write.kind === 'updateTicket' &&
      write.change.customerSaved === 'Yes' &&
      currentValue(ticket.customerSaved)?.since === at,
  );
  if (!isRescinded || clientStatus === undefined) return clientStatus;
  return rescindedClient === 'active' ? 'Active' : 'Monitor for 30 days';
}

export function assumeSupportStage(stage: Timeline<SupportStage>, kept: readonly KeptStep[]): Timeline<SupportStage> {
  const closed = kept.flatMap(({ at, write }) =>
    write.kind === 'closeRequest' ? [{ at, value: 'closed' as const }] : [],
  );
  return withAssumed(stage, closed);
}
