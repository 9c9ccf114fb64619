import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Log } from '../process/log';
import { PROJECT_ROOT } from '../process/paths';
import { freePort } from '../process/ports';
import { Supervised } from '../process/supervised';
import { until } from '../process/until';
import { scaledRules } from './scaled-rules';

const HOST = '127.0.0.1';
const SERVES_WITHIN_MS = 60_000;

/** Both may be asked more often than in `scrape.yaml`; a bridge waits 5 s for Temporal, so it gets more than that. */
const SCRAPES = { 'at-risk-worker': '2s', 'at-risk-bridge': '6s' } as const;

const JOBS = Object.keys(SCRAPES).length;

export type Targets = Readonly<Record<keyof typeof SCRAPES, readonly string[]>>;

export type AlertState = 'inactive' | 'pending' | 'firing';

/** The example of a scrape that the project ships: names of jobs and labels are its own. */
const scrapeSchema = z.object({
  scrape_configs: z.array(
    z.looseObject({
      job_name: z.enum(['at-risk-worker', 'at-risk-bridge']),
      static_configs: z.array(z.object({ targets: z.array(z.string()), labels: z.record(z.string(), z.string()) })),
    }),
  ),
});

const querySchema = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            state: z.enum(['inactive', 'pending', 'firing']),
            lastError: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});

/** A real Prometheus with the project's rules, whose minutes are seconds. */
export class Prometheus {
  private constructor(
    private readonly url: string,
    private readonly child: Supervised,
  ) {}

  static async start(file: string, dir: string, targets: Targets, portal: string, log: Log): Promise<Prometheus> {
    const port = await freePort();
    const url = `http://${HOST}:${String(port)}`;
    await writeFile(join(dir, 'rules.yaml'), scaledRules(await readFile(shipped('at-risk.rules.yaml'), 'utf8')));
    await writeFile(join(dir, 'prometheus.yaml'), await configuration(targets, portal));
    const program = {
      name: 'prometheus',
      file,
      args: [
        `--config.file=${join(dir, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${join(dir, 'prometheus')}`,
        `--web.listen-address=${HOST}:${String(port)}`,
        '--log.level=warn',
      ],
      logFile: join(dir, 'logs', 'prometheus.log'),
      whenReady: async (_running: unknown, signal: AbortSignal) => {
        const ready = async (): Promise<true | undefined> => (await fetch(`${url}/-/ready`)).ok || undefined;
        await until(ready, { what: 'Prometheus', withinMs: SERVES_WITHIN_MS, signal });
      },
    };
    const prometheus = new Prometheus(url, await Supervised.start(program, { log, restarts: false }));
    // What is counted before the first scrape is no increase.
    const scraped = async (): Promise<true | undefined> => (await prometheus.partsUp()) === JOBS || undefined;
    await until(scraped, { what: 'the first scrapes', withinMs: SERVES_WITHIN_MS });
    return prometheus;
  }

  /** How many jobs have a target that answers. */
  private async partsUp(): Promise<number> {
    const query = encodeURIComponent('count by (job) (up == 1)');
    const answer: unknown = await (await fetch(`${this.url}/api/v1/query?query=${query}`)).json();
    return querySchema.parse(answer).data.result.length;
  }

  /** What Prometheus says of each alert. Throws when one cannot be evaluated. */
  async alerts(): Promise<ReadonlyMap<string, AlertState>> {
    const answer: unknown = await (await fetch(`${this.url}/api/v1/rules?type=alert`)).json();
    const rules = rulesSchema.parse(answer).data.groups.flatMap((group) => group.rules);
    for (const { name, lastError } of rules)
      if (lastError !== undefined && lastError !== '') throw new Error(`${name}: ${lastError}`);
    return new Map(rules.map(({ name, state }) => [name, state]));
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}

async function configuration(targets: Targets, portal: string): Promise<string> {
  const { scrape_configs: jobs } = scrapeSchema.parse(parse(await readFile(shipped('scrape.yaml'), 'utf8')));
  return stringify({
    global: { evaluation_interval: '1s' },
    rule_files: ['rules.yaml'],
    scrape_configs: jobs.map((job) => ({
      ...job,
      scrape_interval: SCRAPES[job.job_name],
      scrape_timeout: SCRAPES[job.job_name],
      static_configs: job.static_configs.map(() => ({ targets: targets[job.job_name], labels: { portal } })),
    })),
  });
}

function shipped(name: string): string {
  return join(PROJECT_ROOT, 'deploy/prometheus', name);
}
