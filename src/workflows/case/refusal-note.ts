import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetail, RefusalType } from '../../activities/failures';
import type { Ground } from '../../activities/proof/grounds';
import type { Attention, AttentionCode } from '../../sop/decision/attention';
import type { Instant } from '../../sop/vocabulary/dates';
import type { TicketId } from '../../sop/vocabulary/ids';

/** With the others, HubSpot would not accept the note either. */
const SAID: readonly AttentionCode[] = ['hubspotInvalid', 'hubspotIncomplete', 'portalMismatch'];

/** X1: whether the ticket can say that HubSpot refuses something. */
export function isSaidOnTicket({ code }: Attention): boolean {
  return SAID.includes(code);
}

/** What HubSpot said, as the activity sealed it: why the note on the ticket may be written. */
export function refusalGround(error: unknown, ticketId: TicketId, since: Instant): Ground {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) throw error;
  const [detail] = (cause.details ?? []) as readonly FailureDetail[];
  const seal = detail?.seal;
  const { message } = cause;
  const type = cause.type as RefusalType;
  return { kind: 'refusal', ticketId, since, type, message, ...(seal !== undefined && { seal }) };
}
