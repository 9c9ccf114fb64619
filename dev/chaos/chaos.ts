import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { seededRandom } from '../../emulator/http/random';
import { loadPortalConfig } from '../../src/config/portal';
import { caseWorkflowId } from '../../src/contract/names';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { VirtualClock } from '../demo/virtual-clock';
import { DemoPortal } from '../portal/people';
import { atMost } from '../process/at-most';
import type { Log } from '../process/log';
import { until } from '../process/until';
import type { Stack } from '../stack/stack';
import { runActs, type Act, type Acted } from './acts';
import { inspect, type Inspected } from './inspection';
import { Killer, type Kills } from './killer';
import { CHAOS_PATHS, DAYS_AFTER_STORM, type Expected } from './paths';
import { PatientPeople, type Staff } from './patient-people';

export interface ChaosOptions {
  readonly cases: number;
  /** How long processes are killed. */
  readonly stormMs: number;
  readonly killEveryMs: number;
  /** The same seed gives the same paths, and the same order of kills. */
  readonly seed: number;
  /** Default: none. */
  readonly acts?: readonly Act[];
  readonly log: Log;
}

export interface ChaosReport {
  /** Everything that did not hold, in sentences; empty when all did. */
  readonly problems: readonly string[];
  readonly kills: readonly Kills[];
  readonly acts: readonly Acted[];
  readonly paths: readonly { readonly name: string; readonly cases: number; readonly asTheRulesSay: number }[];
  readonly written: Inspected['written'];
  readonly webhooks: Deliveries;
  readonly workflows: Readonly<Record<string, number>>;
  /** Of the service, without those that an emulator forgot when it was killed. */
  readonly hubspotCalls: number;
}

interface Played {
  readonly path: string;
  readonly client: string;
  readonly expected: Expected;
}

interface Storm {
  readonly played: readonly Played[];
  readonly kills: readonly Kills[];
  readonly acts: readonly Acted[];
}

const deliveriesSchema = z.object({
  pending: z.number(),
  delivered: z.number(),
  failed: z.number(),
  dropped: z.number(),
  requests: z.number(),
});
type Deliveries = Readonly<z.infer<typeof deliveriesSchema>>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** People begin with a case during this part of the storm, and take at most the other part for an act. */
const BEGINNING = 0.6;
const LONGEST_PAUSE = 0.08;
/** After the storm: a killed worker is noticed after 30 s, and retries have pauses of up to a minute by then. */
const SETTLES_WITHIN_MS = 300_000;
const INSPECTIONS_AT_ONCE = 8;
/** HubSpot's own repetitions go on for a day; here the pauses are short, so that all of it happens within minutes. */
const PATIENT_WEBHOOKS = { retries: { attempts: 100, firstDelayMs: 500, factor: 1.5, maxDelayMs: 5_000 } };

/** Simulates many clients while processes are killed, skips 40 days, and checks whether HubSpot shows what it should. */
export async function runChaos(stack: Stack, options: ChaosOptions): Promise<ChaosReport> {
  const connection = await Connection.connect({ address: stack.temporal });
  try {
    const temporal = new Client({ connection, namespace: stack.namespace });
    return await new Chaos(stack, temporal, options).run();
  } finally {
    await connection.close();
  }
}

class Chaos {
  private readonly portal: DemoPortal;
  private readonly clock: VirtualClock;
  private readonly problems: string[] = [];
  private hubspotCalls = 0;
  private done = 0;

  constructor(
    private readonly stack: Stack,
    private readonly temporal: Client,
    private readonly options: ChaosOptions,
  ) {
    this.portal = new DemoPortal({ url: stack.hubspot, token: stack.hubspotToken });
    this.clock = new VirtualClock(temporal, this.portal, stack.portalId);
  }

  async run(): Promise<ChaosReport> {
    const { log } = this.options;
    await this.portal.call('PUT', '/emulator/webhooks', PATIENT_WEBHOOKS);
    const { played, kills, acts } = await this.storm();
    log('the storm is over; waiting for work in progress');
    await this.settle(played);
    log(`skipping ${String(DAYS_AFTER_STORM)} days`);
    await this.clock.advanceTo(new Date((await this.portal.now()).getTime() + DAYS_AFTER_STORM * DAY_MS));
    const ended = await this.ends(played);
    log('checking HubSpot and Temporal');
    await this.delivered();
    return this.report({ played, kills, acts }, ended);
  }

