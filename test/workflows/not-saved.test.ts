import { ETF_ANSWERS } from '../../dev/portal/people';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

const HOUR_MS = 60 * 60 * 1000;

describe('a client who is not saved', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  async function closed(date: string): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, date);
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.until(client, 'cancelling', ({ decision }) => decision?.phase === 'cancelling');
    return client;
  }

  it('N1: the case names everything that is still missing', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    const view = await world.until(client, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    expect(waitsFor(view)).toEqual(['cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval']);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
  });

  it('N6, N7: the ticket closes by itself when the evidence is complete, in whichever order it came', async () => {
    const client = await world.client();
    const steps = [
      () => world.set(client, world.cs, { cancellation_approval: 'Yes' }, 'cancellationApproval'),
      async () => {
        await world.cs.addEtfNote(client.ticketId);
        await world.signal(client, 'etfNote');
      },
      async () => world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(9) }, 'rcmCancellationDate'),
      () => world.set(client, world.cs, { customer_saved: 'No' }, 'saved'),
    ];
    for (const step of steps) {
      await step();
      await world.advance(10_000);
      expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    }
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.signal(client, 'cancellationNotice');
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.until(client, 'cancelling', ({ decision }) => decision?.phase === 'cancelling');
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
  });

  it('N3: an ETF note with blank lines does not count, and the case says which lines are blank', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.cs.addEtfNote(client.ticketId, { ...ETF_ANSWERS, 'ETF amount': '', 'Reviewed by': ' ' });
    await world.addEvidenceWithoutNote(client, await world.dateIn(9));
    const view = await world.until(client, 'only the note missing', (seen) => waitsFor(seen).length === 1);
    expect(view.decision?.waitingFor[0]?.sentence).toContain('still blank: ETF amount, Reviewed by');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('N8: on the RCM Cancellation Date the client is Cancelled, and not before the day begins', async () => {
    const client = await closed(await world.dateIn(12));
    const { decision } = await world.view(client);
    const begins = decision?.wakeUp?.at ?? 0;
    await world.advance(begins - (await world.env.currentTimeMs()) - HOUR_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    await world.advance(2 * HOUR_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
  });

  it('C1: the date moves after the ticket was closed, later and earlier, and the case follows', async () => {
    const client = await closed(await world.dateIn(10));
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(20) }, 'rcmCancellationDate');
    await world.advance(11 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(2) }, 'rcmCancellationDate');
    await world.advance(3 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
  });

  it('C1: a date moved to the future after Cancelled brings the client back to Cancellation in Progress', async () => {
    const client = await closed(await world.dateIn(3));
    await world.advance(4 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(5) }, 'rcmCancellationDate');
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.advance(6 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
  });

  it('X2: the answer turns from Yes to No before closing, and the case follows the newest answer', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(40));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.advance(31 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('X2: a flip to No two hours after the ticket was closed as saved is not followed, and the case says so', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(2 * HOUR_MS);
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    const view = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(view.decision?.attention?.code).toBe('answerChangedAfterClosing');
    expect(view.decision?.attention?.sentence).toContain('new At-Risk ticket');
    await world.advance(30 * DAY_MS + HOUR_MS);
    await world.untilStatus(client, 'Active');
  });
});
