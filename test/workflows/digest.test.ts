import { ApplicationFailure } from '@temporalio/common';
import { DEFAULT_TASK_QUEUE, DIGEST_WORKFLOW } from '../../src/contract/names';
import type { Digest } from '../../src/sop/reminders/digest';
import { instantOf, type Instant } from '../../src/sop/vocabulary/dates';
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
  let found: Digest | undefined;
  let posts = 0;
  let failures = 0;
  let started = 0;

  beforeAll(async () => {
    world = await CaseWorld.start('', undefined, {
      activities: (real) => ({
        ...real,
        readDigest: () => Promise.resolve(found),
        postDigest: () => {
          if (failures > 0) {
            failures -= 1;
            return Promise.reject(ApplicationFailure.nonRetryable('the chat answered 503', 'ChatBusy'));
          }
          posts += 1;
          return Promise.resolve('posted' as const);
        },
      }),
    });
  });
  afterAll(async () => {
    await world.stop();
  });
  beforeEach(() => {
    found = DIGEST;
    posts = 0;
    failures = 0;
  });

  async function start(scheduledAt: Instant): Promise<string> {
    started += 1;
    const { workflow } = world.env.client;
    return workflow.execute<(input: { portalId: string; scheduledAt: Instant }) => Promise<string>>(DIGEST_WORKFLOW, {
      workflowId: `digest-${String(started)}`,
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [{ portalId: world.portalId, scheduledAt }],
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
});
