import { z } from 'zod';

/**
 * What all workflows of a worker share: it is loaded once, instead of once for each case in memory. Temporal's SDK freezes it, so a
 * schema of ours cannot be shared: its methods are added when they are first used. Nor can what remembers something of one workflow
 * (`payloads/payload-converter.ts`).
 * https://typescript.temporal.io/api/interfaces/worker.WorkerOptions
 */
export { z };

// Zod keeps the language of its messages, and more, when the first schema of a kind is made, which is too late once it is frozen.
z.object({ list: z.array(z.never()) });
