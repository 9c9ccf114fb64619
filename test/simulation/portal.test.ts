import type { AddressInfo } from 'node:net';
import { buildServer } from '../../emulator/http/server';
import { Portal as EmulatedPortal } from '../../emulator/portal/portal';
import { parsePortalConfig } from '../../src/config/portal';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { hubSpotThrough } from '../../src/hubspot/gateway';
import { decide } from '../../src/sop/decide';
import { decideSupportRequest } from '../../src/sop/support/support-request';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { clock } from './clock';
import { People, type PortalDeed } from './people';
import { PortalApi } from './portal/api';
import { AT_ONCE } from './portal/pace';
import { scenarioOf, type Deed } from './scenario';
import { APP } from './world/app';

const PORTAL = parsePortalConfig('', 'the defaults');
const TOKEN = 'pat-of-the-simulation';
const STEPS = 90;

/** Deeds that change the portal. */
function isOfPortal(deed: Deed): deed is PortalDeed {
  const others = [
    'rescind',
    'changeDate',
    'approve',
    'nonsense',
    'recheck',
    'hubspotDown',
    'answersLost',
    'tokenRevoked',
  ];
  return ![...others, 'readOnly', 'webhooksLost', 'workerKilled', 'temporalLost'].includes(deed.kind);
}

/** What came of it, whether it succeeded or failed. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error instanceof Error && 'kind' in error ? { failed: error.kind } : error;
  }
}

describe("the simulation's HubSpot and the emulator over HTTP, on one and the same portal", () => {
  const emulated = new EmulatedPortal({
    portalId: 7,
    appId: Number(APP.sourceId),
    accessToken: TOKEN,
    clientSecret: 'secret',
    webhookUrl: null,
    indexLagMs: 0,
    profile: '2026-09',
    limits: { perTenSeconds: 1_000_000, perDay: 1_000_000_000, searchPerSecond: 1_000 },
  });
  const server = buildServer(emulated);
  const calm = {
    takes: () => AT_ONCE,
    wait: () => Promise.resolve(),
    before: () => undefined,
    after: () => undefined,
    lag: () => 0,
  };
  const simulated = hubSpotThrough(new PortalApi(emulated, APP, calm).client(), {
    appId: APP.sourceId,
    portal: PORTAL,
  });
  const people = new People(emulated);
  let overHttp: HubSpot;

  beforeAll(async () => {
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const apiUrl = `http://127.0.0.1:${String(port)}`;
    overHttp = createHubSpot({ accessToken: TOKEN, apiUrl, appId: APP.sourceId, portal: PORTAL });
  });

  afterAll(async () => {
    overHttp.close();
    emulated.stop();
    await server.close();
  });

  it('show the same case and the same support request after every step, whoever wrote', async () => {
    let steps = 0;
    for (let seed = 1; steps < STEPS; seed += 1) {
      const opened = people.tickets.length;
      for (const { deed } of scenarioOf(seed).acts.filter((act) => isOfPortal(act.deed))) {
        clock.now = Date.now();
        const mine = 'ticket' in deed ? { ...deed, ticket: opened + deed.ticket } : deed;
        if (!isOfPortal(mine) || people.act(mine) === undefined) continue;
        steps += 1;
        const writer = steps % 2 === 0 ? overHttp : simulated;
        await expectSame(people.tickets.slice(opened), writer);
      }
    }
    expect(people.tickets.length).toBeGreaterThan(10);
    expect(people.supportTickets.length).toBeGreaterThan(1);
  }, 240_000);

  async function expectSame(tickets: readonly string[], writer: HubSpot): Promise<void> {
    for (const id of tickets.map((ticket) => ticketIdSchema.parse(ticket))) {
      clock.now = Date.now();
      const reading = await simulated.readCase(id);
      expect(await overHttp.readCase(id)).toEqual(reading);
      for (const write of decide(reading, PORTAL.sop, clock.now as Instant).writes) {
        await outcomeOf(writer.perform(write));
        clock.now = Date.now();
        // Done again through the other: it changes nothing more, or fails alike.
        const other = writer === simulated ? overHttp : simulated;
        expect(await outcomeOf(other.perform(write))).toEqual(await outcomeOf(writer.perform(write)));
      }
    }
    for (const id of people.supportTickets.slice(-2).map((ticket) => ticketIdSchema.parse(ticket))) {
      clock.now = Date.now();
      const reading = await simulated.readSupportRequest(id);
      expect(await overHttp.readSupportRequest(id)).toEqual(reading);
      for (const step of decideSupportRequest(reading, PORTAL.sop, clock.now as Instant).steps) {
        if (step.kind !== 'tellCase' && step.kind !== 'awaitClosing') await outcomeOf(writer.performSupport(step));
      }
    }
    clock.now = Date.now();
    const ids = [...tickets.slice(-3), ...people.supportTickets.slice(-2)].map((id) => ticketIdSchema.parse(id));
    expect(await simulated.ticketKinds(ids)).toEqual(await overHttp.ticketKinds(ids));
    expect(await simulated.leftTickets()).toEqual(await overHttp.leftTickets());
    const { id: company } = people.company;
    expect(await simulated.ticketsOf('company', [company])).toEqual(await overHttp.ticketsOf('company', [company]));
  }
});
