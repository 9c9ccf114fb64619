import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { DemoPortal } from '../../dev/portal/people';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { until } from '../../dev/process/until';
import { writePortalFile } from '../../dev/stack/portal-file';
import { startTemporal, type TemporalServer } from '../../dev/temporal/dev-server';
import { startEmulator, type Emulator } from '../../emulator';
import { CASE_WORKFLOW, caseWorkflowId, supportRequestWorkflowId } from '../../src/contract/names';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { caller } from '../emulator/support';
import { cliPath } from '../support/temporal';
import { atRisk, atRiskUntil, type Ended } from './command';
import { fillPortal } from './portal-of-many';

describe('at-risk adopt, without anything to connect to', () => {
  it('explains itself', async () => {
    const { code, stdout } = await atRisk({}, 'adopt', '--help');

    expect(code).toBe(0);
    for (const word of ['--ticket', '--dry-run', '--rate', '--json', 'Run it again']) expect(stdout).toContain(word);
  });

  it.each([
    ['a rate of nothing', ['--rate', '0']],
    ['a rate that is no number', ['--rate', 'fast']],
    ['a ticket that is no record id', ['--ticket', 'ACME']],
    ['a ticket without its option', ['4242']],
  ])('ends with 2 for %s', async (_what, args) => {
    expect(await atRisk({}, 'adopt', ...args)).toMatchObject({ code: 2, stdout: '' });
  });

  it('names every setting that it lacks', async () => {
    const { code, stderr } = await atRisk({}, 'adopt', '--dry-run');

    expect(code).toBe(2);
    for (const name of ['HUBSPOT_ACCESS_TOKEN', 'HUBSPOT_APP_ID', 'HUBSPOT_PORTAL_ID']) {
      expect(stderr).toContain(`${name}: is not set`);
    }
  });
});

const ticketSchema = z.object({
  ticketId: z.string(),
  fate: z.enum(['start', 'started', 'running', 'finished', 'notAtRisk', 'gone']),
  phase: z.enum(['deciding', 'monitoring', 'collecting', 'cancelling']),
  end: z.string().nullable(),
  waitingFor: z.array(z.object({ code: z.string(), rule: z.string(), sentence: z.string() })),
  nextDate: z.iso.datetime().nullable(),
  writes: z.array(z.object({ rules: z.array(z.string()), text: z.string() })),
  attention: z.object({ code: z.string(), sentence: z.string(), resolvedBy: z.string() }).nullable(),
});

/** What programs may rely on. */
const adoptionSchema = z.object({
  dryRun: z.boolean(),
  summary: z.object({
    tickets: z.int(),
    start: z.int(),
    started: z.int(),
    running: z.int(),
    finished: z.int(),
    supportRequests: z.int(),
    byPhase: z.record(z.string(), z.object({ tickets: z.int(), withWrites: z.int(), needAttention: z.int() })),
  }),
  tickets: z.array(ticketSchema),
});

const requestsSchema = z.object({
  requests: z.array(z.object({ method: z.string(), path: z.string(), status: z.number() })),
});
type Requests = z.infer<typeof requestsSchema>['requests'];

/** Beside the few that the emulator's default portal has. */
const TICKETS = 500;

