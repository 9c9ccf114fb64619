/** Numbers of records, files and events. HubSpot's are unique in a portal and grow. */
export class Ids {
  private last: number;

  public constructor(first = 30_000_000_000) {
    this.last = first;
  }

  public next(): number {
    this.last += 1;
    return this.last;
  }

  public snapshot(): number {
    return this.last;
  }

  public restore(last: number): void {
    this.last = last;
  }
}
