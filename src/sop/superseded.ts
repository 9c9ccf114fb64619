import type { Answer } from './answer';
import { attention } from './attention';
import type { Decision } from './decision';
import type { CaseFacts, TicketFacts } from './facts';
import { standing } from './timeline';

/**
 * S5: the client is at risk again, and the newer ticket decides its Client Status from now on.
 * - A client who is monitored (or was) never becomes Active by the old ticket: its case ends.
 * - A cancellation goes on by the old ticket until the newer one is answered, so that work still ends on the date.
 * - Two open tickets at once: the older one waits for a person, and touches nothing.
 */
export function supersededBy(facts: CaseFacts, answer: Answer): Decision | undefined {
  const newer = facts.company?.kind === 'one' ? facts.company.newerTicket : undefined;
  if (newer === undefined || answer.kind === 'none') return undefined;
  const open = isOpen(facts.ticket);
  if (answer.kind === 'notSaved' && !open && !newer.answered) return undefined;
  const phase = answer.kind === 'saved' ? 'monitoring' : open ? 'collecting' : 'cancelling';
  if (open) return { phase, waitingFor: [], writes: [], attention: attention.newerTicket(newer.id) };
  return { phase, waitingFor: [], writes: [], end: 'superseded' };
}

function isOpen(ticket: TicketFacts): boolean {
  return standing(ticket.stage)?.value === 'open';
}
