import type { FastifyInstance } from 'fastify';
import { faultSchema } from '../http/faults';
import { parse } from '../http/input';
import type { Portal } from '../portal/portal';

/** `/emulator/faults`: troubles on order. */
export function registerControlFaults(app: FastifyInstance, portal: Portal): void {
  app.post('/emulator/faults', (request, reply) => {
    const id = portal.faults.arm(parse(faultSchema, request.body));
    return reply.code(201).send({ id });
  });

  app.get('/emulator/faults', () => ({ results: portal.faults.list() }));

  app.delete('/emulator/faults', (_request, reply) => {
    portal.faults.clear();
    return reply.code(204).send();
  });
}
