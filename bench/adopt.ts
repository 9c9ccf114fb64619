import { startEmulator, type Emulator } from '../emulator';
import { adopt } from '../src/cli/adoption/adoption';
import type { Progress } from '../src/cli/output/progress';
import { parsePortalConfig } from '../src/config/portal';
import { createHubSpot } from '../src/hubspot';
import { bulkPace } from '../src/hubspot/client/quota';
import type { CallEnd } from '../src/hubspot/http/call-end';
import { instantAt } from '../src/sop/vocabulary/dates';
import { fillPortal } from '../test/cli/portal-of-many';
import type { BenchOptions } from './bench';
import type { Found } from './figure';

const FULL = { repetitions: 3, tickets: 5_000 } as const;
const QUICK = { repetitions: 3, tickets: 1_400 } as const;

/** A subscription that allows as much as the emulator does, all of it for the service; a command takes half of that. */
const LIMITS = { perTenSeconds: 190, searchPerSecond: 5 } as const;
const PORTAL = 'hubspot: { callsPerTenSeconds: 190, searchesPerSecond: 5, share: 1 }';
const OF_A_COMMAND = LIMITS.perTenSeconds / 2;
const SEARCHES_A_SECOND = LIMITS.searchPerSecond / 2;
const TEN_SECONDS_MS = 10_000;
const GOAL_CALLS_A_TICKET = 0.05;

const withoutProgress: Progress = (_what, _total, work) => work(() => undefined);

/** A dry run of `at-risk adopt` over a portal that was in use before: HubSpot's side of it is the same as that of a real one. */
export async function benchAdopt({ quick, progress }: BenchOptions): Promise<Found> {
  const { repetitions, tickets } = quick ? QUICK : FULL;
  const emulator = await startEmulator({ limits: LIMITS });
  try {
    progress(`filling a portal with ${String(tickets)} tickets`);
    await fillPortal(emulator, tickets);
    const tookMs: number[] = [];
    const leastMs: number[] = [];
    const callsATicket: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      progress(`repetition ${String(repetition + 1)} of ${String(repetitions)}`);
      const { calls, ms } = await adopted(emulator);
      const limited = calls.filter(({ outcome }) => outcome === 'limited').length;
      if (limited > 0) throw new Error(`HubSpot answered ${String(limited)} calls with 429`);
      tookMs.push(ms);
      leastMs.push(leastFor(calls));
      callsATicket.push(calls.length / tickets);
    }
    const time = {
      name: 'adopt',
      what: `HubSpot's side of adopting ${String(tickets)} tickets`,
      unit: 'ms',
      measured: tookMs,
      floor: {
        what: `its calls at a command's ${String(OF_A_COMMAND)} in ten seconds and ${String(SEARCHES_A_SECOND)} searches a second`,
        values: leastMs,
      },
      goal: { atMost: 1.05 },
    };
    const calls = {
      name: 'adopt-calls',
      what: 'calls to HubSpot that a ticket takes there',
      unit: '',
      measured: callsATicket,
      floor: { what: 'what was aimed at', values: callsATicket.map(() => GOAL_CALLS_A_TICKET) },
      goal: { atMost: 1 },
    };
    return { figures: [time, calls], growths: [] };
  } finally {
    await emulator.close();
  }
}

/** The tickets are found first, and then read. */
function leastFor(calls: readonly CallEnd[]): number {
  const searches = calls.filter(({ path }) => path.endsWith('/search')).length;
  const windows = Math.ceil((calls.length - searches) / OF_A_COMMAND) - 1;
  return (searches / SEARCHES_A_SECOND) * 1_000 + windows * TEN_SECONDS_MS;
}

async function adopted({ url, accessToken, appId }: Emulator): Promise<{
  readonly calls: readonly CallEnd[];
  readonly ms: number;
}> {
  const portal = parsePortalConfig(PORTAL, 'the portal of the bench');
  const calls: CallEnd[] = [];
  const hubspot = createHubSpot({
    ...{ accessToken, apiUrl: url, appId: String(appId), portal, pace: bulkPace(portal.hubspot) },
    onCall: (end) => calls.push(end),
  });
  const now = () => instantAt(Date.now());
  const deps = { hubspot, settings: portal.sop, cases: undefined, progress: withoutProgress, now };
  const begun = performance.now();
  try {
    await adopt(deps, { ticketIds: [], dryRun: true, rate: 1 });
    return { calls, ms: performance.now() - begun };
  } finally {
    hubspot.close();
  }
}
