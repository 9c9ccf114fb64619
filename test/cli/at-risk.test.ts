import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from '../../dev/process/until';
import { PHASES } from '../../src/sop/decision/decision';
import { historyText } from '../end-to-end/history-text';
import { StackWorld, type Played } from '../end-to-end/stack-world';
import { inDays } from '../support/in-days';
import { workflowBundle } from '../support/temporal';
import { atRisk, atRiskProcess, type Ended } from './command';

/** A person waits so long for a command, and not longer: its own limit, and the start of Node on a busy machine. */
const PATIENCE_MS = 30_000;

const PORTAL = { HUBSPOT_PORTAL_ID: '4242001' };

describe('at-risk, without anything to connect to', () => {
  it('explains itself, its commands, and its exit codes', async () => {
    const { code, stdout, stderr } = await atRiskProcess({}, '--help');

    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const word of ['list', 'show', 'recheck', 'setup', 'HUBSPOT_PORTAL_ID']) expect(stdout).toContain(word);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Exit codes: 0 done, 1 not done, 2 wrong use or settings, 3 Temporal or HubSpot cannot be reached, 4 done, with warnings (doctor).',
    );
  });

  it('as a process of its own ends with 2 for wrong use', async () => {
    expect(await atRiskProcess(PORTAL, 'close')).toMatchObject({ code: 2, stdout: '' });
  });

  it.each([
    ['list', ['--phase', '--waiting-for', '--attention', '--all', '--limit', '--json']],
    ['recheck', ['<ticket>', '--json']],
    ['approve', ['<ticket>', '--determination', '--by', 'HUBSPOT_ACCESS_TOKEN']],
    ['rescind', ['<ticket>', '--reason', '--by']],
    ['change-date', ['<ticket>', '--date', '--reason', '--by']],
  ])('explains %s', async (command, words) => {
    const { code, stdout } = await atRisk({}, command, '--help');

    expect(code).toBe(0);
    for (const word of [`at-risk ${command}`, ...words]) expect(stdout).toContain(word);
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['close']],
    ['a phase that there is not', ['list', '--phase', 'sleeping']],
    ['a limit of nothing', ['list', '--limit', '0']],
    ['an unknown option', ['setup', '--colour']],
    ['a ticket that is no record id', ['show', 'ACME']],
    ['a rescission without a reason', ['rescind', '1', '--by', '5001']],
    ['a rescission that nobody asks for', ['rescind', '1', '--reason', 'The client stays.']],
    [
      'another date that nobody asks for',
      ['change-date', '1', '--date', '2030-02-28', '--reason', 'The client asked for it.'],
    ],
    ['a day that there is not', ['change-date', '1', '--date', '2026-02-30', '--reason', 'Later.', '--by', '5001']],
    ['an approver who is no e-mail address', ['approve', '1', '--determination', 'paid', '--by', 'Finance']],
  ])('ends with 2 for %s', async (_what, args) => {
    const { code, stdout, stderr } = await atRisk(PORTAL, ...args);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  it('ends with 2 where no portal is named, and says which variable is missing', async () => {
    for (const args of [['list'], ['recheck', '1']]) {
      const { code, stderr } = await atRisk({}, ...args);

      expect(code).toBe(2);
      expect(stderr).toContain('HUBSPOT_PORTAL_ID: is not set');
    }
  });
});

describe('at-risk, when Temporal cannot be reached', () => {
  let silent: Server;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    // Takes connections and never says anything.
    silent = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    silent.close();
    for (const socket of sockets) socket.destroy();
  });

  const addresses = {
    'where nothing listens': () => '127.0.0.1:1',
    'where something listens that never answers': () => `127.0.0.1:${String((silent.address() as AddressInfo).port)}`,
  };

  it.each(Object.entries(addresses))('ends with 3, soon, %s', async (_where, address) => {
    const variables = { ...PORTAL, TEMPORAL_ADDRESS: address() };
    const all = await Promise.all([atRisk(variables, 'list'), atRisk(variables, 'recheck', '1', '--json')]);

    for (const { code, stdout, stderr, tookMs } of all) {
      expect(code).toBe(3);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^at-risk: Temporal cannot be reached.*\n$/);
      expect(tookMs).toBeLessThan(PATIENCE_MS);
    }
  });
});

