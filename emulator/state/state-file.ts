import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How long changes are gathered before they are written, ms. */
const GATHER_MS = 200;

/** One JSON file, written whole to a neighbour and renamed, so that a crash leaves the old or the new one. */
export class StateFile {
  private timer: NodeJS.Timeout | undefined;

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
    this.timer = setTimeout(() => {
      this.write();
    }, GATHER_MS);
  }

  public write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.path === undefined) return;
    mkdirSync(dirname(this.path), { recursive: true });
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, JSON.stringify(this.snapshot()));
    renameSync(fresh, this.path);
  }
}
