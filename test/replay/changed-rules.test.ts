import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../src/activities';
import type { Decision, Write } from '../../src/sop/decision/decision';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { workflowBundle } from '../support/temporal';
import { CaseWorld, DAY_MS } from '../workflows/case-world';

/** What is decided in activities alone, so that its result stands in the history. */
const RULES = [
  'decide',
  'paths/saved',
  'paths/not-saved',
  'paths/superseded',
  'invoice/invoice',
  'invoice/approval',
  'after-closing/command',
  'support/support-request',
];

const SOP = join(__dirname, '../../src/sop');

const REFERENCE = 'S1-changed';

describe('rules that change while cases sleep', () => {
  let world: CaseWorld;

  beforeAll(async () => {
    world = await CaseWorld.start('', undefined, { activities: byTheChangedRule });
  });

  afterAll(() => world.stop());

  let changed = false;

  /** S1 with one more note, once `changed`; only the worker with that rule writes it. */
  function byTheChangedRule(activities: Activities): Activities {
    return {
      ...activities,
      readCase: async (ticketId, now, known) => {
        const snapshot = await activities.readCase(ticketId, now, known);
        return changed ? { ...snapshot, decision: withOneMoreNote(snapshot.decision, ticketId) } : snapshot;
      },
      perform: (write, ground) =>
        'reference' in write && write.reference === REFERENCE
          ? world.hubspot.perform(write)
          : activities.perform(write, ground),
    };
  }

  it('are not part of the workflows, which apply the decisions that their history recorded', () => {
    const code = readFileSync(workflowBundle().codePath, 'utf8');
    expect(code).toContain('/src/sop/vocabulary/dates.ts');
    for (const rule of RULES) expect(existsSync(join(SOP, `${rule}.ts`))).toBe(true);
    expect(RULES.filter((rule) => code.includes(`/src/sop/${rule}.ts`))).toEqual([]);
  });

  it('S1: a case that sleeps follows the new rule at its next check, and its whole history still replays', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(DAY_MS);
    expect(await world.notes(client)).toEqual([]);

    changed = true;
    await world.advance(DAY_MS);
    expect(await world.notes(client)).toEqual([]);

    await world.signal(client, 'recheck');
    await world.untilNote(client, 'A rule of later days');
    await world.advance(30 * DAY_MS);
    await world.untilStatus(client, 'Active');

    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    await Worker.runReplayHistory({ workflowBundle: workflowBundle() }, await handle.fetchHistory());
  });
});

function withOneMoreNote(decision: Decision, ticketId: TicketId): Decision {
  const note: Write = {
    kind: 'addNote',
    rules: ['S1'],
    ticketId,
    reference: REFERENCE,
    paragraphs: ['A rule of later days asks for this note.'],
  };
  return { ...decision, writes: [note, ...decision.writes] };
}
