import { plainTable } from '../../src/cli/output/table';
import { until } from '../process/until';

/** One thing that the SOP says must be seen in HubSpot, and what was seen. */
export interface Expectation {
  readonly client: string;
  readonly rule: string;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** The slowest step is a change whose webhook HubSpot sends a second time. */
const SEEN_WITHIN_MS = 45_000;

/** Collects what was expected and found; a difference does not stop the demo, it fails it at the end. */
export class Expectations {
  private readonly rows: Expectation[] = [];

  /** Waits until `look` shows what is expected, and records what it showed last. */
  async see(row: Omit<Expectation, 'found'>, check: () => Promise<string>): Promise<Expectation> {
    let found = '';
    const looksRight = async (): Promise<true | undefined> => {
      found = await check();
      return found === row.expected ? true : undefined;
    };
    await until(looksRight, { what: row.what, withinMs: SEEN_WITHIN_MS }).catch(() => undefined);
    const seen = { ...row, found };
    this.rows.push(seen);
    return seen;
  }

  get differences(): readonly Expectation[] {
    return this.rows.filter(({ expected, found }) => expected !== found);
  }

  table(): string {
    const table = plainTable(['client', 'rule', 'what HubSpot must show', 'expected', 'found', '']);
    for (const { client, rule, what, expected, found } of this.rows) {
      table.push([client, rule, what, expected, found, expected === found ? 'ok' : 'DIFFERS']);
    }
    return table.toString();
  }
}
