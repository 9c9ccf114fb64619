import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parse } from '../http/input';
import type { Portal } from '../portal/portal';
import { objectType } from './shared';

const body = z.strictObject({
  rules: z.array(
    z.strictObject({
      objectType: z.string(),
      when: z.strictObject({ property: z.string(), value: z.string() }).optional(),
      properties: z.array(z.string()).min(1),
    }),
  ),
});

/** `/emulator/required`: values that an admin made necessary; HubSpot has no API for it. A PUT replaces all rules. */
export function registerControlRules(app: FastifyInstance, portal: Portal): void {
  app.get('/emulator/required', () => ({ rules: portal.writeRules.required }));

  app.put('/emulator/required', (request) => {
    const { rules } = parse(body, request.body);
    portal.writeRules.required = rules.map(({ objectType: name, when, properties }) => ({
      typeId: objectType(name).typeId,
      when,
      properties,
    }));
    portal.changed();
    return { rules: portal.writeRules.required };
  });
}
