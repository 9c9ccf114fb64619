import type { Instant } from '../../sop/vocabulary/dates';
import type { YesNo } from '../../sop/vocabulary/facts';
import type { TicketId, UserId } from '../../sop/vocabulary/ids';
import type { TicketPipeline } from './ticket-pipeline';

/** What a changed record means for tickets: one change for each record, by anyone other than this service. */
export type RecordChange = TicketChange | RelatedChange;

/** A ticket changed. */
export interface TicketChange {
  readonly type: 'ticket';
  readonly ticketId: TicketId;
  /** HubSpot's own timestamp of the newest change: a read of the ticket that is as new shows all of them. */
  readonly changedAt: Instant;
  /** Which properties that a case reads changed; none are named where the ticket left the pipeline, or ended in a merge. */
  readonly properties: readonly string[];
  /** The new Customer Saved, if that changed. */
  readonly answer?: YesNo;
  /** The person who made the newest change that a person made. */
  readonly byUserId?: UserId;
  /** Absent where the change does not show it. */
  readonly pipeline?: TicketPipeline;
}

/** A record changed that leads to tickets by its associations (an invoice also through its companies). */
export interface RelatedChange {
  readonly type: 'note' | 'email' | 'company' | 'invoice';
  readonly id: string;
  readonly changedAt: Instant;
  /** N2: whether a file is attached. */
  readonly hasFile: boolean;
}
