import { overviewMemoSchema } from '../../src/contract/overview';
import { attention } from '../../src/sop/decision/attention';
import type { Decision } from '../../src/sop/decision/decision';
import { requirement } from '../../src/sop/decision/requirement';
import { timeZoneSchema } from '../../src/sop/vocabulary/dates';
import { caseInWords } from '../../src/workflows/case/show';
import { at, cs, day } from '../sop/build';

const ZONE = timeZoneSchema.parse('America/New_York');
const DECISION: Decision = {
  phase: 'cancelling',
  waitingFor: [requirement.cancellationDay(day('2026-03-31'))],
  writes: [],
  attention: attention.reopenedByHand({ at: at('2026-01-28T09:00-05:00'), by: cs }),
  wakeUp: { at: at('2026-02-02T12:00-05:00'), reason: 'X1: check whether the cause is gone' },
};
const OVERVIEW = overviewMemoSchema.parse({
  client: 'Harbor *Dental* <Group>',
  owner: 'Oona Owner',
  openedAt: at('2026-01-05T09:00-05:00'),
  since: at('2026-01-26T09:00-05:00'),
  next: { kind: 'cancellation', day: '2026-03-31', at: at('2026-03-31T00:00-04:00') },
});

describe('what the Temporal UI says of a case', () => {
  it('X1: names what needs attention, what to do, and the true date beside the next check, each once', () => {
    const words = caseInWords(DECISION, ZONE, OVERVIEW).split('\n').filter(Boolean);

    expect(words).toEqual([
      'Client: Harbor \\*Dental\\* \\<Group\\>',
      '**Not saved: cancellation in progress** since Mon, Jan 26, 2026, 9:00 AM EST',
      'Owner of the ticket: Oona Owner',
      'RCM Cancellation Date: Tue, Mar 31, 2026',
      'Waiting for:',
      expect.stringMatching(/^- N8: /),
      expect.stringMatching(/^\*\*Needs attention\*\* \(reopenedByHand\): /),
      expect.stringMatching(/^What to do: /),
      'Next check: Mon, Feb 2, 2026, 12:00 PM EST — X1: check whether the cause is gone',
    ]);
  });

  it('says how it ended, and of which client', () => {
    const { phase, waitingFor, writes } = DECISION;
    const ended = caseInWords({ phase, waitingFor, writes, end: 'cancelled' }, ZONE, OVERVIEW);

    expect(ended).toMatch(/^Client: Harbor[^]*ended: cancelled$/);
    expect(caseInWords({ phase, waitingFor, writes, end: 'cancelled' }, ZONE)).not.toContain('Client');
  });
});
