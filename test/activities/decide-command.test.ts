import { decideCommand } from '../../src/activities/decide-command';
import { parsePortalConfig } from '../../src/config/portal';
import type { Command } from '../../src/contract/commands';
import type { HubSpot } from '../../src/hubspot';
import type { CaseReading } from '../../src/sop/vocabulary/facts';
import { userIdSchema } from '../../src/sop/vocabulary/ids';
import { at, cs, day, found, service, ticket, ticketId } from '../sop/build';

const CANCELLING = found({
  ticket: ticket([
    { at: '2026-03-02T10:00-05:00', by: cs, set: { customerSaved: 'No', rcmCancellationDate: day('2026-06-30') } },
    { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } },
  ]),
});

const by = userIdSchema.parse('11');

const decided = (command: Command) => {
  const hubspot = { readCase: () => Promise.resolve<CaseReading>(CANCELLING) } as unknown as HubSpot;
  const portal = parsePortalConfig('', 'the defaults');
  return decideCommand(ticketId, command, at('2026-04-01T10:00-04:00'), { hubspot, portal });
};

describe('the reason of a command', () => {
  it.each(['...', 'n/a', 'N/A.', 'none', '123', 'xxx', '\u200b\u200b\u200b'])(
    'C4: "%s" explains nothing, and the command is refused',
    async (reason) => {
      const refused = { writes: [], objection: expect.stringContaining('does not explain the change') };
      expect(await decided({ kind: 'rescind', reason, by })).toEqual(refused);
      expect(await decided({ kind: 'changeDate', date: day('2026-07-31'), reason, by })).toEqual(refused);
    },
  );

  it.each(['The client stays.', 'renegotiated', 'because of the #ETF'])('C4: "%s" is one', async (reason) => {
    expect((await decided({ kind: 'rescind', reason, by })).objection).toBeUndefined();
    expect((await decided({ kind: 'changeDate', date: day('2026-07-31'), reason, by })).writes).toHaveLength(2);
  });
});
