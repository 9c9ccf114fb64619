import { rescindUpdate } from '../../src/contract/commands';
import { shadowQuery, type TicketShadow } from '../../src/contract/shadow';
import type { Write } from '../../src/sop/decision/decision';
import { describeWrite } from '../../src/sop/decision/describe';
import { compareTicket } from '../../src/sop/shadow/compare';
import { EPOCH } from '../../src/sop/vocabulary/dates';
import { companyIdSchema, userIdSchema } from '../../src/sop/vocabulary/ids';
import { caller } from '../emulator/support';
import { CaseWorld, DAY_MS, type Played } from './case-world';

const HOUR_MS = 60 * 60_000;

describe('a case in mode observe', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start('ticket: { mode: observe }');
  });
  afterAll(async () => {
    await world.stop();
  });

  const shadowOf = ({ ticketId }: Played): Promise<TicketShadow> =>
    world.env.client.workflow.getHandle(world.workflowId(ticketId)).query(shadowQuery);
  const keptOf = async (client: Played): Promise<readonly string[]> =>
    ((await shadowOf(client)).kept ?? []).map(({ write }) => describeWrite(write as Write));
  const writesOfTheApp = async (): Promise<readonly string[]> => {
    const { body } = await caller(world.emulator)('GET', '/emulator/requests?actor=app');
    return (body['requests'] as readonly { method: string; path: string }[])
      .filter(({ method, path }) => method !== 'GET' && !/\/(?:search|batch\/read)$/.test(path))
      .filter(({ path }) => path.startsWith('/crm/'))
      .map(({ method, path }) => `${method} ${path}`);
  };
  const untilKept = async (client: Played, count: number): Promise<readonly string[]> => {
    for (let turn = 0; turn < 40 && (await keptOf(client)).length < count; turn += 1) await world.advance(5_000);
    return keptOf(client);
  };

  it('S1–S4: keeps what it would write, waits as if it had written it, and ends once people did', async () => {
    const client = await world.client();
    const before = await writesOfTheApp();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    const view = await world.until(client, 'monitoring', ({ decision }) => decision?.phase === 'monitoring');

    expect(view.mode).toBe('observe');
    expect(await keptOf(client)).toEqual([
      'Client Status → Monitor for 30 days',
      'Cancellation Approval → No, ticket closed',
    ]);
    await world.advance(31 * DAY_MS);
    expect((await untilKept(client, 4)).slice(2)).toEqual([
      'Client Status → Active',
      'what the ticket shows: phase, waitingFor, waitingSince, nextStep, nextDate, outcome',
    ]);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    expect(await world.isRunning(client)).toBe(true);
    expect((await writesOfTheApp()).slice(before.length)).toEqual([]);

    const { since = EPOCH, kept = [], agreed = [] } = await shadowOf(client);
    await world.cs.setOnCompany(client.companyId, { client_status: 'Active' });
    const { ticketId } = client;
    const companyId = companyIdSchema.parse(client.companyId);
    const histories = (await world.hubspot.readHistories([{ ticketId, companyId }])).get(ticketId);
    const lines = compareTicket({ ticketId, companyId, since, kept, agreed, ...histories }, HOUR_MS);
    expect(lines.map(({ field, verdict }) => `${field} ${verdict}`)).toEqual([
      'clientStatus never',
      'stage never',
      'cancellationApproval never',
      'clientStatus later',
    ]);
    await world.cs.setOnTicket(client.ticketId, { cancellation_approval: 'No', hs_pipeline_stage: '800102' });
    await world.signal(client, 'saved');
    await world.untilEnded(client);
  });

  it('C2: a command is refused, and says that nothing is written', async () => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));

    await expect(
      handle.executeUpdate(rescindUpdate, { args: [{ reason: 'They stay', by: userIdSchema.parse('5001') }] }),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('mode: observe') as string } });
  });
});
