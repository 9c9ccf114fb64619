import { AT_RISK_PIPELINE } from '../../dev/portal/people';
import { clock, onSimulatedTime } from './clock';
import { HeldOracle } from './held/oracle';
import { Stage, type PortalAct } from './held/stage';
import { viewOf } from './oracle/view';
import { People, TYPE } from './people';
import { Portal } from './portal/portal';
import { runScript } from './run-script';
import { MINUTE } from './scenario';
import { APP } from './world/app';

/** Fixed, so that what is found is found again. */
const ATTACKS = 50;

describe(`a held ticket under ${String(ATTACKS)} random attacks by people, software, forms and commands`, () => {
  it('I1–I4: is closed only with an approval, proved by HubSpot, of exactly what is owed', async () => {
    const { code, output } = await runScript('held/main.ts', ['--runs', String(ATTACKS), '--seed', '1']);
    expect(output).toContain('No attack succeeded');
    // Or the attacks would prove nothing: some tickets were approved as they should be, and closed.
    expect(output).toMatch(/ [1-9]\d* closings with an approval that counts/);
    expect(code).toBe(0);
  }, 300_000);
});

/** A service that closes the ticket whatever people did, watched by the oracle. */
function closedAfter(...acts: readonly PortalAct[]): Promise<readonly string[]> {
  return onSimulatedTime(() => {
    clock.now = Date.UTC(2026, 2, 2, 15);
    const oracle = new HeldOracle();
    const portal: Portal = new Portal((changes) => {
      oracle.see(changes, viewOf(portal, clock.now));
    });
    const people = new People(portal);
    people.act({ kind: 'openTicket', owner: 'casey' });
    const ticketId = (): string => portal.records.survivor(TYPE.ticket, people.ticket(0) ?? '');
    const stage = new Stage(portal, () => people.company, ticketId);
    stage.hold('invoice');
    for (const act of [SAVED, ...acts]) {
      clock.now += 5 * MINUTE;
      stage.act(act);
    }
    clock.now += 5 * MINUTE;
    portal.crm.update(TYPE.ticket, ticketId(), { hs_pipeline_stage: AT_RISK_PIPELINE.closed }, APP);
    return Promise.resolve(oracle.objections);
  });
}

const by = (who: 'casey' | 'finn') => ({ kind: 'person', who, place: 'CRM_UI' }) as const;
const SAVED: PortalAct = { kind: 'set', property: 'customer_saved', value: 'Yes', by: by('casey') };
const DETERMINED: PortalAct = {
  kind: 'set',
  property: 'invoice_determination',
  value: 'Paid in full',
  by: by('casey'),
};
const APPROVED: PortalAct = { kind: 'set', property: 'finance_approval', value: 'Yes', by: by('finn') };
const FORGED: PortalAct = { ...APPROVED, by: { kind: 'software', source: 'SALESFORCE', names: 'finn' } };

describe('the oracle of held tickets', () => {
  it('I3: does not object to a closing that Finance approved', async () => {
    expect(await closedAfter(DETERMINED, APPROVED)).toEqual([]);
  });

  it('I1: says nothing where Finance freed the ticket', async () => {
    const gone: PortalAct = { kind: 'invoice', change: 'deleted', onTicket: false, by: 'finn' };
    const freed: PortalAct = { kind: 'set', property: 'outstanding_invoice', value: 'No', by: by('finn') };
    expect(await closedAfter(gone, freed)).toEqual([]);
  });

  it.each<[string, readonly PortalAct[], string]>([
    ['nobody approved', [], 'I1: no determination'],
    ['CS approved', [DETERMINED, { ...APPROVED, by: by('casey') }], 'I3: no person of Finance approved'],
    ['software approved in the name of Finance', [DETERMINED, FORGED], 'I3: no person of Finance approved'],
    ['Finance approved too early', [APPROVED, DETERMINED], 'I3: the approval is older than the determination'],
    [
      'the owner approved',
      [{ kind: 'owner', to: 'finn', by: 'finn' }, DETERMINED, { kind: 'owner', to: 'casey', by: 'finn' }, APPROVED],
      'I3: an owner approved',
    ],
    [
      'the balance grew afterwards',
      [DETERMINED, APPROVED, { kind: 'invoice', change: 'grown', onTicket: false, by: 'casey' }],
      'I3: what is owed is not what was approved: invoice 105 is not what it was',
    ],
    [
      'an older invoice was linked afterwards',
      [DETERMINED, APPROVED, { kind: 'invoice', change: 'olderLinked', onTicket: true, by: 'casey' }],
      'I3: what is owed is not what was approved',
    ],
    [
      'the ticket was moved to another company afterwards',
      [DETERMINED, APPROVED, { kind: 'company', change: 'moved' }],
      'I3: what is owed is not what was approved: it is of another company',
    ],
    [
      'an approved ticket was merged in',
      [{ kind: 'mergeIn', other: 'approved' }],
      'X1: the approval is older than a merge',
    ],
    [
      'the invoice was set to draft',
      [{ kind: 'invoice', change: 'draft', onTicket: false, by: 'casey' }],
      'I1: no determination',
    ],
  ])('I1, I3: objects to a closing where %s', async (_what, acts, objection) => {
    expect(await closedAfter(...acts)).toEqual([expect.stringContaining(objection)]);
  });
});