const instant = z.iso.datetime();
const requirementSchema = z.strictObject({
  code: z.string(),
  rule: z.string(),
  sentence: z.string(),
  on: z.iso.date().optional(),
});

const rowSchema = z.strictObject({
  ticketId: z.string().regex(/^\d+$/),
  client: z.string().nullable(),
  status: z.enum(['running', 'completed', 'failed', 'terminated', 'timed_out', 'cancelled', 'continued_as_new']),
  mode: z.literal('observe').nullable(),
  phase: z.enum(PHASES).nullable(),
  since: z.iso.datetime().nullable(),
  waitingFor: z.array(z.string()),
  nextDate: z.iso.datetime().nullable(),
  nextCheck: z.iso.datetime().nullable(),
  attention: z.string().nullable(),
  problem: z.string().nullable(),
  outcome: z.string().nullable(),
  companyId: z.string().nullable(),
});

/** What programs may rely on. */
const caseSchema = z.object({
  portalId: z.string(),
  ticketId: z.string(),
  decidedAt: instant,
  reading: z.object({ kind: z.literal('found'), facts: z.object({ ticket: z.object({ stage: z.unknown() }) }) }),
  decision: z.object({
    phase: z.enum(PHASES),
    waitingFor: z.array(requirementSchema),
    writes: z.array(z.object({ kind: z.string(), rules: z.array(z.string()) })),
    wakeUp: z.object({ at: instant, reason: z.string() }).optional(),
  }),
  timeline: z.array(z.strictObject({ at: instant, rules: z.array(z.string()), text: z.string() })),
});

/** The numbers in JSON that are instants in milliseconds, by where they are. */
function bareInstants(value: unknown, where = ''): readonly string[] {
  if (typeof value === 'number') return value > 1_000_000_000_000 ? [where] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => bareInstants(each, `${where}/${name}`));
}

