import type { Readable } from 'node:stream';
import type { Problem } from './answer';

/** How much of what was sent is held in memory, in bytes. */
export interface BodyLimits {
  /** Of one request. */
  readonly body: number;
  /** Of all requests that are under way. */
  readonly bodies: number;
}

/**
 * Reads bodies within one budget of memory. Bytes count as they come, so that announcing much holds up nobody, and until the
 * request is answered, as what was read of them lives as long.
 */
export class BodyBudget {
  private held = 0;

  constructor(private readonly limits: BodyLimits) {}

  /** `answered` closes once the answer is out, or the caller gone. */
  read(
    body: Readable,
    answered: { once(event: 'close', listener: () => void): unknown },
  ): Promise<Uint8Array | Problem> {
    const chunks: Buffer[] = [];
    let size = 0;
    answered.once('close', () => {
      this.held -= size;
    });
    return new Promise((resolve) => {
      const take = (chunk: Buffer): void => {
        const problem = this.problemOf(size + chunk.length, chunk.length);
        if (problem === undefined) {
          chunks.push(chunk);
          size += chunk.length;
          this.held += chunk.length;
          return;
        }
        // The rest comes to nothing, so that the answer can go out.
        body.off('data', take).resume();
        chunks.length = 0;
        resolve(problem);
      };
      body
        .on('data', take)
        .once('end', () => {
          resolve(Buffer.concat(chunks));
        })
        .on('error', () => {
          resolve('badRequest');
        });
    });
  }

  private problemOf(size: number, more: number): Problem | undefined {
    if (size > this.limits.body) return 'tooLarge';
    return this.held + more > this.limits.bodies ? 'busy' : undefined;
  }
}
