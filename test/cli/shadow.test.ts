import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { startStack, type Stack } from '../../dev/stack/stack';
import { atRisk, type Ended } from './command';

describe('at-risk shadow, on a portal that is only observed', () => {
  let directory: string;
  let portalConfig: string;
  let stack: Stack;
  let cs: Person;
  let ticketId: string;
  let companyId: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'at-risk-shadow-'));
    portalConfig = join(directory, 'portal.yaml');
    await writeFile(portalConfig, 'ticket: { mode: observe }\n');
    stack = await startStack({ dataDir: join(directory, 'data'), portalConfig });
    const portal = new DemoPortal({ url: stack.hubspot, token: stack.hubspotToken });
    cs = await portal.personOf('Client Success');
    companyId = await cs.addCompany('Client under test');
    ticketId = await cs.openAtRiskTicket(companyId, 'At-Risk: client under test');
    await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    const keeps = async (): Promise<true | undefined> =>
      (await run('show', ticketId)).stdout.includes('not written') ? true : undefined;
    await until(keeps, { what: 'the case to keep its writes', withinMs: 90_000, everyMs: 1_000 });
  }, 120_000);
  afterAll(async () => {
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]): Promise<Ended> =>
    atRisk(
      {
        HUBSPOT_PORTAL_ID: stack.portalId,
        HUBSPOT_APP_ID: stack.appId,
        HUBSPOT_ACCESS_TOKEN: stack.hubspotToken,
        HUBSPOT_API_URL: stack.hubspot,
        TEMPORAL_ADDRESS: stack.temporal,
        TEMPORAL_NAMESPACE: stack.namespace,
        AT_RISK_PORTAL_CONFIG: portalConfig,
      },
      ...args,
    );

  it('X1: list and show say that nothing is written', async () => {
    const [list, show] = await Promise.all([run('list'), run('show', ticketId)]);

    expect(list.stdout).toContain('running, observe');
    expect(show.stdout).toContain('observe: nothing is written to HubSpot');
    expect(show.stdout).toContain('not written (mode observe): Client Status → Monitor for 30 days');
  }, 60_000);

  it('S1, S4: the report sets what was not written beside what people did, as table, CSV and page', async () => {
    await cs.setOnCompany(companyId, { client_status: 'Monitor for 30 days' });
    const [csv, html] = [join(directory, 'shadow.csv'), join(directory, 'shadow.html')];
    const { code, stdout, stderr } = await run('shadow', 'report', '--csv', csv, '--html', html);

    expect(stderr).toContain('tickets read: 1 of 1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 {2}done the same/);
    expect(stdout).toMatch(/2 {2}not done/);
    expect(await readFile(csv, 'utf8')).toContain('Client Status,done the same,Monitor for 30 days');
    expect(await readFile(html, 'utf8')).toContain('<td>ticket stage</td><td>not done</td><td>closed</td>');
  }, 60_000);

  it('S4: switching on begins with what would be written now, and is refused while the file says observe', async () => {
    const [dry, refused] = await Promise.all([run('shadow', 'switch-on', '--dry-run'), run('shadow', 'switch-on')]);

    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('ticket closed');
    expect(dry.stdout).toContain('Dry run: nothing was written');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('still says mode: observe');
  }, 60_000);
});
