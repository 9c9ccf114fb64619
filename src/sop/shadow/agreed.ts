import type { Decision } from '../decision/decision';
import type { Instant } from '../vocabulary/dates';
import type { CaseReading, ClientStatus } from '../vocabulary/facts';
import type { Timeline } from '../vocabulary/timeline';

/** Values that the SOP sets, and that others set too. */
export const COMPARED_FIELDS = [
  'clientStatus',
  'stage',
  'cancellationApproval',
  'customerSaved',
  'rcmCancellationDate',
  'invoiceDetermination',
  'financeApproval',
] as const;
export type ComparedField = (typeof COMPARED_FIELDS)[number];

/** `mode: observe`: a change by others that the SOP asks for too, so that nothing was left to write. */
export interface Agreed {
  readonly field: ComparedField;
  /** When it was changed, by HubSpot's clock. */
  readonly doneAt: Instant;
}

/** What others did of what the SOP asks for, as one snapshot shows it. A decision that asks a person agrees with nothing. */
export function agreedIn(reading: CaseReading, decision: Decision): readonly Agreed[] {
  if (reading.kind !== 'found' || decision.attention !== undefined) return [];
  const { ticket, company } = reading.facts;
  const wanted = wantedBy(decision);
  return [
    ...(company?.kind === 'one' ? changeTo('clientStatus', company.clientStatus, wanted.clientStatus) : []),
    ...changeTo('stage', ticket.stage, wanted.stage),
    ...changeTo('cancellationApproval', ticket.cancellationApproval, wanted.cancellationApproval),
  ];
}

interface WantedValues {
  readonly clientStatus?: ClientStatus;
  readonly stage?: 'closed';
  readonly cancellationApproval?: 'No';
}

/** The values that a decision gives, or would give if they were not there. */
function wantedBy({ phase, waitingFor, writes, takenOverBy }: Decision): WantedValues {
  const waits = (code: string): boolean => waitingFor.some((each) => each.code === code);
  const reopens = writes.some((write) => write.kind === 'updateTicket' && write.change.stage === 'open');
  const stage = reopens ? {} : { stage: 'closed' as const };
  if (takenOverBy !== undefined) return stage;
  switch (phase) {
    case 'deciding':
    case 'collecting':
      return {};
    case 'monitoring':
      return {
        clientStatus: waits('monitoringPeriod') ? 'Monitor for 30 days' : 'Active',
        cancellationApproval: 'No',
        ...stage,
      };
    case 'cancelling':
      return { clientStatus: waits('cancellationDay') ? 'Cancellation in Progress' : 'Cancelled', ...stage };
  }
}

function changeTo<T>(field: ComparedField, timeline: Timeline<T>, wanted: T | undefined): readonly Agreed[] {
  const [newest] = timeline;
  if (newest === undefined || wanted === undefined || newest.value !== wanted) return [];
  return newest.by.kind === 'service' || newest.brought !== undefined ? [] : [{ field, doneAt: newest.at }];
}
