import { patched } from '@temporalio/workflow';

/** Cases of before carried out commands side by side. */
const ONE_AFTER_THE_OTHER = 'commands-one-after-the-other';

/**
 * Commands that people give at once, or while no worker runs, are carried out in the order in which they came: each is decided on what
 * the one before it made of the ticket (C1, C2, I3).
 */
export class CommandQueue {
  private last: Promise<unknown> = Promise.resolve();
  private underWay = 0;

  async inTurn<T>(command: () => Promise<T>): Promise<T> {
    const waits = this.underWay > 0 && patched(ONE_AFTER_THE_OTHER);
    this.underWay += 1;
    // How the one before it ended is its own matter.
    const outcome = waits ? this.last.then(command, command) : command();
    this.last = outcome;
    try {
      return await outcome;
    } finally {
      this.underWay -= 1;
    }
  }
}
