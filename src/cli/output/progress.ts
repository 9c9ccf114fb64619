/** What progress is shown on: stderr, so that stdout stays free for the result. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Says how much of a step is done. */
export type Tell = (done: number) => void;

/** Shows one step of long work while it lasts; `total` is 0 while it is not known. */
export type Progress = <T>(what: string, total: number, work: (tell: Tell) => Promise<T>) => Promise<T>;

const BAR_WIDTH = 30;
/** A log gets so many lines of a step. */
const LINES = 10;

/** A bar that is drawn over on a terminal, and plain lines anywhere else. */
export function createProgress(stream: ProgressStream): Progress {
  return stream.isTTY === true ? bars(stream) : lines(stream);
}

function bars(stream: ProgressStream): Progress {
  return async (what, total, work) => {
    const draw: Tell = (done) => {
      // Back to the line's beginning, and erase it.
      stream.write(`\r\u001b[K${total === 0 ? counted(what, done) : bar(what, done, total)}`);
    };
    draw(0);
    try {
      return await work(draw);
    } finally {
      stream.write('\n');
    }
  };
}

function lines(stream: ProgressStream): Progress {
  return async (what, total, work) => {
    let notified = 0;
    return work((done) => {
      const due = total === 0 || done === total || done - notified >= total / LINES;
      if (!due) return;
      notified = done;
      stream.write(`${total === 0 ? counted(what, done) : `${what}: ${String(done)} of ${String(total)}`}\n`);
    });
  };
}

function counted(what: string, done: number): string {
  return `${what}: ${String(done)}`;
}

function bar(what: string, done: number, total: number): string {
  const filled = Math.round((done / total) * BAR_WIDTH);
  return `${what} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${String(done)}/${String(total)}`;
}
