import { defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import { calendarDateSchema } from '../sop/vocabulary/dates';
import { userIdSchema, type UserId } from '../sop/vocabulary/ids';
import type { CaseView } from './case';
import { onDemand } from './payloads/on-demand';

/**
 * I1, I3: what a person of Finance is said to approve; refused unless the portal accepts approvals from outside HubSpot (setting
 * `approvalOutsideHubSpot`). `by` is the HubSpot user id: an e-mail address has no place in a history.
 */
export const approveClosingSchema = onDemand(() =>
  z.strictObject({
    determination: z.enum(['Paid in full', 'Sent to collections']),
    by: userIdSchema,
    /** Where the command comes from, for the note on the ticket. */
    from: z.string().trim().min(1).max(200).optional(),
  }),
);

export type ApproveClosing = z.infer<ReturnType<typeof approveClosingSchema>>;

/**
 * Writes the Invoice Determination and Finance Approval = Yes for a person of Finance, with a note that names them, and
 * answers with what the SOP then says. Fails with `CommandRefused`, and a note on the ticket, for anybody else.
 */
export const approveClosingUpdate = defineUpdate<CaseView, [ApproveClosing]>('approveClosing');

/** Becomes part of a note on the ticket (C4); kept in the case's history too, so it should name no patient. */
const reasonSchema = onDemand(() => z.string().trim().min(3, 'must say why, in at least three letters').max(2000));

/** C2: the client stays after all. `by`: the HubSpot user who asks for it. */
export const rescindSchema = onDemand(() => z.strictObject({ reason: reasonSchema(), by: userIdSchema }));

export type Rescind = z.infer<ReturnType<typeof rescindSchema>>;

/** C1: another RCM Cancellation Date. */
export const changeDateSchema = onDemand(() =>
  z.strictObject({ date: calendarDateSchema, reason: reasonSchema(), by: userIdSchema }),
);

export type ChangeDate = z.infer<ReturnType<typeof changeDateSchema>>;

/** Cases that began under an older version may carry a command that names nobody; it is refused when it is decided on. */
type Unnamed<Command extends { readonly by: UserId }> = Omit<Command, 'by'> & { readonly by?: UserId | undefined };

/** What a person can ask of a case, whoever passes it on. */
export type Command =
  | ({ readonly kind: 'rescind' } & Unnamed<Rescind>)
  | ({ readonly kind: 'changeDate' } & Unnamed<ChangeDate>)
  | ({ readonly kind: 'approveClosing' } & ApproveClosing);

/** Both write to HubSpot, with the note of C4, and answer with what the SOP then says; or fail with `CommandRefused`. */
export const rescindUpdate = defineUpdate<CaseView, [Rescind]>('rescind');

export const changeDateUpdate = defineUpdate<CaseView, [ChangeDate]>('changeDate');

/** In a signal of an older version nobody was named: accepted, so that its history replays, and refused. */
export const rescindSignalSchema = onDemand(() => rescindSchema().partial({ by: true }));

/** The same as the update, for those who wait for no answer; what makes no sense is noted in the case's timeline. */
export const rescindSignal = defineSignal<[Rescind]>('rescind');

/** The failure type of a command that cannot be carried out; its message says why. */
export const COMMAND_REFUSED = 'CommandRefused';
