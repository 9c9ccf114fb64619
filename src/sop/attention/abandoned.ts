import type { AbandonedClient } from '../decision/absence';
import type { Write } from '../decision/decision';
import { boundaryOf, dayOf, shiftDate, type Instant } from '../vocabulary/dates';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';

const WHAT: Readonly<Record<AbandonedClient['phase'], string>> = {
  cancelling: "The At-Risk ticket for this client's cancellation was deleted. The cancellation does not continue.",
  monitoring: 'The At-Risk ticket for which this client was monitored was deleted. The client is not set to Active.',
};

const TO_DO: Readonly<Record<AbandonedClient['phase'], string>> = {
  cancelling:
    'What to do (Client Success): restore the ticket from the recycle bin. If the client stays, set the Client Status manually and close the deactivation tasks.',
  monitoring:
    'What to do (Client Success): restore the ticket from the recycle bin, or set the Client Status manually.',
};

/** X1: a ticket was deleted in the middle of its case. The company is the only place left to say so: a note there, and a task. */
export function abandonedWrites(
  { companyId, phase }: AbandonedClient,
  { timeZone }: SopSettings,
  now: Instant,
): readonly Write[] {
  const reference = referenceText({ kind: 'abandoned', at: now });
  const paragraphs = [WHAT[phase], TO_DO[phase]];
  const subject = 'An At-Risk ticket of this client was deleted: restore it, or set the Client Status';
  const dueAt = boundaryOf(shiftDate(dayOf(now, timeZone), { days: 1 }), 12, timeZone);
  return [
    { kind: 'addCompanyNote', rules: ['X1'], companyId, reference, paragraphs },
    {
      kind: 'createTasks',
      purpose: 'attention',
      rules: ['X1'],
      companyId,
      since: now,
      tasks: [{ reference, subject, paragraphs, dueAt }],
    },
  ];
}
