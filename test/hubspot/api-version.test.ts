import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { verifyToken } from '../../src/hubspot';
import { pathIn, statusForClient, urlIn } from '../../src/hubspot/client/api-version';
import { read, root } from '../docs/pages';
import { portalWith } from './build';
import { startWorld, type World } from './world';

const page = read('docs/operations.md');
const section = page.slice(page.indexOf("## HubSpot's API versions"), page.indexOf("## HubSpot's limits"));
const undated = [...section.matchAll(/^\| `(\/[^`]+)` /gm)].map(([, path = '']) => path);

describe("the version of HubSpot's API", () => {
  it.each([
    ['/crm/v3/objects/tickets/1', '/crm/objects/2026-09/tickets/1'],
    ['/crm/v3/objects/companies/batch/read', '/crm/objects/2026-09/companies/batch/read'],
    [
      '/crm/v4/objects/tickets/1/associations/default/companies/2',
      '/crm/objects/2026-09/tickets/1/associations/default/companies/2',
    ],
    ['/crm/v4/associations/tickets/notes/batch/read', '/crm/associations/2026-09/tickets/notes/batch/read'],
    ['/crm/v3/properties/tickets/batch/read', '/crm/properties/2026-09/tickets/batch/read'],
    ['/crm/v3/pipelines/tickets', '/crm/pipelines/2026-09/tickets'],
    ['/crm/v3/owners/', '/crm/owners/2026-09/'],
    ['/crm/v3/owners/7001', '/crm/owners/2026-09/7001'],
    ['/account-info/v3/details', '/account-info/2026-09/details'],
    ['/settings/v3/users/teams', '/settings/users/2026-03/teams'],
    ['/settings/v3/users', '/settings/users/2026-03'],
    ['/files/v3/files/1', '/files/2026-03/files/1'],
  ])('has %s as %s, and as it is with v3', (old, dated) => {
    expect(pathIn('2026-09', old)).toBe(dated);
    expect(pathIn('v3', old)).toBe(old);
  });

  it('keeps the query, and the path of a proxy in front of HubSpot', () => {
    expect(urlIn('2026-09', 'https://proxy.example/hubspot/crm/v3/objects/tickets/1?properties=a%2Cb')).toBe(
      'https://proxy.example/hubspot/crm/objects/2026-09/tickets/1?properties=a%2Cb',
    );
  });

  it.each([
    ['POST /crm/associations/2026-09/tasks/companies/batch/create', 200, 201],
    ['POST /crm/associations/2026-09/tasks/companies/batch/archive', 200, 204],
    ['POST /crm/associations/2026-09/tickets/companies/batch/labels/archive', 200, 204],
    ['POST /crm/associations/2026-09/tickets/companies/batch/read', 207, 207],
    ['POST /crm/objects/2026-09/notes', 200, 201],
    ['POST /crm/objects/2026-09/tickets/search', 200, 200],
    ['PUT /crm/objects/2026-09/tickets/1/associations/default/companies/2', 200, 200],
    ['DELETE /crm/objects/2026-09/tickets/1', 200, 204],
    ['PATCH /crm/objects/2026-09/tickets/1', 200, 200],
  ])('%s, answered with %s, is for the client one with %s', (call, status, taken) => {
    expect(statusForClient(call, status)).toBe(taken);
  });

  it('leaves only those old paths in the code that operations.md lists', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const literals = files.flatMap((file) =>
      [...readFileSync(join(root, 'src', file), 'utf8').matchAll(/'(\/[\w/-]*\/v[1-4]\/[\w/-]*)'/g)].map(
        ([, path = '']) => path,
      ),
    );

    const kept = literals.map((path) => pathIn('2026-09', path)).filter((path) => /\/v[1-4]\//.test(path));
    expect(kept.sort()).toEqual([...undated].sort());
  });
});

describe('a portal whose file says', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterAll(() => world.close());

  it.each([
    ['v3', /\/v[34]\//],
    ['2026-09', /\/2026-\d\d\//],
  ] as const)('%s is called by these paths alone', async (apiVersion, pattern) => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.companyOf(ticketId, 'Harbor Dental Group');
    await world.noteOn(ticketId, 'A note', await world.file());
    const { accessToken, url: apiUrl } = world.emulator;
    await world.calls();
    await verifyToken({ accessToken, apiUrl, apiVersion });
    const hubspot = world.gateway({ portal: portalWith(`hubspot: { apiVersion: ${apiVersion} }`) });
    await hubspot.readCases([ticketId]);
    await hubspot.readCase(ticketId);
    await hubspot.userByEmail('casey.success@example.com');

    const calls = (await world.calls()).filter((call) => !undated.some((path) => call.endsWith(` ${path}`)));
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.filter((call) => !pattern.test(`${call}/`))).toEqual([]);
  });
});
