import { decide } from '../../src/sop/decide';
import type { Instant } from '../../src/sop/vocabulary/dates';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { portalWith } from './build';
import { startWorld, type World } from './world';

let world: World;
let ticketId: TicketId;

beforeEach(async () => {
  world = await startWorld();
  ticketId = await world.ticket();
});

afterEach(async () => {
  await world.close();
});

async function problemsWith(sop: string, accessToken?: string): Promise<readonly string[] | undefined> {
  const portal = portalWith(`sop: ${sop}`);
  const hubspot = world.gateway({ portal, ...(accessToken !== undefined && { accessToken }) });
  const reading = await hubspot.readCase(ticketId);
  return reading.kind === 'found' ? reading.facts.settingProblems : undefined;
}

const CHECKLIST = (owner: string): string =>
  `{ checklist: [{ key: billing, team: Billing, subject: End, owner: '${owner}' }] }`;

describe('people of the portal file that the portal does not have', () => {
  it.each([
    ['a Finance team (I3)', '{ financeTeams: [Finance, Fnance] }', 'sop.financeTeams: the portal has no team "Fnance"'],
    ['a Finance user (I3)', "{ financeUserIds: ['99'] }", 'sop.financeUserIds: the portal has no user 99'],
    [
      'a team that may ask (C3)',
      '{ requesterTeams: [Clients] }',
      'sop.requesterTeams: the portal has no team "Clients"',
    ],
    ['a user who may ask (C3)', "{ requesterUserIds: ['99'] }", 'sop.requesterUserIds: the portal has no user 99'],
    ['the owner of a task (N9)', CHECKLIST('99'), 'sop.checklist (billing): the portal has no owner 99'],
  ])('are named with their key: %s', async (_what, sop, problem) => {
    expect(await problemsWith(sop)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['the defaults', '{}'],
    ['people that it has', `{ financeUserIds: ['5001'], financeTeams: [RevOps] }`],
    ['an owner that it has', CHECKLIST('7001')],
    ['nobody', '{ financeTeams: [], requesterTeams: [], checklist: [] }'],
  ])('are none with %s', async (_what, sop) => {
    expect(await problemsWith(sop)).toBeUndefined();
  });

  it('cannot be checked by a token that may not read them: the scope is named', async () => {
    const scopes = ['tickets', 'crm.objects.tickets.read', 'crm.objects.companies.read', 'crm.objects.notes.read'];
    await world.app('POST', '/emulator/tokens', { token: 'pat-emulator-poor', scopes });

    expect(await problemsWith('{}', 'pat-emulator-poor')).toEqual([
      expect.stringMatching(/^sop.financeTeams: .*lacks a scope \(settings\.users\.teams\.read\)/),
      expect.stringMatching(/^sop.requesterTeams: .*lacks a scope \(settings\.users\.teams\.read\)/),
    ]);
  });

  it('hold up no case: HubSpot may not show them for a moment', async () => {
    await world.fault({ kind: 'status', status: 503, pathPattern: 'teams' });

    expect(await problemsWith('{}')).toBeUndefined();
  });

  it('X1: need attention that names the key, beside what the case does anyway, checked once for all cases in some minutes', async () => {
    const portal = portalWith('sop: { financeTeams: [Fnance] }');
    const hubspot = world.gateway({ portal });
    await world.calls();
    const reading = await hubspot.readCase(ticketId);
    await hubspot.readCase(await world.ticket());

    expect((await world.calls()).filter((call) => call.includes('teams'))).toHaveLength(1);
    expect(decide(reading, portal.sop, Date.now() as Instant)).toMatchObject({
      phase: 'deciding',
      waitingFor: [{ code: 'customerSaved' }],
      attention: { code: 'settingMismatch', sentence: expect.stringContaining('sop.financeTeams') },
    });
  });
});
