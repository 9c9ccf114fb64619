import { isShown, type ChangeAfterClosing } from '../after-closing/change';
import type { Instant } from '../vocabulary/dates';
import type { TicketId } from '../vocabulary/ids';
import { parseReference } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { changedByOthersAfter } from '../vocabulary/timeline';
import type { AtRiskCandidate, OtherRequest, SupportFacts } from './support-facts';
import { gapsOfForm } from './support-gap';
import { explanationReference } from './support-target';

/**
 * Older requests that must be applied first. One that is not understood does not hold up the others. Others are judged by
 * their form alone, so one that leads to another ticket of the company may hold this one up for a while.
 */
export function blockers(facts: SupportFacts, settings: SopSettings, now: Instant): readonly TicketId[] {
  return facts.others
    .filter((other) => other.open && isOlder(other, facts) && gapsOfForm(other.form, settings, now).length === 0)
    .map(({ id }) => id);
}

/**
 * X1: how the ticket was changed after this request was made, in words, if it was and now shows something else: the newest
 * request counts. An older request that is applied later is not a newer one.
 */
export function overtaking(
  facts: SupportFacts,
  { ticket, explanations }: AtRiskCandidate,
  wanted: ChangeAfterClosing,
): string | undefined {
  const { askedAt } = facts;
  if (isShown(wanted, ticket)) return undefined;
  const newer = explanations.filter(({ createdAt }) => createdAt > askedAt).map(({ reference }) => reference);
  const younger = facts.others.find(
    (other) => !isOlder(other, facts) && newer.includes(explanationReference(other.id)),
  );
  if (younger !== undefined) return `by the newer support ticket ${younger.id}`;
  if (newer.some((reference) => parseReference(reference).kind === 'command')) return 'by a command';
  const byHand =
    wanted.kind === 'date'
      ? changedByOthersAfter(ticket.rcmCancellationDate, askedAt)
      : changedByOthersAfter(ticket.customerSaved, askedAt);
  return byHand ? 'manually' : undefined;
}

/** In order of creation; HubSpot's ids are in order too, where two are created in the same instant. */
function isOlder(other: OtherRequest, { id, createdAt }: SupportFacts): boolean {
  return other.createdAt === createdAt ? Number(other.id) < Number(id) : other.createdAt < createdAt;
}