  private async storm(): Promise<Storm> {
    const { children } = this.stack;
    const parts = [
      children.worker,
      children.bridge,
      children.hubspot,
      ...(children.temporal ? [children.temporal] : []),
    ];
    const over = new AbortController();
    const random = seededRandom(this.options.seed);
    const killer = new Killer(parts, random, async ({ name }) => {
      this.options.log(`kill -9 ${name} (${this.progress()})`);
      if (name === children.hubspot.name) await this.noteCalls();
    });
    const killing = killer.run(this.options.killEveryMs, over.signal);
    const storm = pause(this.options.stormMs).then(() => {
      over.abort();
    });
    const acting = runActs(this.options.acts ?? [], this.stack, this.options.log);
    const [played, kills, acts] = await Promise.all([this.playAll(), killing, acting, storm]);
    return { played, kills, acts };
  }

  private async playAll(): Promise<readonly Played[]> {
    const staff = await this.staff();
    const numbers = Array.from({ length: this.options.cases }, (_, index) => index);
    const played = await Promise.all(numbers.map((number) => this.play(number, staff)));
    return played.flatMap((one) => one ?? []);
  }

  private async staff(): Promise<Staff> {
    const { portal } = this;
    const [cs, finance] = await Promise.all([portal.personOf('Client Success'), portal.personOf('Finance')]);
    return { portal, cs, finance, zone: loadPortalConfig(this.stack.portalConfig).sop.timeZone };
  }

  private async play(number: number, staff: Staff): Promise<Played | undefined> {
    const path = CHAOS_PATHS[number % CHAOS_PATHS.length];
    if (path === undefined) return undefined;
    const { seed, stormMs } = this.options;
    const random = seededRandom(seed * 10_000 + number);
    const client = `Chaos client ${String(number + 1)}`;
    await pause(random() * stormMs * BEGINNING);
    try {
      const pace = { random, maxPauseMs: stormMs * LONGEST_PAUSE };
      const expected = await path.play(new PatientPeople(staff, client, pace));
      for (const { ticketId } of expected.tickets) this.clock.include(ticketId);
      this.done += 1;
      return { path: path.name, client, expected };
    } catch (error) {
      this.problems.push(`${client} (${path.name}): ${String(error)}`);
      return undefined;
    }
  }

  /** Until nothing is in progress: webhooks, and what each case does before its next date. */
  private async settle(played: readonly Played[]): Promise<void> {
    await this.delivered();
    await atMost(INSPECTIONS_AT_ONCE, played, async ({ path, client, expected }) => {
      await this.noting(`${client} (${path})`, async () => {
        const isClosed = async (): Promise<true | undefined> => {
          for (const { ticketId } of expected.tickets) if (!(await this.portal.isClosed(ticketId))) return undefined;
          return true;
        };
        await until(isClosed, { what: 'its tickets to be closed', withinMs: SETTLES_WITHIN_MS, everyMs: 500 });
      });
    });
    await this.withoutRunning('intake');
    await this.withoutRunning('supportRequest');
    await this.withoutRunning('sweep');
    await this.delivered();
  }

  private async ends(played: readonly Played[]): Promise<ReadonlySet<string>> {
    const wrong = new Set<string>();
    await atMost(INSPECTIONS_AT_ONCE, played, async ({ path, client, expected }) => {
      for (const { ticketId, end } of expected.tickets) {
        const found = await this.endOf(ticketId).catch((error: unknown) => String(error));
        if (found === end) continue;
        wrong.add(client);
        this.problems.push(`${client} (${path}): the case of ticket ${ticketId} ended as ${found}, expected ${end}`);
      }
    });
    return wrong;
  }

