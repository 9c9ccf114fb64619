import { defineSignal } from '@temporalio/workflow';
import { z } from 'zod';
import { instantSchema, type Instant } from '../sop/vocabulary/dates';
import type { YesNo } from '../sop/vocabulary/facts';
import { ticketIdSchema, userIdSchema } from '../sop/vocabulary/ids';
import { onDemand } from './payloads/on-demand';

/** What a signal carries: that something happened, and when by HubSpot's clock; never what to do (level-triggered). */
export const caseEventSchema = onDemand(() =>
  z.object({
    eventIds: z.array(z.string()).default([]),
    occurredAt: instantSchema,
    ticketAt: instantSchema.optional(),
    by: userIdSchema.optional(),
    answer: z.enum(['Yes', 'No']).optional(),
    swept: z.enum(['ticket', 'note', 'company', 'invoice']).optional(),
    deleted: z.boolean().optional(),
  }),
);

export interface CaseEvent {
  readonly eventIds: readonly string[];
  readonly occurredAt: Instant;
  /** When a property of the ticket itself changed, where the signal does not say so: its stage, or who owns it. */
  readonly ticketAt?: Instant | undefined;
  /** The HubSpot user, if a person did it. */
  readonly by?: string | undefined;
  /** The new value of Customer Saved, for the people who read the case. */
  readonly answer?: YesNo | undefined;
  /** Only from the sweep: `occurredAt` is the record's own timestamp, so that a case can tell whether it has seen the change. */
  readonly swept?: 'ticket' | 'note' | 'company' | 'invoice' | undefined;
  /** The ticket itself was deleted, or (false) restored. */
  readonly deleted?: boolean | undefined;
}

/** Signals, named for people who read the history. */
export const SIGNALS = {
  saved: defineSignal<[CaseEvent]>('saved'),
  cancellationNotice: defineSignal<[CaseEvent]>('cancellationNotice'),
  etfNote: defineSignal<[CaseEvent]>('etfNote'),
  rcmCancellationDate: defineSignal<[CaseEvent]>('rcmCancellationDate'),
  cancellationApproval: defineSignal<[CaseEvent]>('cancellationApproval'),
  invoiceDetermination: defineSignal<[CaseEvent]>('invoiceDetermination'),
  financeApproval: defineSignal<[CaseEvent]>('financeApproval'),
  newAtRiskTicket: defineSignal<[CaseEvent]>('newAtRiskTicket'),
  recheck: defineSignal<[CaseEvent]>('recheck'),
} as const;

export type SignalName = keyof typeof SIGNALS;

/** Signals that say that a property of the ticket changed: the read that follows must show at least their instant. */
export const TICKET_SIGNALS: readonly SignalName[] = [
  'saved',
  'rcmCancellationDate',
  'cancellationApproval',
  'invoiceDetermination',
  'financeApproval',
];

/** Signals of what is attached to the ticket: the same for what was read of that. */
export const EVIDENCE_SIGNALS: readonly SignalName[] = ['cancellationNotice', 'etfNote'];

/** C3: a support request waits until this ticket is closed. It wakes nobody. */
export const requestWaitsSchema = onDemand(() => z.strictObject({ requestId: ticketIdSchema }));

export const requestWaitsSignal = defineSignal<[z.infer<ReturnType<typeof requestWaitsSchema>>]>('requestWaits');
