import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parse } from '../http/input';
import type { Portal } from '../portal/portal';
import { webhookSettingsSchema } from '../webhooks/settings';

const flushBody = z.strictObject({ timeoutMs: z.number().int().min(0).max(600_000).default(30_000) });

/** `/emulator/webhooks`: where events go, which ones, and what became of them. */
export function registerControlWebhooks(app: FastifyInstance, portal: Portal): void {
  app.get('/emulator/webhooks', () => portal.webhooks.settings());

  app.put('/emulator/webhooks', (request) => portal.webhooks.configure(parse(webhookSettingsSchema, request.body)));

  app.get('/emulator/webhooks/deliveries', () => portal.webhooks.delivery.report());

  app.post('/emulator/webhooks/flush', async (request) => {
    const drained = await portal.webhooks.delivery.flush(parse(flushBody, request.body).timeoutMs);
    return { drained, ...portal.webhooks.delivery.report() };
  });
}
