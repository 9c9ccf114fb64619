import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How long changes are gathered at least before they are written, ms. */
const GATHER_MS = 10;
/** A large state is written less often: at most this part of the time goes into writing. */
const SHARE_OF_TIME = 1 / 4;

/**
 * One JSON file, written whole to a neighbour and renamed, so that a crash leaves the old or the new one. What was
 * answered is in it: an answer waits for `written`, and answers of the same moment share one writing.
 */
export class StateFile {
  private timer: NodeJS.Timeout | undefined;
  private waiting: (() => void)[] = [];
  private lastTookMs = 0;

  public constructor(
    private readonly path: string | undefined,
    private readonly snapshot: () => unknown,
  ) {}

  public read(): unknown {
    if (this.path === undefined || !existsSync(this.path)) return undefined;
    return JSON.parse(readFileSync(this.path, 'utf8')) as unknown;
  }

  public changed(): void {
    if (this.path === undefined || this.timer !== undefined) return;
    const pauseMs = Math.max(GATHER_MS, this.lastTookMs / SHARE_OF_TIME);
    this.timer = setTimeout(() => {
      this.write();
    }, pauseMs);
  }

  /** Resolves when every change up to now is in the file; at once when there is no file. */
  public written(): Promise<void> {
    if (this.timer === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  public write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.path === undefined) return;
    const start = Date.now();
    mkdirSync(dirname(this.path), { recursive: true });
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, JSON.stringify(this.snapshot()));
    renameSync(fresh, this.path);
    this.lastTookMs = Date.now() - start;
    for (const tell of this.waiting.splice(0)) tell();
  }
}
