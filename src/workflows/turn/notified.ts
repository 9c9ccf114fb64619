/** Enough for years of a case, and some 20 KB in an input. */
const KEPT = 300;

/** References of what was written for people once: whoever deletes it is not asked again (X1). The newest are kept. */
export class Notified {
  private references: readonly string[];

  constructor(before: readonly string[] = []) {
    this.references = before;
  }

  /** For the run that follows this one. */
  get entries(): readonly string[] {
    return this.references;
  }

  has(reference: string): boolean {
    return this.references.includes(reference);
  }

  add(reference: string): void {
    this.references = [...this.references, reference].slice(-KEPT);
  }
}
