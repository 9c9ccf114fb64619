import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePortalConfig } from '../../src/config/portal';
import { checkHubSpot } from '../../src/doctor/doctor';
import { createInspector } from '../../src/hubspot';
import { startWorld, type World } from '../hubspot/world';
import { atRisk, type Ended } from './command';
import { emptyPortal } from './empty-portal';

describe('at-risk prepare', () => {
  let world: World;
  const folder = mkdtempSync(join(tmpdir(), 'at-risk-prepare-'));

  beforeAll(async () => {
    world = await startWorld();
  });

  afterEach(async () => {
    await world.app('POST', '/emulator/reset');
  });

  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  const empty = (): Promise<void> => emptyPortal(world.emulator);
  const prepare = (args: readonly string[], variables = {}): Promise<Ended> => {
    const { url, accessToken, portalId } = world.emulator;
    const usual = { HUBSPOT_API_URL: url, HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_PORTAL_ID: String(portalId) };
    return atRisk({ ...usual, ...variables }, 'prepare', ...args);
  };
  /** What at-risk doctor finds wrong. */
  const wrong = async (portal = ''): Promise<readonly string[]> => {
    const { accessToken, url: apiUrl, portalId, appId } = world.emulator;
    const inspector = createInspector({ accessToken, apiUrl });
    const of = { portal: parsePortalConfig(portal, 'a test'), portalId: String(portalId), appId: String(appId) };
    const findings = await checkHubSpot({ ...of, inspector, now: Date.now });
    inspector.close();
    return findings.flatMap(({ kind, what }) => (kind === 'problem' || kind === 'warning' ? [what] : []));
  };
  const creations = async (): Promise<readonly string[]> =>
    (await world.calls()).filter((call) => /^(POST|PATCH|PUT|DELETE) \/crm\/(properties|pipelines)/.test(call));

  it('shows what an empty portal lacks, changes nothing, and says what has to be done by hand', async () => {
    await empty();
    await world.calls();
    const { code, stdout, stderr } = await prepare([]);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('would create  ticket property customer_saved "Customer Saved" (radio: Yes, No)');
    expect(stdout).toContain('would create  ticket pipeline "At-Risk" with the stages Open (open), Closed (closed)');
    expect(stdout).toContain('shortcut #ETF');
    expect(stdout).toContain('The teams "Finance", "Client Success"');
    expect(stdout).toContain('Nothing was changed.');
    expect(await creations()).toEqual([]);
  });

  it('creates it with --apply, so that doctor finds nothing wrong, and creates nothing twice', async () => {
    await empty();
    expect((await wrong()).length).toBeGreaterThan(10);
    const first = await prepare(['--apply']);

    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(await wrong()).toEqual([]);
    const { body } = await world.app('GET', '/crm/v3/properties/companies/client_status');
    expect(body).toMatchObject({ label: 'Client Status', groupName: 'at_risk', type: 'enumeration' });
    await world.calls();
    const second = await prepare(['--apply']);
    expect([second.code, await creations()]).toEqual([0, []]);
    expect(second.stdout).toContain('The portal lacks nothing');
  });

  it('X1: creates the properties in which tickets show their cases, with types and options, unless the portal file says not to', async () => {
    await empty();
    await prepare(['--apply']);
    const definition = async (name: string, of = 'tickets'): Promise<unknown> =>
      (await world.app('GET', `/crm/v3/properties/${of}/${name}`)).body;

    expect(await definition('at_risk_phase')).toMatchObject({
      ...{ type: 'enumeration', fieldType: 'select', groupName: 'at_risk' },
      options: expect.arrayContaining([expect.objectContaining({ value: 'monitoring', label: 'Saved: monitored' })]),
    });
    expect(await definition('at_risk_waiting_for')).toMatchObject({
      ...{ type: 'enumeration', fieldType: 'checkbox' },
      options: expect.arrayContaining([expect.objectContaining({ value: 'etfNote' })]),
    });
    expect(await definition('at_risk_waiting_since')).toMatchObject({ type: 'datetime', fieldType: 'date' });
    expect(await definition('at_risk_next_step')).toMatchObject({ type: 'string', fieldType: 'textarea' });
    expect(await definition('at_risk_next_date')).toMatchObject({ type: 'date' });
    expect(await definition('at_risk_case_ticket', 'companies')).toMatchObject({ type: 'string' });

    await world.app('DELETE', '/crm/v3/properties/tickets/at_risk_outcome');
    expect(await wrong()).toEqual([
      'the ticket property at_risk_outcome does not exist (optional: views in HubSpot cannot use it)',
    ]);
    expect(await wrong('ticket: { shown: { write: false } }')).toEqual([]);
  });

  it('creates what a portal file of other names asks for: checkboxes, more stages, what is missing of the rest', async () => {
    const file = join(folder, 'portal.yaml');
    const yaml =
      'ticket: { openStages: [Open, Waiting], properties: { customerSaved: saved_q }, checkboxes: [customerSaved] }\n';
    writeFileSync(file, yaml);
    await world.calls();
    const { code, stdout } = await prepare(['--apply'], { AT_RISK_PORTAL_CONFIG: file });

    expect(code).toBe(0);
    expect(stdout).toContain('created       ticket property saved_q "Customer Saved" (booleancheckbox: true, false)');
    expect(stdout).toContain('created       stage "Waiting" (open) of the ticket pipeline "At-Risk"');
    expect(await creations()).toHaveLength(3);
    expect(await wrong(yaml)).toEqual([]);
  });

  it('leaves what is there as it is, says what a person does about it, and ends with 1', async () => {
    await world.app('PATCH', '/crm/v3/properties/tickets/finance_approval', {
      options: [{ label: 'Approved', value: 'Approved', displayOrder: 0, hidden: false }],
    });
    await world.calls();
    const { code, stdout } = await prepare(['--apply']);

    expect(code).toBe(1);
    expect(stdout).toContain('left as it is the ticket property finance_approval has no option "Yes", "No"');
    expect(stdout).toMatch(/→ In HubSpot: Settings → Properties → Ticket properties → finance_approval/);
    expect(await creations()).toEqual([]);
  });

  it('does nothing in another portal than HUBSPOT_PORTAL_ID, nor without the scope that creates properties', async () => {
    await empty();
    await world.app('POST', '/emulator/tokens', {
      token: 'token-of-the-app',
      scopes: ['tickets', 'crm.objects.companies.read', 'crm.objects.companies.write'],
    });
    const other = await prepare(['--apply'], { HUBSPOT_PORTAL_ID: '999' });
    const unscoped = await prepare(['--apply'], { HUBSPOT_ACCESS_TOKEN: 'token-of-the-app' });

    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('HUBSPOT_PORTAL_ID: is 999')]);
    expect([unscoped.code, unscoped.stderr]).toEqual([1, expect.stringContaining('crm.schemas.companies.write')]);
  });

  it('--from-portal proposes a portal file by the labels of another portal, which doctor then finds right', async () => {
    await empty();
    const property = (type: string, name: string, label: string, options: readonly string[], more = {}) =>
      world.app('POST', `/crm/v3/properties/${type}`, {
        ...{ name, label, groupName: 'information', type: 'enumeration', fieldType: 'radio' },
        options: options.map((value, displayOrder) => ({ value, label: value, displayOrder, hidden: false })),
        ...more,
      });
    const answers = ['Yes - confirmed', 'No'];
    await property('tickets', 'saved_q', 'Customer saved?', answers);
    await property('tickets', 'approval_q', 'Cancellation approval', answers);
    await property('tickets', 'invoice_q', 'Outstanding Invoice?', answers);
    await property('tickets', 'finance_q', 'Finance Approval', answers);
    await property('tickets', 'determined', 'Invoice determination', ['Fully paid', 'Sent to collections']);
    await property('tickets', 'last_day', 'RCM Cancellation Date', [], { type: 'date', fieldType: 'date' });
    await property('companies', 'status_c', 'Client Status', [
      'Active',
      'At-Risk',
      'Monitor 30 days',
      'Cancellation in Progress',
      'Cancelled',
    ]);
    await world.app('POST', '/crm/v3/pipelines/tickets', {
      ...{ label: 'At Risk', displayOrder: 0 },
      stages: [
        ['New risk', 'OPEN'],
        ['Done', 'CLOSED'],
      ].map(([label, ticketState], displayOrder) => ({ label, displayOrder, metadata: { ticketState } })),
    });
    const out = join(folder, 'proposed.yaml');
    const { code, stderr } = await prepare(['--from-portal', '--out', out]);

    expect([code, stderr]).toEqual([0, '']);
    const text = readFileSync(out, 'utf8');
    const { ticket, company, sop } = parsePortalConfig(text, out);
    expect(ticket).toMatchObject({
      pipeline: 'At Risk',
      openStages: ['New risk'],
      closedStage: 'Done',
      write: { yes: 'Yes - confirmed', no: 'No' },
    });
    expect(ticket.properties).toEqual({
      customerSaved: 'saved_q',
      cancellationApproval: 'approval_q',
      rcmCancellationDate: 'last_day',
      outstandingInvoice: 'invoice_q',
      invoiceDetermination: 'determined',
      financeApproval: 'finance_q',
    });
    expect(company.properties.clientStatus).toBe('status_c');
    expect(company.statuses['Monitor for 30 days']).toBe('Monitor 30 days');
    expect(sop).toMatchObject({ financeTeams: ['Finance'], requesterTeams: ['Client Success'] });
    expect(text).toMatch(/# pipeline: not found; the portal has "At Risk"/);
    // What this portal does not have: a service line, a wording of "Paid in full", and the form.
    const found = await wrong(text);
    expect(
      found.filter(
        (what) =>
          !/service_line|at_risk_|support_form|requested_|change_explanation|PrimeSupport|Paid in full/.test(what),
      ),
    ).toEqual([]);
    expect(await prepare(['--from-portal', '--out', out])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists. Nothing was written') as string,
    });
  });
});
