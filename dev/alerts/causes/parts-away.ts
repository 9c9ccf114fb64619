import { z } from 'zod';
import { until } from '../../process/until';
import { BY_ITSELF, byItself, type Cause } from './cause';

const SEEN_WITHIN_MS = 60_000;

const deliveriesSchema = z.object({ lastStatus: z.number().nullable() });

const noBridge: Cause = {
  alert: 'AtRiskNoBridge',
  cause: 'the bridge is frozen (SIGSTOP)',
  end: 'SIGCONT',
  begin: async (world) => ({ end: await world.freeze('bridge') }),
};

const temporalDown: Cause = {
  alert: 'AtRiskTemporalDown',
  cause: 'Temporal is frozen (SIGSTOP)',
  end: 'SIGCONT',
  begin: async (world) => ({ end: await world.freeze('temporal') }),
};

const webhooksNotKept: Cause = {
  alert: 'AtRiskWebhooksNotKept',
  cause: 'Temporal is frozen until a webhook was answered with 503',
  end: BY_ITSELF,
  begin: async (world) => {
    const resume = await world.freeze('temporal');
    try {
      await world.open('Not kept');
      const refused = async (): Promise<true | undefined> => {
        const answer = await world.portal.call('GET', '/emulator/webhooks/deliveries');
        return deliveriesSchema.parse(answer).lastStatus === 503 || undefined;
      };
      await until(refused, { what: 'a webhook to be answered with 503', withinMs: SEEN_WITHIN_MS });
    } finally {
      await resume();
    }
    return byItself;
  },
};

const noWorker: Cause = {
  alert: 'AtRiskNoWorker',
  cause: 'the worker is frozen (SIGSTOP)',
  end: 'SIGCONT',
  begin: async (world) => ({ end: await world.freeze('worker') }),
};

/** A part of the service does not answer. */
export const PARTS_AWAY: readonly Cause[] = [noBridge, temporalDown, webhooksNotKept, noWorker];
