import { DEFAULT_LIMITS } from '../../../emulator/constants';
import { AT_RISK_PIPELINE } from '../../portal/people';
import type { AlertWorld } from '../alert-world';
import type { Cause, Ending } from './cause';

const hubSpotLimited: Cause = {
  alert: 'AtRiskHubSpotLimited',
  cause: 'HubSpot answers 429 to every call, after a second, and asks for one second of patience',
  end: 'HubSpot answers',
  begin: async (world) => {
    // What is in progress when the limit is found to be used up is refused as well.
    await world.portal.addFault({ kind: 'latency', delayMs: 1_000 });
    return whileHubSpot(world, { kind: 'rateLimit', retryAfterSeconds: 1 });
  },
};

const hubSpotFailing: Cause = {
  alert: 'AtRiskHubSpotFailing',
  cause: 'HubSpot answers 503 to every call',
  end: 'HubSpot answers',
  begin: (world) => whileHubSpot(world, { kind: 'status', status: 503 }),
};

const hubSpotRefuses: Cause = {
  alert: 'AtRiskHubSpotRefuses',
  cause: 'HubSpot answers one read of a ticket with 403',
  end: 'at-risk recheck',
  begin: async (world) => {
    // Of this ticket: others may still be read after what HubSpot did before, and would need an operator from then on.
    const [client] = world.clients;
    if (client === undefined) throw new Error('there is no client');
    const pathPattern = `^/crm/objects/[^/]+/tickets/${client.ticketId}\\b`;
    await world.portal.addFault({ kind: 'status', status: 403, pathPattern, count: 1 });
    await world.recheck([client]);
    return { end: () => world.recheck([client]) };
  },
};

const dailyCallsLow: Cause = {
  alert: 'AtRiskDailyCallsLow',
  cause: 'other apps used 95 % of the day’s calls up',
  end: 'a new day, and a call',
  begin: async (world) => {
    const use = async (usedToday: number): Promise<void> => {
      await world.portal.call('PUT', '/emulator/limits', { usedToday });
      await world.recheck(world.clients.slice(0, 1));
    };
    await use(DEFAULT_LIMITS.perDay * 0.95);
    return { end: () => use(0) };
  },
};

const operatorNeeded: Cause = {
  alert: 'AtRiskOperatorNeeded',
  cause: 'a rule of the portal asks for a category before a ticket is closed, and a client is saved',
  end: 'no such rule, and at-risk recheck',
  begin: async (world) => {
    const client = await world.open('Saved');
    await world.untilWaiting(client);
    const when = { property: 'hs_pipeline_stage', value: AT_RISK_PIPELINE.closed };
    const rule = { objectType: 'tickets', when, properties: ['hs_ticket_category'] };
    await world.portal.call('PUT', '/emulator/required', { rules: [rule] });
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    return {
      end: async () => {
        await world.portal.call('PUT', '/emulator/required', { rules: [] });
        await world.recheck([client]);
      },
    };
  },
};

/** HubSpot fails, refuses, or limits. */
export const HUBSPOT: readonly Cause[] = [
  hubSpotLimited,
  hubSpotFailing,
  hubSpotRefuses,
  dailyCallsLow,
  operatorNeeded,
];

/** All cases check while the fault lasts, and repeat what failed. */
async function whileHubSpot(world: AlertWorld, fault: Readonly<Record<string, unknown>>): Promise<Ending> {
  await world.portal.addFault(fault);
  await world.recheck(world.clients);
  return { end: () => world.portal.clearFaults() };
}
