import type { Client } from '@temporalio/client';
import { bringToRest, type StandIn } from '../../bench/growth/at-rest';
import { casesOf, seenBy } from '../../bench/growth/cases-in-memory';
import { auditCallsOnPaper, sweepCallsOnPaper } from '../../bench/growth/paper';
import { auditPage } from '../../src/activities/audit';
import { sweepPage } from '../../src/activities/sweep';
import { sweepLinks } from '../../src/activities/sweep-links';
import type { AuditPlace } from '../../src/contract/audit';
import { instantAt } from '../../src/sop/vocabulary/dates';
import { fillPortal } from '../cli/portal-of-many';
import { PORTAL } from '../hubspot/build';
import { startWorld, type World } from '../hubspot/world';

const TICKETS = 300;
const PORTAL_ID = '4242001';
/** Issue *How fast, how cheap, how far*. */
const GOAL = 1.2;
/** So few tickets miss it at times (1.1 to 1.3): what is asked a moment later goes out as a batch of its own. At 10,000 it is 1.08. */
const LIMIT_OF_AUDIT = 1.6;

describe(`HubSpot calls with ${String(TICKETS)} sleeping cases: monitored, in cancellation, held by an invoice, open`, () => {
  let world: World;
  let asleep: readonly StandIn[];

  beforeAll(async () => {
    world = await startWorld();
    const { emulator, hubspot } = world;
    await fillPortal(emulator, TICKETS);
    const ids: string[] = [];
    for await (const page of hubspot.allAtRiskTickets()) ids.push(...page);
    asleep = await bringToRest({ emulator, hubspot, settings: PORTAL.sop }, ids);
  }, 120_000);

  afterAll(async () => {
    await world.close();
  });

  beforeEach(async () => {
    await world.calls();
  });

  it(`X3: an audit takes at most ${String(LIMIT_OF_AUDIT)} times those on paper, and finds nothing`, async () => {
    const deps = { hubspot: world.hubspot, settings: PORTAL.sop, cases: casesOf(asleep), observes: false };
    const findings: unknown[] = [];
    const inAll = async (stage: AuditPlace['stage']): Promise<number> => {
      let checked = 0;
      for (let place: AuditPlace | undefined = { stage }; place !== undefined;) {
        const page = await auditPage(place, instantAt(Date.now()), deps);
        findings.push(...page.findings, ...page.suspects);
        checked += page.checked;
        place = page.next === undefined ? undefined : { stage, after: page.next };
      }
      return checked;
    };
    const mix = { tickets: await inAll('tickets'), cases: await inAll('cases'), companies: await inAll('companies') };
    const calls = (await world.calls()).length;

    expect(mix).toEqual({ tickets: asleep.length, cases: asleep.length, companies: (TICKETS * 3) / 5 });
    expect(findings).toEqual([]);
    expect(calls / auditCallsOnPaper(mix)).toBeLessThanOrEqual(LIMIT_OF_AUDIT);
  });

  it(`X1: a sweep takes at most ${String(GOAL)} times those on paper`, async () => {
    const { hubspot } = world;
    const since = instantAt(Date.now() + 60_000);
    // Nothing changed, so no case is signaled.
    const temporal = {} as Client;
    const deps = { hubspot, portal: PORTAL, temporal, taskQueue: 'test', seenBy: seenBy(asleep) };
    for (const type of ['ticket', 'note', 'email', 'company', 'invoice'] as const)
      await sweepPage({ portalId: PORTAL_ID, type, since, seen: [] }, deps);
    const { signalled } = await sweepLinks(PORTAL_ID, { notified: [] }, deps);
    const calls = (await world.calls()).length;

    expect(signalled).toBe(0);
    expect(calls / sweepCallsOnPaper({ cases: asleep.length })).toBeLessThanOrEqual(GOAL);
  });
});
