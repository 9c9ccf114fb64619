import { ApplicationFailure } from '@temporalio/common';
import type { Emulator } from '../../emulator';
import type { Activities } from '../../src/activities';
import type { DigestInput } from '../../src/contract/digest';
import { DEFAULT_TASK_QUEUE, DIGEST_WORKFLOW } from '../../src/contract/names';
import type { Digest } from '../../src/sop/reminders/digest';
import { instantOf, timeZoneSchema, type Instant, type TimeZone } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { CaseWorld } from './case-world';

const DIGEST: Digest = [
  {
    title: 'Needs attention (1)',
    tickets: [{ ticketId: ticketIdSchema.parse('501'), about: 'the ticket has no company' }],
    more: 0,
  },
];

describe('the morning digest', () => {
  let world: CaseWorld;
  let emulator: Emulator;
  let found: Digest | undefined;
  let posts = 0;
  let failures = 0;
  let started = 0;
  let isHubSpotDown = false;

  const activities = (real: Activities): Activities => ({
    ...real,
    readDigest: () => Promise.resolve(found),
    isDigestNoted: async (day) => {
      if (isHubSpotDown) throw ApplicationFailure.nonRetryable('HubSpot answers nothing', 'HubSpot.refused');
      return real.isDigestNoted(day);
    },
    postDigest: () => {
      if (failures > 0) {
        failures -= 1;
        return Promise.reject(ApplicationFailure.nonRetryable('the chat answered 503', 'ChatBusy'));
      }
      posts += 1;
      return Promise.resolve('posted' as const);
    },
  });

  beforeAll(async () => {
    world = await CaseWorld.start('', undefined, { activities });
    emulator = world.emulator;
  });
  afterAll(async () => {
    await world.stop();
    await emulator.close();
  });
  beforeEach(() => {
    found = DIGEST;
    posts = 0;
    failures = 0;
    isHubSpotDown = false;
  });

  async function start(scheduledAt: Instant, timeZone?: TimeZone, { env, portalId } = world): Promise<string> {
    started += 1;
    return env.client.workflow.execute<(input: DigestInput) => Promise<string>>(DIGEST_WORKFLOW, {
      workflowId: `digest-${String(started)}`,
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [{ portalId, scheduledAt, timeZone }],
    });
  }

  it('X1: is posted once a day, however often it is started, and again on the next', async () => {
    expect(await start(instantOf('2026-03-04T12:00Z'))).toBe('posted');
    expect(await start(instantOf('2026-03-04T12:30Z'))).toBe('the digest of this day was posted before');
    expect(posts).toBe(1);
    expect(await start(instantOf('2026-03-05T12:00Z'))).toBe('posted');
    expect(posts).toBe(2);
  });

  it('X1: is not posted where there is nothing to say', async () => {
    found = undefined;
    expect(await start(instantOf('2026-03-06T12:00Z'))).toBe('nothing to say');
    expect(posts).toBe(0);
  });

  it('X1: is tried again for a while, then given up, and may be started again that day', async () => {
    failures = 2;
    expect(await start(instantOf('2026-03-09T12:00Z'))).toBe('posted');
    failures = 1_000;
    expect(await start(instantOf('2026-03-10T12:00Z'))).toBe('not posted');
    expect(1_000 - failures).toBe(8);
    failures = 0;
    expect(await start(instantOf('2026-03-10T15:00Z'))).toBe('posted');
    expect(posts).toBe(2);
  });

  it("X1: has its day in the portal's time zone", async () => {
    const auckland = timeZoneSchema.parse('Pacific/Auckland');
    // 7 and 13 o'clock of one day, which is two days in UTC; and 7 o'clock of the next.
    expect(await start(instantOf('2026-03-11T18:00Z'), auckland)).toBe('posted');
    expect(await start(instantOf('2026-03-12T00:00Z'), auckland)).toBe(POSTED_BEFORE);
    expect(await start(instantOf('2026-03-12T18:00Z'), auckland)).toBe('posted');
    expect(posts).toBe(2);
  });

  it('X1: is posted also where HubSpot does not say whether it was posted before', async () => {
    isHubSpotDown = true;
    expect(await start(instantOf('2026-03-20T12:00Z'))).toBe('posted');
    expect(posts).toBe(1);
  });

  it('X3: is not posted again after a loss of all of Temporal’s data, as HubSpot says that it was', async () => {
    const tuesday = instantOf('2026-03-17T12:00Z');
    expect(await start(tuesday)).toBe('posted');
    await world.loseTemporal();
    world = await CaseWorld.start('', emulator, { activities });

    expect(await start(tuesday)).toBe(POSTED_BEFORE);
    expect(posts).toBe(1);
    expect(await start(instantOf('2026-03-18T12:00Z'))).toBe('posted');
    // A person who types the service's reference prevents nothing.
    const ticketId = await world.cs.openAtRiskTicket(
      await world.cs.addCompany('Maple Clinic'),
      'At-Risk: Maple Clinic',
    );
    const body = '<p>The morning digest was posted.</p><p>Reference: X1-digest-2026-03-19</p>';
    await world.cs.addNote(ticketId, body, { hs_timestamp: '2026-03-19T00:00:00.000Z' });
    expect(await start(instantOf('2026-03-19T12:00Z'))).toBe('posted');
  });
});

const POSTED_BEFORE = 'the digest of this day was posted before';
