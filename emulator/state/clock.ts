/** The emulator's own clock: real time plus what was skipped. Signatures of webhooks do not use it. */
export class Clock {
  private offsetMs = 0;

  public now(): number {
    return Date.now() + this.offsetMs;
  }

  public iso(): string {
    return new Date(this.now()).toISOString();
  }

  public advance(ms: number): void {
    this.offsetMs += ms;
  }

  public snapshot(): number {
    return this.offsetMs;
  }

  public restore(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }
}
