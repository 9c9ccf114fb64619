import type { ClientStatus } from '../../src/sop/vocabulary/facts';
import { company, day, service, type TicketEvent, type ValueEvent } from './build';

/** A client who was saved on February 20, 2026. */
export const SAVED: TicketEvent = { at: '2026-02-20T09:30-05:00', set: { customerSaved: 'Yes' } };
/** What this service did then. */
export const CLOSED_AS_SAVED: TicketEvent = {
  at: '2026-02-20T09:31-05:00',
  by: service,
  set: { stage: 'closed', cancellationApproval: 'No' },
};
export const MONITORED: ValueEvent<'Monitor for 30 days'> = {
  at: '2026-02-20T09:31-05:00',
  by: service,
  set: 'Monitor for 30 days',
};

/** A client who was not saved on March 2, 2026, and is cancelled on June 30. */
export const NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
export const APPROVAL: TicketEvent = { at: '2026-03-02T11:00-05:00', set: { cancellationApproval: 'Yes' } };
export const DATE: TicketEvent = { at: '2026-03-02T12:00-05:00', set: { rcmCancellationDate: day('2026-06-30') } };
/** N4, N5: all that is entered on the ticket itself. */
export const ALL = [NO, APPROVAL, DATE];
export const CLOSED_AS_NOT_SAVED: TicketEvent = {
  at: '2026-03-02T12:01-05:00',
  by: service,
  set: { stage: 'closed' },
};
export const SOON = '2026-03-03T10:00-05:00';

/** A Client Status that was set as soon as that ticket was closed, unless the test says otherwise. */
export const status = (set: ClientStatus, when = '2026-03-02T12:01-05:00', by = service): ValueEvent<ClientStatus> => ({
  at: when,
  by,
  set,
});
export const IN_PROGRESS = company([status('Cancellation in Progress')]);