  private async endOf(ticketId: string): Promise<string> {
    const handle = this.temporal.workflow.getHandle(
      caseWorkflowId(this.stack.portalId, ticketIdSchema.parse(ticketId)),
    );
    const ended = async (): Promise<true | undefined> =>
      (await handle.describe()).status.name === 'RUNNING' ? undefined : true;
    await until(ended, { what: 'its end', withinMs: SETTLES_WITHIN_MS, everyMs: 500 });
    return z.string().parse(await handle.result());
  }

  private async report({ played, kills, acts }: Storm, wrong: ReadonlySet<string>): Promise<ChaosReport> {
    const tasks = loadPortalConfig(this.stack.portalConfig).sop.checklist.length;
    const inspected = await atMost(INSPECTIONS_AT_ONCE, played, ({ client, expected }) =>
      inspect(this.portal, client, expected, tasks),
    );
    const webhooks = await this.deliveries();
    const workflows = await this.workflows();
    await this.noteCalls();
    const isRight = ({ client }: Played, index: number): boolean =>
      !wrong.has(client) && inspected[index]?.problems.length === 0;
    const right = new Set(played.filter(isRight).map(({ client }) => client));
    const total = (kind: keyof Inspected['written']): number =>
      inspected.reduce((sum, { written }) => sum + written[kind], 0);
    return {
      problems: [
        ...this.problems,
        ...acts.flatMap(({ problem }) => problem ?? []),
        ...inspected.flatMap(({ problems }) => problems),
        ...(webhooks.failed + webhooks.pending + webhooks.dropped === 0 ? [] : ['not every webhook was delivered']),
        ...Object.entries(workflows).flatMap(([what, number]) =>
          what.endsWith(' Completed') ? [] : [`${String(number)} workflows are left over: ${what}`],
        ),
      ],
      kills,
      acts,
      paths: CHAOS_PATHS.map(({ name }, index) => {
        const of = played.filter(({ path }) => path === name);
        const cases = Math.ceil((this.options.cases - index) / CHAOS_PATHS.length);
        return { name, cases, asTheRulesSay: of.filter(({ client }) => right.has(client)).length };
      }),
      written: { statuses: total('statuses'), notes: total('notes'), tasks: total('tasks') },
      webhooks,
      workflows,
      hubspotCalls: this.hubspotCalls,
    };
  }

  private async delivered(): Promise<void> {
    const drained = async (): Promise<true | undefined> => {
      await this.portal.webhooksDelivered();
      return (await this.deliveries()).pending === 0 || undefined;
    };
    await this.noting('webhooks', () =>
      until(drained, { what: 'every webhook to be delivered', withinMs: SETTLES_WITHIN_MS }),
    );
  }

  private async deliveries(): Promise<Deliveries> {
    return deliveriesSchema.parse(await this.portal.call('GET', '/emulator/webhooks/deliveries'));
  }

  private async withoutRunning(type: string): Promise<void> {
    const query = `WorkflowType = "${type}" AND ExecutionStatus = "Running"`;
    const none = async (): Promise<true | undefined> =>
      (await this.temporal.workflow.count(query)).count === 0 || undefined;
    await this.noting(type, () => until(none, { what: `no running ${type}`, withinMs: SETTLES_WITHIN_MS }));
  }

  /** `intake Completed`: how many. */
  private async workflows(): Promise<Readonly<Record<string, number>>> {
    const counted: Record<string, number> = {};
    const ours = 'WorkflowType IN ("atRiskCase", "intake", "supportRequest")';
    for await (const { type, status } of this.temporal.workflow.list({ query: ours })) {
      const name = `${type} ${status.name[0] ?? ''}${status.name.slice(1).toLowerCase()}`;
      counted[name] = (counted[name] ?? 0) + 1;
    }
    return counted;
  }

  /** The list of calls dies with the emulator, and should not take the run with it. */
  private async noteCalls(): Promise<void> {
    const seen = await this.portal.requestsOfService().catch(() => undefined);
    this.hubspotCalls += seen?.total ?? 0;
  }

  private async noting(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.problems.push(`${what}: ${String(error)}`);
    }
  }

  private progress(): string {
    return `${String(this.done)} of ${String(this.options.cases)} cases have had all that people do`;
  }
}
