import { rollOut } from '../../src/cli/commands/roll-out';
import type { Progress } from '../../src/cli/output/progress';
import { versionName } from '../../src/contract/builds';
import { SEARCH_ATTRIBUTES, caseWorkflowId } from '../../src/contract/names';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { makeCurrent } from '../../src/temporal/builds';
import { runningCasesQuery } from '../../src/temporal/list';
import { CHECK } from '../../src/temporal/signal';
import { signalWithStart } from '../../src/temporal/start';
import { CaseClocks } from '../calendar/case-clocks';
import { DemoPortal, type Person } from '../portal/people';
import { atMost } from '../process/at-most';
import { until } from '../process/until';
import type { Build, TwoBuilds } from './two-builds';

const DAY_MS = 86_400_000;
/** The 30 days, and the RCM Cancellation Date, are over then. */
const LONG_MS = 32 * DAY_MS;
const CANCELLED_IN_DAYS = 12;
const TOGETHER = 8;
const WITHIN_MS = 300_000;
const ENDED_WITHIN_MS = 20_000;

export interface Client {
  readonly ticketId: TicketId;
  readonly companyId: string;
  readonly path: Path;
}

/** What the cases sleep through: the 30 days, the time to a cancellation date, and the wait for an answer. */
const PATHS = ['saved', 'cancelled', 'unanswered'] as const;
type Path = (typeof PATHS)[number];

/** The Client Status at the end of each path. */
export const ENDS: Readonly<Record<Path, string>> = {
  saved: 'Active',
  cancelled: 'Cancelled',
  unanswered: 'At-Risk',
};

/** What a roll-out did. */
export interface Step {
  readonly to: Build;
  readonly moved: number;
  readonly left: number;
  /** Running cases after it: all; those on the build; those whose tasks fail. */
  readonly running: number;
  readonly onBuild: number;
  readonly failing: number;
  readonly seconds: number;
  /** Calls to HubSpot: all, and the ones that change something. */
  readonly calls: number;
  readonly writes: number;
}

/** Cases that sleep, while builds of the workers come and go. */
export class RollOutWorld {
  readonly clients: Client[] = [];
  private readonly portal: DemoPortal;

  constructor(private readonly builds: TwoBuilds) {
    const { url, accessToken } = builds.emulator;
    this.portal = new DemoPortal({ url, token: accessToken });
  }

  /** The first build, and cases that sleep on it. */
  async begin(cases: number): Promise<void> {
    const { deployment } = this.builds;
    await this.builds.startWorkers('first');
    await makeCurrent(deployment, 'first');
    const cs = await this.portal.personOf('Client Success');
    const numbers = Array.from({ length: cases }, (_none, index) => index);
    this.clients.push(...(await atMost(TOGETHER, numbers, (index) => this.open(cs, index))));
    await this.untilCounted(`all cases to sleep`, cases, `${SEARCH_ATTRIBUTES.nextDate.name} IS NOT NULL`);
  }

  async rollOut(to: Build, progress: Progress): Promise<Step> {
    const began = performance.now();
    await this.portal.beginCount();
    const { moved, left } = await rollOut(this.builds.deployment, to, progress);
    const seconds = (performance.now() - began) / 1000;
    const version = `TemporalWorkerDeploymentVersion = "${versionName(this.builds.deployment.taskQueue, to)}"`;
    await this.untilCounted(`all cases to be on build ${to}`, this.clients.length, version);
    const { requests, total } = await this.portal.requestsOfService();
    return {
      ...{ to, moved, left: left.length, seconds, calls: total },
      running: await this.count(),
      onBuild: await this.count(version),
      failing: await this.count('TemporalReportedProblems IS NOT NULL'),
      writes: requests.filter(({ method, path }) => method !== 'GET' && !/\/(?:search|read)$/.test(path)).length,
    };
  }

  /** Moves the calendar of these to their end; answers with the Client Status of each. */
  async finish(clients: readonly Client[]): Promise<readonly (string | null)[]> {
    const { temporal, portalId } = this.builds;
    const clocks = new CaseClocks(temporal, portalId);
    await this.portal.advanceClock(LONG_MS);
    const to = await this.portal.now();
    await atMost(TOGETHER, clients, ({ ticketId }) => clocks.bringTo(caseWorkflowId(portalId, ticketId), to));
    return atMost(TOGETHER, clients, async ({ companyId, path }) => {
      const ended = async (): Promise<true | undefined> =>
        (await this.portal.clientStatus(companyId)) === ENDS[path] || undefined;
      await until(ended, { what: `the Client Status of ${companyId}`, withinMs: ENDED_WITHIN_MS }).catch(
        () => undefined,
      );
      return this.portal.clientStatus(companyId);
    });
  }

  private async open(cs: Person, index: number): Promise<Client> {
    const path = PATHS[index % PATHS.length] ?? 'saved';
    const companyId = await cs.addCompany(`Client ${String(index)}`);
    const ticketId = ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, `At-Risk: client ${String(index)}`));
    if (path === 'saved') await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    if (path === 'cancelled') await this.cancel(cs, ticketId);
    await signalWithStart(this.builds.deployment, ticketId, { signal: 'recheck', payload: CHECK });
    return { ticketId, companyId, path };
  }

  private async cancel(cs: Person, ticketId: TicketId): Promise<void> {
    await cs.attachFile(ticketId, 'notice.pdf');
    await cs.addEtfNote(ticketId);
    const rcm_cancellation_date = await this.portal.dateIn(CANCELLED_IN_DAYS);
    await cs.setOnTicket(ticketId, { customer_saved: 'No', cancellation_approval: 'Yes', rcm_cancellation_date });
  }

  private async count(...conditions: readonly string[]): Promise<number> {
    const query = runningCasesQuery(this.builds.portalId, ...conditions);
    return (await this.builds.temporal.workflow.count(query)).count;
  }

  private async untilCounted(what: string, wanted: number, condition: string): Promise<void> {
    const isSo = async (): Promise<true | undefined> => (await this.count(condition)) === wanted || undefined;
    await until(isSo, { what, withinMs: WITHIN_MS });
  }
}