describe('at-risk, with the service running', () => {
  let world: StackWorld;
  let collecting: Played;
  let monitored: Played;

  beforeAll(async () => {
    world = await StackWorld.start();
    [collecting, monitored] = await Promise.all([world.open(), world.open()]);
    await Promise.all([
      world.cs.setOnTicket(collecting.ticketId, { customer_saved: 'No' }),
      world.cs.setOnTicket(monitored.ticketId, { customer_saved: 'Yes' }),
    ]);
    await world.waitsFor(collecting, 'cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval');
    await world.waitsFor(monitored, 'monitoringPeriod');
  });

  afterAll(async () => {
    await world.stop();
  });

  function command(...args: readonly string[]): Promise<Ended> {
    const { temporal, namespace, portalId } = world.stack;
    return atRisk({ TEMPORAL_ADDRESS: temporal, TEMPORAL_NAMESPACE: namespace, HUBSPOT_PORTAL_ID: portalId }, ...args);
  }

  /** Temporal's list is a moment behind its cases. */
  async function listed(isThere: (rows: readonly z.infer<typeof rowSchema>[]) => boolean, ...options: string[]) {
    const check = async () => {
      const { code, stdout } = await command('list', '--json', ...options);
      const rows = z.array(rowSchema).parse(JSON.parse(stdout));
      return code === 0 && isThere(rows) ? rows : undefined;
    };
    return until(check, { what: `at-risk list ${options.join(' ')} to show the cases`, withinMs: 20_000 });
  }

  it('lists the cases as JSON: phase, what they wait for, and until when', async () => {
    const rows = await listed((found) => found.length === 2 && found.every(({ phase }) => phase !== 'deciding'));
    const [open, saved] = [collecting, monitored].map(({ ticketId }) => rows.find((row) => row.ticketId === ticketId));

    expect(open).toEqual({
      ticketId: collecting.ticketId,
      client: expect.any(String),
      status: 'running',
      mode: null,
      phase: 'collecting',
      since: expect.stringMatching(/^\d{4}-.+Z$/),
      waitingFor: ['cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval'],
      nextDate: null,
      // X1: when its owner is reminded.
      nextCheck: expect.stringMatching(/^\d{4}-.+Z$/),
      attention: null,
      problem: null,
      outcome: null,
      companyId: collecting.companyId,
    });
    expect(saved).toMatchObject({ phase: 'monitoring', companyId: monitored.companyId, nextDate: expect.any(String) });
  });

  it('X3: replays the open cases with the code beside it, and names those that other code cannot continue', async () => {
    const { temporal, namespace, portalId } = world.stack;
    const folder = await mkdtemp(join(tmpdir(), 'at-risk-replay-'));
    const replay = (bundle: string): Promise<Ended> => {
      const variables = {
        HUBSPOT_PORTAL_ID: portalId,
        TEMPORAL_ADDRESS: temporal,
        TEMPORAL_NAMESPACE: namespace,
        AT_RISK_WORKFLOW_BUNDLE: bundle,
      };
      return atRiskProcess(variables, 'replay', '--live', '--json');
    };
    const { codePath } = workflowBundle();
    const other = join(folder, 'bundle.js');
    await writeFile(
      other,
      (await readFile(codePath, 'utf8')).replaceAll("'gather changes made together'", 'undefined.missing'),
    );

    const [same, changed] = await Promise.all([replay(codePath), replay(other)]);
    await rm(folder, { recursive: true });
    expect(same).toMatchObject({ code: 0, stderr: expect.stringContaining('replayed: 2 of 2\n') });
    expect(JSON.parse(same.stdout)).toEqual({ replayed: 2, failed: [] });
    expect(changed).toMatchObject({ code: 1, stderr: expect.stringContaining('this build cannot continue 2\n') });
    const failed = [collecting, monitored].map(({ ticketId }) => ({
      workflowId: `at-risk-case:${portalId}:${ticketId}`,
      problem: expect.any(String),
    }));
    expect(JSON.parse(changed.stdout)).toEqual({ replayed: 2, failed: expect.arrayContaining(failed) });
  });

  it('lists only the cases that are asked for', async () => {
    expect(await listed((rows) => rows.length === 1, '--phase', 'monitoring')).toMatchObject([
      { ticketId: monitored.ticketId },
    ]);
    expect(await listed((rows) => rows.length === 1, '--waiting-for', 'etfNote')).toMatchObject([
      { ticketId: collecting.ticketId },
    ]);
    expect(await listed((rows) => rows.length === 0, '--attention')).toEqual([]);
    expect(await listed((rows) => rows.length === 1, '--all', '--limit', '1')).toHaveLength(1);
  });

  it('lists the cases of its own portal alone', async () => {
    const other = `${world.stack.portalId}9`;
    const workflowId = `at-risk-case:${other}:1`;
    await world.temporal.workflow.start('atRiskCase', { workflowId, taskQueue: 'other-portal', args: [] });
    const mine = await listed((rows) => rows.length > 0, '--all');
    const list = async (): Promise<Ended> =>
      atRisk(
        { TEMPORAL_ADDRESS: world.stack.temporal, TEMPORAL_NAMESPACE: world.stack.namespace, HUBSPOT_PORTAL_ID: other },
        'list',
        '--json',
      );
    const check = async () => z.array(z.object({ ticketId: z.string() })).parse(JSON.parse((await list()).stdout));
    const theirs = await until(async () => ((await check()).length > 0 ? check() : undefined), {
      what: "the other portal's case to be listed",
      withinMs: 20_000,
    });
    const afterwards = await listed(() => true, '--all');
    await world.temporal.workflow.getHandle(workflowId).terminate('a case of another portal');

    expect(theirs.map(({ ticketId }) => ticketId)).toEqual(['1']);
    expect(afterwards).toHaveLength(mine.length);
  });

  it('lists the cases as a table for people', async () => {
    await listed((rows) => rows.length === 2);
    const { code, stdout, stderr } = await command('list');

    expect([code, stderr]).toEqual([0, '']);
    for (const word of [
      'ticket',
      'waiting for',
      'next date',
      collecting.ticketId,
      'cancellationNotice',
      'monitoring',
    ]) {
      expect(stdout).toContain(word);
    }
    expect((await command('list', '--attention')).stdout).toBe('no cases\n');
  });

  it.each(['show', 'recheck'])('N1: %s says where a case stands and what it waits for', async (name) => {
    const { code, stdout, stderr } = await command(name, collecting.ticketId);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`ticket ${collecting.ticketId}\nphase  collecting\n`);
    expect(stdout).toContain('waits for N2: Client Success uploads the written cancellation notice to the ticket\n');
    expect(stdout).toContain('HubSpot: Customer Saved = No\n');
  });

  it.each(['show', 'recheck'])('S2: %s gives programs the whole case', async (name) => {
    const { code, stdout } = await command(name, monitored.ticketId, '--json');
    const found = caseSchema.parse(JSON.parse(stdout));

    expect(code).toBe(0);
    expect(found).toMatchObject({ portalId: world.stack.portalId, ticketId: monitored.ticketId });
    expect(found.decision.phase).toBe('monitoring');
    expect(found.decision.wakeUp?.reason).toContain('S2');
    expect(bareInstants(JSON.parse(stdout))).toEqual([]);
  });

  it('recheck makes a case read a change whose webhook was lost', async () => {
    await world.silenceWebhooks();
    await world.cs.attachFile(collecting.ticketId, 'notice.pdf');
    const before = caseSchema.parse(JSON.parse((await command('show', collecting.ticketId, '--json')).stdout));
    const after = caseSchema.parse(JSON.parse((await command('recheck', collecting.ticketId, '--json')).stdout));
    await world.restoreWebhooks();

    expect(before.decision.waitingFor.map(({ code }) => code)).toContain('cancellationNotice');
    expect(after.decision.waitingFor.map(({ code }) => code)).not.toContain('cancellationNotice');
    expect(Date.parse(after.decidedAt)).toBeGreaterThan(Date.parse(before.decidedAt));
  });

  it.each(['show', 'recheck'])('%s ends with 1 for a ticket that has no case', async (name) => {
    const { code, stdout, stderr } = await command(name, '987654321', '--json');

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^at-risk: there is no .*case.*987654321.*\n$/);
  });

  it('setup does nothing where everything is registered', async () => {
    expect(await command('setup')).toMatchObject({
      code: 0,
      stdout: 'all search attributes and schedules are registered\n',
    });
  });

  it('C1, C2: change-date and rescind take effect in HubSpot, and say what the SOP then says', async () => {
    const client = await world.open();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.cs.addEtfNote(client.ticketId);
    const evidence = { rcm_cancellation_date: inDays(20), cancellation_approval: 'Yes' };
    await world.cs.setOnTicket(client.ticketId, evidence);
    await world.waitsFor(client, 'cancellationDay');

    const moved = await command(
      'change-date',
      client.ticketId,
      '--date',
      inDays(40),
      '--reason',
      'Wind-down.',
      '--by',
      '5001',
      '--json',
    );
    expect(moved.stderr).toBe('');
    expect(caseSchema.parse(JSON.parse(moved.stdout)).decision.phase).toBe('cancelling');
    const rescinded = await command('rescind', client.ticketId, '--reason', 'The client stays.', '--by', '5001');
    expect(rescinded.stdout).toContain('phase  monitoring');
    expect(await command('rescind', client.ticketId, '--reason', 'Again.', '--by', '5001')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the cancellation was rescinded already'),
    });
    expect(await command('rescind', '1', '--reason', 'No such ticket.', '--by', '5001')).toMatchObject({ code: 1 });
  });

  it('ends with 3 in a namespace that Temporal does not have, and names it', async () => {
    const { temporal, portalId } = world.stack;
    const nowhere = { TEMPORAL_ADDRESS: temporal, TEMPORAL_NAMESPACE: 'nowhere', HUBSPOT_PORTAL_ID: portalId };
    const commands = [['list'], ['recheck', '1'], ['rescind', '1', '--reason', 'The client stays.', '--by', '5001']];
    const all = await Promise.all(commands.map((args) => atRisk(nowhere, ...args)));

    for (const { code, stdout, stderr } of all) {
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^at-risk: .*nowhere.*\n$/);
    }
  });

  it('show says of a terminated case that nothing is checked any more, and not when', async () => {
    const client = await world.open();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await world.waitsFor(client, 'monitoringPeriod');
    await world.case(client).terminate('by an operator');
    const { code, stdout } = await command('show', client.ticketId);

    expect(code).toBe(0);
    expect(stdout).toContain('status terminated: the case checks nothing any more');
    expect(stdout).not.toContain('next check');
    expect(JSON.parse((await command('show', client.ticketId, '--json')).stdout)).toMatchObject({
      status: 'terminated',
    });
  });

  it('recheck says that HubSpot cannot be read, and not that Temporal hangs', async () => {
    await world.portal.addFault({ kind: 'status', status: 503 });
    const [recheck, rescind] = await Promise.all([
      command('recheck', collecting.ticketId),
      command('rescind', monitored.ticketId, '--reason', 'The client stays.', '--by', '5001'),
    ]);
    await world.portal.clearFaults();

    expect([recheck.code, recheck.stdout]).toEqual([3, '']);
    expect(recheck.stderr).toMatch(
      /^at-risk: no answer in time: HubSpot cannot be read or written: .*HubSpot answered 503/,
    );
    expect([rescind.code, rescind.stdout]).toEqual([3, '']);
    expect(rescind.stderr).toMatch(/^at-risk: not done yet: .*do not give it again.*HubSpot answered 503/);
    await world.waitsFor(monitored, 'monitoringPeriod');
  });

  /** N1–N5, closed and in progress, and no case that Temporal remembers. */
  async function cancelling(): Promise<Played> {
    const client = await world.open();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.cs.addEtfNote(client.ticketId);
    const date = inDays(20);
    await world.cs.setOnTicket(client.ticketId, { rcm_cancellation_date: date, cancellation_approval: 'Yes' });
    await world.waitsFor(client, 'cancellationDay');
    await world.untilStatus(client, 'Cancellation in Progress');
    return client;
  }

  async function forget(client: Played): Promise<void> {
    await world.silenceWebhooks();
    const { workflowService } = world.temporal;
    await workflowService.deleteWorkflowExecution({
      namespace: world.stack.namespace,
      workflowExecution: { workflowId: world.case(client).workflowId },
    });
    const check = async (): Promise<true | undefined> => !(await world.exists(world.case(client))) || undefined;
    await until(check, { what: 'Temporal to forget the case', withinMs: 20_000 });
  }

  it('C1, C2: a ticket whose case Temporal does not remember is rescinded, or its date is changed, all the same', async () => {
    const client = await cancelling();
    await forget(client);
    const date = inDays(50);
    const moved = await command(
      'change-date',
      client.ticketId,
      '--date',
      date,
      '--reason',
      'Wind-down.',
      '--by',
      '5001',
    );
    expect([moved.code, moved.stderr]).toEqual([0, '']);
    expect(moved.stdout).toContain('phase  cancelling');

    await forget(client);
    const rescinded = await command(
      'rescind',
      client.ticketId,
      '--reason',
      'The client stays.',
      '--by',
      world.cs.userId,
    );
    await world.restoreWebhooks();
    expect([rescinded.code, rescinded.stderr]).toEqual([0, '']);
    expect(rescinded.stdout).toContain('phase  monitoring');
    expect((await world.portal.notesOn(client.ticketId)).join()).toContain(
      'in the name of Casey Success (casey.success@example.com)',
    );
  });

  it('C2: rescind takes an e-mail address for --by, which does not come into the history', async () => {
    const client = await cancelling();
    const { temporal, namespace, portalId, hubspot, hubspotToken } = world.stack;
    const ended = await atRisk(
      {
        TEMPORAL_ADDRESS: temporal,
        TEMPORAL_NAMESPACE: namespace,
        HUBSPOT_PORTAL_ID: portalId,
        HUBSPOT_API_URL: hubspot,
        HUBSPOT_ACCESS_TOKEN: hubspotToken,
      },
      ...['rescind', client.ticketId, '--reason', 'The client stays.', '--by', 'casey.success@example.com'],
    );

    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect((await world.portal.notesOn(client.ticketId)).join()).toContain('in the name of Casey Success');
    expect(await historyText(world.case(client))).not.toContain('casey');
  });

  it('leaves no case behind for a ticket that is no At-Risk ticket', async () => {
    const { code, stderr } = await command('rescind', '424242', '--reason', 'No such ticket.', '--by', '5001');

    expect(code).toBe(1);
    expect(stderr).toContain('HubSpot does not show the ticket in the At-Risk pipeline');
    const { status } = await world.temporal.workflow
      .getHandle(`at-risk-case:${world.stack.portalId}:424242`)
      .describe();
    expect(status.name).toBe('TERMINATED');
  });

  describe('while no worker answers', () => {
    let client: Played;
    /** A rescission that took effect before the worker stopped. */
    let late: Ended;
    let unanswered: readonly Ended[];

    beforeAll(async () => {
      client = await cancelling();
      const { worker } = world.stack.children;
      const ofCompany = `companies/${client.companyId}`;
      await world.portal.beginCount();
      await world.portal.addFault({ kind: 'status', status: 503, method: 'PATCH', pathPattern: ofCompany });
      const rescinding = command('rescind', client.ticketId, '--reason', 'The client stays.', '--by', '5001');
      const check = async (): Promise<true | undefined> =>
        (await world.callsOfService()).some((call) => call.startsWith('PATCH') && call.endsWith(ofCompany)) ||
        undefined;
      await until(check, { what: 'the turn that follows the command', withinMs: 20_000 });
      await worker.kill('SIGSTOP');
      try {
        [late, ...unanswered] = await Promise.all([
          rescinding,
          command('show', collecting.ticketId),
          command('recheck', collecting.ticketId, '--json'),
          command('rescind', collecting.ticketId, '--reason', 'The client stays.', '--by', '5001'),
        ]);
      } finally {
        await worker.kill('SIGCONT');
        await world.portal.clearFaults();
      }
    });

    it('show, recheck and rescind say so, soon', () => {
      expect(unanswered).toHaveLength(3);
      for (const { code, stdout, stderr, tookMs } of unanswered) {
        expect([code, stdout]).toEqual([3, '']);
        expect(stderr).toMatch(/^at-risk: .*worker.*\n$/);
        expect(tookMs).toBeLessThan(PATIENCE_MS);
      }
      expect(unanswered[2]?.stderr).toMatch(
        /^at-risk: not done: nothing was changed so far, as no worker has taken the command/,
      );
    });

    it('C2: a command that took effect while the worker went down is said to be done', async () => {
      expect([late.code, late.stdout]).toEqual([0, '']);
      expect(late.stderr).toMatch(/^at-risk: done: the change and its note are in HubSpot\./);
      expect(late.tookMs).toBeLessThan(PATIENCE_MS);
      await world.untilStatus(client, 'Monitor for 30 days');
    });
  });

  it('I3: approve is refused, as this portal accepts approvals in HubSpot only', async () => {
    const client = await world.open();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes', outstanding_invoice: 'Yes' });
    await world.waitsFor(client, 'monitoringPeriod', 'invoiceDetermination', 'financeApproval');
    const { temporal, namespace, portalId, hubspot, hubspotToken } = world.stack;
    const approve = (...args: readonly string[]): Promise<Ended> =>
      atRisk(
        {
          TEMPORAL_ADDRESS: temporal,
          TEMPORAL_NAMESPACE: namespace,
          HUBSPOT_PORTAL_ID: portalId,
          HUBSPOT_API_URL: hubspot,
          HUBSPOT_ACCESS_TOKEN: hubspotToken,
        },
        ...['approve', client.ticketId, '--determination', 'collections', '--by', ...args],
      );

    expect(await approve('nobody@example.com')).toMatchObject({ code: 1, stdout: '' });
    expect(await approve('casey.success@example.com')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('accepts an approval only in HubSpot'),
    });
    expect(await approve('finn.finance@example.com')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('setting approvalOutsideHubSpot'),
    });
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });
});
