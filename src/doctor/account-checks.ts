import type { Check } from './check';
import { notChecked, ok, problem, warning, type Finding } from './finding';
import type { HubSpotContext } from './hubspot-context';

/** Of the day's calls, the part that should be left; below it a busy hour can use up the rest. */
const LOW = 0.1;
/** HubSpot's header names the second. Webhooks are refused from five minutes on. */
const SKEW = { warningMs: 30_000, problemMs: 5 * 60_000 } as const;

export const ACCOUNT_CHECKS: readonly Check<HubSpotContext>[] = [
  {
    name: 'dailyCalls',
    about: 'the calls to HubSpot that are left today',
    run: async ({ account }: HubSpotContext): Promise<readonly Finding[]> => {
      const { calls } = await account();
      if (calls === undefined)
        return [
          notChecked('HubSpot does not say how many calls are left today', 'In HubSpot: Development → Monitoring.'),
        ];
      const left = Math.max(0, calls.limit - calls.used);
      const said = `${String(left)} of the ${String(calls.limit)} calls of today are left`;
      const raise =
        'The limit ends at midnight of the portal. Find what uses it up: Development → Monitoring → Usage; or buy the API limit increase.';
      if (left === 0) return [problem(said, raise)];
      return [left < calls.limit * LOW ? warning(said, raise) : ok(said)];
    },
  },
  {
    name: 'callRate',
    about: 'the calls in ten seconds that HubSpot allows',
    run: async ({ account, portal: { hubspot } }: HubSpotContext): Promise<readonly Finding[]> => {
      const allowed = (await account()).callsPerTenSeconds;
      if (allowed === undefined)
        return [
          notChecked(
            'HubSpot does not say how many calls in ten seconds it allows',
            'See hubspot.callsPerTenSeconds in the portal file.',
          ),
        ];
      const set = hubspot.callsPerTenSeconds;
      return [
        set > allowed
          ? warning(
              `the portal file says that HubSpot allows ${String(set)} calls in ten seconds, and it allows ${String(allowed)}`,
              `Set hubspot.callsPerTenSeconds to ${String(allowed)}.`,
            )
          : ok(`HubSpot allows ${String(allowed)} calls in ten seconds, and the portal file says ${String(set)}`),
      ];
    },
  },
  {
    name: 'timeZone',
    about: 'the time zone of the portal',
    run: async ({ account, portal: { sop } }: HubSpotContext): Promise<readonly Finding[]> => {
      const { timeZone } = await account();
      return [
        timeZone === undefined || timeZone === sop.timeZone
          ? ok(`days are those of ${sop.timeZone}, here and in HubSpot`)
          : warning(
              `the portal file says ${sop.timeZone}, and HubSpot's account has ${timeZone}: a day begins at different hours`,
              'Set sop.timeZone to the zone that Client Success works in; if that is not the account’s, ignore this.',
            ),
      ];
    },
  },
  {
    name: 'clock',
    about: 'the clock of this machine',
    run: async ({ account, now }: HubSpotContext): Promise<readonly Finding[]> => {
      const { clock } = await account();
      return [
        clock === undefined
          ? notChecked('the clock of this machine', 'Compare it with another one.')
          : clockFinding(now() - clock),
      ];
    },
  },
];

function clockFinding(differenceMs: number): Finding {
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  const said = `this machine's clock is ${String(seconds)} s ${differenceMs < 0 ? 'behind' : 'ahead of'} HubSpot's`;
  const whatToDo = 'Synchronize it (NTP): webhooks that seem older than five minutes are refused.';
  if (Math.abs(differenceMs) >= SKEW.problemMs) return problem(said, whatToDo);
  return Math.abs(differenceMs) >= SKEW.warningMs
    ? warning(said, whatToDo)
    : ok("this machine's clock agrees with HubSpot's");
}
