import { caseAsText } from '../../src/cli/commands/show';
import type { CaseView } from '../../src/contract/case';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';

const AT = 1_767_225_600_000 as Instant;

/** What a person can have put into a case: a reason, and what HubSpot's values say. */
const withText = (text: string): CaseView => ({
  portalId: '1',
  ticketId: ticketIdSchema.parse('7'),
  decidedAt: AT,
  decision: {
    phase: 'collecting',
    waitingFor: [],
    writes: [],
    attention: { code: 'refused', rules: ['X1'], sentence: text, resolvedBy: text } as never,
  },
  timeline: [{ at: AT, rules: ['C2'], text }],
});

describe('what a case prints', () => {
  it.each([
    ['erases the screen', '\u001b[2J\u001b[H'],
    ['sets the title', '\u001b]0;x\u0007'],
    ['does so with one character', '\u009b2J'],
    ['turns the text around', '\u202e'],
    ['begins a line', '\u2028'],
    ['goes back in the line', '\r'],
  ])('X1: never %s', (_what, text) => {
    expect(caseAsText(withText(`a${text}b`))).not.toContain(text.slice(0, 1));
  });

  it('X1: has one line for one entry of the timeline', () => {
    const forged = `rescinded\n${new Date(AT).toISOString()}  I3  approved`;

    expect(caseAsText(withText(forged)).split('\n')).not.toContainEqual(
      expect.stringMatching(/^\S+ {2}I3 {2}approved/),
    );
  });
});
