import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Seals on what a worker states. Anyone who reaches Temporal can pass any input to an activity, but cannot make a seal: its key is
 * derived from a secret that the workers have and Temporal has not.
 */
export interface Seals {
  of(statement: Statement): string;
  /** Whether a worker with the same secret stated exactly this. */
  prove(statement: Statement, seal: string | undefined): boolean;
}

/** What is stated, beginning with its kind, in plain JSON values. */
export type Statement = readonly [kind: 'decision' | 'company' | 'holdNotes' | 'refusal', ...values: unknown[]];

/** What the key is for, so that the secret itself signs nothing. */
const PURPOSE = 'at-risk-closer: seals of activities';

/** `secret`: the same on all workers of a portal. Without one, a worker knows only its own seals. */
export function createSeals(secret: string | undefined): Seals {
  const key = createHmac('sha256', secret ?? randomBytes(32))
    .update(PURPOSE)
    .digest();
  const digest = (statement: Statement): Buffer => createHmac('sha256', key).update(JSON.stringify(statement)).digest();
  return {
    of: (statement) => digest(statement).toString('base64url'),
    prove: (statement, seal = '') => {
      const given = Buffer.from(seal, 'base64url');
      const wanted = digest(statement);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
