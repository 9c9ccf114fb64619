import { startWorld, type World } from './world';

const MANY = 10_050;
const SUPPORT_TICKET = { hs_pipeline: '800200', hs_pipeline_stage: '800201', support_form: 'Properties & Objects' };

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.close();
});

it('C3: more open support requests than one search of HubSpot shows (10,000) are all found', async () => {
  for (let made = 0; made < MANY; made += 100) {
    const inputs = Array.from({ length: Math.min(100, MANY - made) }, () => ({ properties: SUPPORT_TICKET }));
    await world.casey('POST', '/crm/v3/objects/tickets/batch/create', { inputs });
  }

  // The emulator scans all of them for each page.
  const patient = world.gateway({ totalMs: 30_000, idleMs: 30_000 });

  const found = await patient.openSupportRequests();
  expect(new Set(found).size).toBe(MANY);
});
