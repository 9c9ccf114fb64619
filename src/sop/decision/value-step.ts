import { attention, type Attention } from './attention';
import { describeDrift, type Drift } from './drift';
import type { RuledChange } from './ticket-update';

/** What a rule wants of one value of the ticket, and whether others have changed it since (X1). */
export interface ValueStep {
  readonly changes: readonly RuledChange[];
  readonly drift?: Drift | undefined;
}

/** X1: the rule's change; for a value that drifted, only what its policy says. */
export function valueStep(drift: Drift | undefined, change: RuledChange): ValueStep {
  if (drift === undefined) return { changes: [change] };
  return { drift, changes: drift.policy === 'repair' ? [{ ...change, rule: 'X1' }] : [] };
}

/** X1: the changes that a person is asked about, one after the other. */
export function askedAbout(drift: readonly Drift[]): readonly Attention[] {
  return drift
    .filter(({ policy }) => policy === 'ask')
    .map((found) => {
      if (found.field === 'ticketStage') return attention.reopenedByHand(found);
      return attention.ticketValueChanged(describeDrift(found), found.wanted ?? 'empty', found.at);
    });
}
