import { defineQuery } from '@temporalio/workflow';
import { z } from 'zod';
import type { Write } from '../sop/decision/decision';
import { COMPARED_FIELDS, type Agreed } from '../sop/shadow/agreed';
import type { Kept } from '../sop/shadow/kept';
import type { SupportWrite } from '../sop/support/support-decision';
import { instantSchema, type Instant } from '../sop/vocabulary/dates';
import type { CompanyId, TicketId } from '../sop/vocabulary/ids';
import { onDemand } from './payloads/on-demand';

/** `mode: observe`: since when a workflow observes, and the writes that it did not make; empty where the pipeline is on. */
export interface ShadowView<Wanted extends Write | SupportWrite = Write | SupportWrite> {
  readonly since?: Instant;
  readonly kept?: readonly Kept<Wanted>[];
  readonly agreed?: readonly SeenAgreed[] | undefined;
}

/** What others did that the SOP asks for too; `at`: when the case saw first that it does. */
export interface SeenAgreed extends Agreed {
  readonly at: Instant;
}

/** What the query `shadow` of a case and of a support request answers with. */
export interface TicketShadow extends ShadowView {
  /** The At-Risk ticket, or the support ticket. */
  readonly ticketId: TicketId;
  readonly companyId?: CompanyId;
}

/** Carried over by continue-as-new; for the report alone. */
export const agreedSchema = onDemand(() =>
  z.array(z.object({ field: z.enum(COMPARED_FIELDS), doneAt: instantSchema, at: instantSchema })),
);

export const shadowQuery = defineQuery<TicketShadow>('shadow');
