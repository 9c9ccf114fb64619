import { z } from 'zod';
import { ETF_ANSWERS } from '../../dev/portal/people';
import { atRisk, type Ended } from '../cli/command';
import { newKey } from '../codec/keys';
import { startCollector, type Collector } from '../telemetry/collector';
import { namespaceText } from './history-text';
import { StackWorld, type Played } from './stack-world';

const NAME = 'Quillfeather Orthopedics';
const FILE = 'quillfeather-termination-letter.pdf';
const REASON = 'Wind-down of the second office, says Ottoline';
const EXPLANATION = 'Perpetua signed a new contract';
const ANSWERS = { ...ETF_ANSWERS, 'ETF amount': '$98,765.43 plus a waiver', 'Reviewed by': 'the reviewer of record' };

const usersSchema = z.object({ results: z.array(z.object({ name: z.string(), email: z.string() })) });
const listSchema = z.array(z.object({ client: z.string().nullable() }));

describe('with payload keys, on worker, bridge and command, and with traces', () => {
  let collector: Collector;
  let world: StackWorld;
  let client: Played;
  let text: string;
  let commands: Ended[];

  beforeAll(async () => {
    collector = await startCollector();
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200' };
    world = await StackWorld.start({ payloadKeys: newKey('2026-11'), variables });
    client = await world.open(NAME);
    const { ticketId } = client;
    await world.cs.setOnTicket(ticketId, { customer_saved: 'No' });
    await world.cs.attachFile(ticketId, FILE);
    await world.cs.addEtfNote(ticketId, ANSWERS);
    await world.cs.setOnTicket(ticketId, {
      rcm_cancellation_date: await world.dateIn(12),
      cancellation_approval: 'Yes',
    });
    await world.waitsFor(client, 'cancellationDay');
    const date = await world.dateIn(40);
    const [email = ''] = await addresses();
    commands = [await command('change-date', ticketId, '--date', date, '--reason', REASON, '--by', email)];
    const wanted = { requested_change: 'Rescind cancellation', change_explanation: EXPLANATION };
    await world.cs.openSupportTicket(wanted, { ticketId });
    await world.waitsFor(client, 'monitoringPeriod');
    commands.push(await command('sweep'));
    text = await namespaceText(world.temporal);
  });
  afterAll(async () => {
    await world.stop();
    collector.close();
  });

  function command(...args: readonly string[]): Promise<Ended> {
    const { hubspot, hubspotToken, portalConfig } = world.stack;
    const env = { HUBSPOT_API_URL: hubspot, HUBSPOT_ACCESS_TOKEN: hubspotToken, AT_RISK_PORTAL_CONFIG: portalConfig };
    return atRisk({ ...world.commandEnv, ...env }, ...args);
  }

  async function users(): Promise<z.infer<typeof usersSchema>['results']> {
    return usersSchema.parse(await world.portal.call('GET', '/emulator/users')).results;
  }

  async function addresses(): Promise<readonly string[]> {
    return (await users()).filter(({ name }) => name.includes('Success')).map(({ email }) => email);
  }

  async function privateWords(): Promise<readonly string[]> {
    return [
      ...['Quillfeather', FILE, 'termination-letter', 'hereby cancel'],
      ...['Ottoline', 'second office', 'Perpetua', 'new contract'],
      ...['98,765.43', 'waiver', 'the reviewer of record'],
      ...(await users()).flatMap(({ name, email }) => [name, email]),
    ];
  }

  it('no name, address, reason, text of a note or file name is in anything that Temporal keeps', async () => {
    expect(commands.map(({ code }) => code)).toEqual([0, 0]);
    for (const kind of ['atRiskCase', 'intake', 'supportRequest', 'sweep']) expect(text).toContain(kind);
    expect(text).toContain(client.ticketId);
    expect(text).toContain('binary/encrypted');
    expect((await privateWords()).filter((word) => text.includes(word))).toEqual([]);
  });

  it('N7: a trace leads from the webhook through the turn to the write in HubSpot, and holds nothing private', async () => {
    const writes = collector.spans.filter(({ attributes }) => attributes['at_risk.write'] === 'setClientStatus');
    const [inProgress] = writes.filter(({ attributes }) => String(attributes['at_risk.rules']) === 'N7');
    if (inProgress === undefined) throw new Error('the write of N7 is in no trace');
    const path = collector.pathTo(inProgress);
    const exported = collector.text();

    const names = path.map(({ name, service }) => `${service} ${name}`);
    expect(names[0]).toBe('at-risk-bridge POST /webhooks/hubspot');
    expect(names.slice(-2)).toEqual(['at-risk-worker Turn:atRiskCase', 'at-risk-worker RunActivity:perform']);
    expect(path.at(-3)?.name).toMatch(/^Signal(WithStart)?Workflow:/);
    expect(collector.tree(inProgress)).toContain('  PATCH /crm/objects/2026-09/companies/{id}');
    expect(inProgress.attributes).toMatchObject({
      'at_risk.attempt': 1,
      temporalWorkflowId: world.case(client).workflowId,
    });
    expect(exported).toContain(client.ticketId);
    expect((await privateWords()).filter((word) => exported.includes(word))).toEqual([]);
  });

  it('no sentence of the service is, in a summary or in details', () => {
    for (const sentence of ['read ticket and client', 'Client Status', 'At-Risk ticket', 'monitoring period ends'])
      expect(text).not.toContain(sentence);
  });

  it('the command names the client all the same, and says what it lacks where it has no keys', async () => {
    const { stdout } = await command('list', '--json');
    expect(listSchema.parse(JSON.parse(stdout))).toContainEqual({ client: NAME });
    expect((await command('show', client.ticketId)).stdout).toContain('phase  monitoring');

    const without = { ...world.commandEnv, AT_RISK_PAYLOAD_KEYS: '' };
    expect(await atRisk(without, 'list', '--json')).toMatchObject({ code: 0 });
    expect(await atRisk(without, 'show', client.ticketId)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AT_RISK_PAYLOAD_KEYS'),
    });
  });
});
