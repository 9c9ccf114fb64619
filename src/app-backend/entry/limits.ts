/** How many requests of the card and the page are answered at a time, and in a minute. HubSpot itself sends 20 at a time at most. */
export const REQUEST_LIMITS = {
  concurrent: 20,
  perMinute: 600,
  /** In bytes, each way: HubSpot's own limit. */
  size: 1_000_000,
  /** In milliseconds; HubSpot waits for 15 s. */
  answerMs: 2_000,
} as const;

const MINUTE_MS = 60_000;

/** How many requests at a time, and in a minute. */
interface RateLimits {
  readonly concurrent: number;
  readonly perMinute: number;
}

/** Admits requests within `concurrent` and `perMinute`. */
export class RequestGate {
  private inProgress = 0;
  private admitted: number[] = [];

  constructor(private readonly limits: RateLimits = REQUEST_LIMITS) {}

  /** Undefined where there is no room; otherwise what to call once the request is answered. */
  enter(now: number): (() => void) | undefined {
    this.admitted = this.admitted.filter((at) => now - at < MINUTE_MS);
    if (this.inProgress >= this.limits.concurrent || this.admitted.length >= this.limits.perMinute) return undefined;
    this.admitted.push(now);
    this.inProgress += 1;
    return () => {
      this.inProgress -= 1;
    };
  }
}

/** Signatures of acts that were answered, for as long as their timestamps are accepted: the same one does nothing again. */
export class UsedSignatures {
  private readonly used = new Map<string, number>();

  constructor(
    private readonly keptMs: number,
    private readonly most = 10_000,
  ) {}

  has(signature: string, now: number): boolean {
    const at = this.used.get(signature);
    return at !== undefined && now - at <= this.keptMs;
  }

  add(signature: string, now: number): void {
    this.used.set(signature, now);
    for (const [each, at] of this.used) {
      if (now - at <= this.keptMs && this.used.size <= this.most) break;
      this.used.delete(each);
    }
  }

  /** For an act that failed on our side: HubSpot repeats it. */
  delete(signature: string): void {
    this.used.delete(signature);
  }
}