describe(`at-risk adopt, in a portal of ${String(TICKETS)} tickets in mixed phases`, () => {
  let emulator: Emulator;
  let temporal: TemporalServer;
  let client: Client;
  let ticketIds: readonly string[];
  /** C3: a support ticket that stays open, because it does not say what it is about. */
  let requestId: string;
  let total: number;
  let dir: string;
  let portalFile: string;

  beforeAll(async () => {
    [emulator, temporal] = await Promise.all([
      startEmulator(),
      startTemporal({ cliPath: await cliPath(), log: () => undefined }),
    ]);
    client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
    dir = await mkdtemp(join(tmpdir(), 'at-risk-adopt-'));
    portalFile = join(dir, 'portal.yaml');
    await writePortalFile(join(PROJECT_ROOT, 'config/portal.yaml'), portalFile);
    ticketIds = await fillPortal(emulator, TICKETS);
    const cs = await new DemoPortal({ url: emulator.url, token: emulator.accessToken }).personOf('Client Success');
    requestId = await cs.openSupportTicket({ requested_change: 'Rescind cancellation' }, {});
    const found = await caller(emulator, '5001')('POST', '/crm/v3/objects/tickets/search', {
      filterGroups: [{ filters: [{ propertyName: 'hs_pipeline', operator: 'EQ', value: '800100' }] }],
    });
    total = found.body.total;
  });

  afterAll(async () => {
    await client.connection.close();
    await temporal.stop();
    await emulator.close();
    await rm(dir, { recursive: true, force: true });
  });

  const variables = (address = temporal.address) => ({
    TEMPORAL_ADDRESS: address,
    HUBSPOT_API_URL: emulator.url,
    HUBSPOT_ACCESS_TOKEN: emulator.accessToken,
    HUBSPOT_APP_ID: String(emulator.appId),
    HUBSPOT_PORTAL_ID: String(emulator.portalId),
    AT_RISK_PORTAL_CONFIG: portalFile,
  });

  async function requestsSince(work: () => Promise<Ended>): Promise<readonly [Ended, Requests]> {
    const app = caller(emulator);
    await app('DELETE', '/emulator/requests');
    const ended = await work();
    return [ended, requestsSchema.parse((await app('GET', '/emulator/requests?actor=app')).body).requests];
  }

  const isRead = ({ method, path }: Requests[number]): boolean =>
    method === 'GET' || /\/(batch\/read|search|access-token-info)$/.test(path);

  const parsed = ({ stdout }: Ended) => adoptionSchema.parse(JSON.parse(stdout));

  describe('a dry run', () => {
    let ended: Ended;
    let requests: Requests;

    beforeAll(async () => {
      [ended, requests] = await requestsSince(() => atRisk(variables(), 'adopt', '--dry-run', '--json'));
    });

    it('X3: reads every ticket and writes nothing, to HubSpot or to Temporal', async () => {
      const { dryRun, summary, tickets } = parsed(ended);

      expect(ended.code).toBe(0);
      expect(dryRun).toBe(true);
      expect(summary).toMatchObject({ tickets: total, start: total, started: 0, running: 0, finished: 0 });
      expect(summary.supportRequests).toBe(1);
      expect(tickets.map(({ ticketId }) => ticketId)).toEqual(expect.arrayContaining([...ticketIds]));
      expect(requests.filter((request) => !isRead(request))).toEqual([]);
      expect(await cases()).toBe(0);
      await expect(requestHandle().describe()).rejects.toThrow(WorkflowNotFoundError);
    });

    it('takes 0.1 calls a ticket at most, a few for the portal, and none too many', () => {
      expect(requests.length).toBeLessThanOrEqual(total / 10 + 12);
      expect(requests.filter(({ status }) => status === 429)).toEqual([]);
    });

    it('says of each ticket what the SOP asks', () => {
      const { tickets, summary } = parsed(ended);
      const found = ticketIds.slice(0, 5).map((id) => tickets.find(({ ticketId }) => ticketId === id));
      const [undecided, saved, leaving, ready, held] = found;

      expect(undecided).toMatchObject({ phase: 'deciding', nextDate: expect.any(String), writes: [], attention: null });
      expect(saved).toMatchObject({
        phase: 'monitoring',
        nextDate: expect.any(String),
        writes: [{ rules: ['S1'], text: 'Client Status → Monitor for 30 days' }, { rules: ['S3', 'S4'] }],
      });
      expect(leaving?.waitingFor.map(({ rule }) => rule)).toEqual(['N3', 'N4', 'N5']);
      expect(ready).toMatchObject({
        phase: 'cancelling',
        waitingFor: [{ rule: 'N8' }],
        writes: [{ rules: ['N9'] }, { rules: ['N7'] }, { rules: ['N6'] }],
      });
      expect(held?.waitingFor.map(({ code }) => code)).toContain('invoiceDetermination');
      expect(summary.byPhase).toMatchObject({ collecting: { tickets: TICKETS / 5, withWrites: 0 } });
    });
  });

  it('of one ticket says it to people, in a table and by phase', async () => {
    const [, saved = '', leaving = ''] = ticketIds;
    const { code, stdout, stderr } = await atRisk(
      variables(),
      ...['adopt', '--dry-run', '--ticket', saved, '--ticket', leaving, '--ticket', saved],
    );

    expect(code).toBe(0);
    for (const word of [saved, leaving, 'to be started', 'S1: Client Status → Monitor for 30 days', 'N3 etfNote']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).toContain('2 tickets: 2 to be started.\nDry run: nothing was written, to HubSpot or to Temporal.\n');
    expect(stderr).toContain('tickets read: 2 of 2\n');
  });

  it('a dry run does without Temporal, and says so; nothing else does', async () => {
    const [ticket = ''] = ticketIds;
    const [dry, real] = await Promise.all([
      atRisk(variables('127.0.0.1:1'), 'adopt', '--dry-run', '--ticket', ticket),
      atRisk(variables('127.0.0.1:1'), 'adopt', '--ticket', ticket),
    ]);

    expect(dry.code).toBe(0);
    expect(dry.stderr).toContain('it is not known which cases are already running');
    expect(dry.stdout).toContain('1 ticket: 1 to be started.');
    expect(real).toMatchObject({ code: 3, stdout: '' });
  });

  it('ends with 1 for a named ticket that was never there, and adopts the others', async () => {
    const [ticket = ''] = ticketIds;
    const { code, stdout, stderr } = await atRisk(variables(), 'adopt', '--ticket', '1', '--ticket', ticket);

    expect(code).toBe(1);
    expect(stdout).toContain('2 tickets: 1 started; 1 deleted, or never existed.');
    expect(stderr).toContain('at-risk: no At-Risk ticket: 1 (deleted, or never existed)\n');
    expect(await isRunning(ticket)).toBe(true);
  });

  it('ends with 1 when HubSpot refuses the token, and says why', async () => {
    const { code, stderr } = await atRisk({ ...variables(), HUBSPOT_ACCESS_TOKEN: 'wrong-token' }, 'adopt');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^at-risk: HubSpot answered 401: the access token is not valid.*\n$/m);
  });

  it.each([
    [
      'portal',
      { HUBSPOT_PORTAL_ID: '999' },
      'HUBSPOT_PORTAL_ID: is 999, but HUBSPOT_ACCESS_TOKEN belongs to portal 4242001',
    ],
    ['app', { HUBSPOT_APP_ID: '1' }, 'HUBSPOT_APP_ID: is 1, but HUBSPOT_ACCESS_TOKEN belongs to app 777001'],
  ])('ends with 2, having read no ticket, when the token is that of another %s', async (_what, wrong, sentence) => {
    const [ended, requests] = await requestsSince(() => atRisk({ ...variables(), ...wrong }, 'adopt'));

    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) });
    expect(requests.filter(({ path }) => path.startsWith('/crm/'))).toEqual([]);
  });

  it('X3: interrupted, it continues where it was; repeats what HubSpot could not answer; and starts no case twice', async () => {
    const app = caller(emulator);
    const broken = await atRiskUntil(/cases started: [1-9]\d\d of/, variables(), 'adopt', '--rate', '1000');
    await app('POST', '/emulator/faults', {
      kind: 'rateLimit',
      pathPattern: '/batch/read',
      retryAfterSeconds: 1,
      count: 1,
    });
    await app('POST', '/emulator/faults', { kind: 'status', status: 502, pathPattern: '/search', count: 1 });
    const [ended, requests] = await requestsSince(() => atRisk(variables(), 'adopt', '--json', '--rate', '1000'));
    const { summary } = parsed(ended);

    expect(broken).toMatchObject({ code: null, stdout: '' });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain(`looked up in Temporal: ${String(total)} of ${String(total)}\n`);
    expect(summary.running).toBeGreaterThanOrEqual(100);
    expect(summary.running).toBeLessThan(total);
    expect(summary.started + summary.running).toBe(total);
    expect(requests.filter((request) => !isRead(request))).toEqual([]);
    await until(async () => (await cases()) === total || undefined, {
      what: 'all cases in the list',
      withinMs: 30_000,
    });
  }, 180_000);

  it('C3: has followed the open support ticket, about which no webhook comes again', async () => {
    expect((await requestHandle().describe()).status.name).toBe('RUNNING');
  });

  it('run again, it starts nothing and says that all run already', async () => {
    const { code, stdout, stderr } = await atRisk(variables(), 'adopt');

    expect(code).toBe(0);
    expect(stdout).toContain(
      `${String(total)} tickets: ${String(total)} already running.\nOpen support requests: 1.\n`,
    );
    expect(stderr).toContain('support requests followed: 1 of 1\n');
    await expect(cases()).resolves.toBe(total);
  });

  const requestHandle = (): WorkflowHandle =>
    client.workflow.getHandle(supportRequestWorkflowId(String(emulator.portalId), ticketIdSchema.parse(requestId)));

  /** Cases that ever were; Temporal's list is a moment behind. */
  async function cases(): Promise<number> {
    return (await client.workflow.count(`WorkflowType = "${CASE_WORKFLOW}"`)).count;
  }

  async function isRunning(ticketId: string): Promise<boolean> {
    const workflowId = caseWorkflowId(String(emulator.portalId), ticketIdSchema.parse(ticketId));
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  }
});
