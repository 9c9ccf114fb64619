import type { Readable } from 'node:stream';
import type { Problem } from './answer';

/** How much request data is held in memory, in bytes. */
export interface BodyLimits {
  /** Of one request. */
  readonly body: number;
  /** For all requests in progress. */
  readonly bodies: number;
}

/** HubSpot sends a body at once. A slower request makes room when there is none, in milliseconds. */
const SLOW_MS = 1_000;

/** A body of which more is to come. */
interface UnderWay {
  readonly since: number;
  giveUp(problem: Problem): void;
}

/**
 * Reads bodies within one budget of memory. Bytes count as they arrive, so that announcing a large body blocks nobody, and until the
 * request is answered, as what was read of them lives as long. Before a body is refused for lack of room, slow bodies are dropped,
 * oldest first: their signature has not been checked yet, and they may be an attempt to exhaust the budget.
 */
export class BodyBudget {
  private held = 0;
  private readonly underWay = new Set<UnderWay>();

  constructor(private readonly limits: BodyLimits) {}

  /** `answered` closes once the answer is out, or the caller gone. */
  read(
    body: Readable,
    answered: { once(event: 'close', listener: () => void): unknown },
  ): Promise<Uint8Array | Problem> {
    const chunks: Buffer[] = [];
    let size = 0;
    const release = (): void => {
      this.held -= size;
      size = 0;
    };
    return new Promise((resolve) => {
      const take = (chunk: Buffer): void => {
        const problem = this.problemOf(entry, size + chunk.length, chunk.length);
        if (problem !== undefined) {
          entry.giveUp(problem);
          return;
        }
        chunks.push(chunk);
        size += chunk.length;
        this.held += chunk.length;
      };
      const entry: UnderWay = {
        since: performance.now(),
        giveUp: (problem) => {
          this.underWay.delete(entry);
          // The rest comes to nothing, so that the answer can go out.
          body.off('data', take).resume();
          chunks.length = 0;
          release();
          resolve(problem);
        },
      };
      this.underWay.add(entry);
      answered.once('close', () => {
        this.underWay.delete(entry);
        release();
      });
      body
        .on('data', take)
        .once('end', () => {
          this.underWay.delete(entry);
          resolve(Buffer.concat(chunks));
        })
        .on('error', () => {
          entry.giveUp('badRequest');
        });
    });
  }

  private problemOf(asking: UnderWay, size: number, more: number): Problem | undefined {
    if (size > this.limits.body) return 'tooLarge';
    return this.hasRoomFor(asking, more) ? undefined : 'busy';
  }

  private hasRoomFor(asking: UnderWay, more: number): boolean {
    const slowSince = performance.now() - SLOW_MS;
    // The oldest comes first.
    for (const each of this.underWay) {
      if (this.held + more <= this.limits.bodies || each.since > slowSince) break;
      if (each !== asking) each.giveUp('tooSlow');
    }
    return this.held + more <= this.limits.bodies;
  }
}
