import { ETF_ANSWERS, etfNoteBody } from '../../dev/portal/people';
import { CaseWorld, waitsFor, type Played } from './case-world';

const BLANK = etfNoteBody({ ...ETF_ANSWERS, 'ETF amount': '____' });
const COMPLETE = etfNoteBody(ETF_ANSWERS);

describe('the evidence on a ticket that is not saved', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  /** Everything is there but the approval, so that nothing closes while the evidence changes. */
  async function collecting(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    return client;
  }

  async function untilMissing(client: Played, ...codes: readonly string[]): Promise<void> {
    await world.signal(client, 'etfNote');
    await world.until(client, codes.join(), (view) => waitsFor(view).join() === codes.join());
  }

  const OTHERS = ['rcmCancellationDate', 'cancellationApproval'];

  it('N3: a complete note that is edited to blank again does not count until it is filled in', async () => {
    const client = await collecting();
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    const note = await world.cs.addEtfNote(client.ticketId);
    await untilMissing(client, ...OTHERS);
    await world.cs.set('notes', note, { hs_note_body: BLANK });
    await untilMissing(client, 'etfNote', ...OTHERS);
    await world.cs.set('notes', note, { hs_note_body: COMPLETE });
    await untilMissing(client, ...OTHERS);
  });

  it('N2, N3: a note or file that is deleted does not count any more', async () => {
    const client = await collecting();
    const file = await world.cs.attachFile(client.ticketId, 'notice.pdf');
    const note = await world.cs.addEtfNote(client.ticketId);
    await untilMissing(client, ...OTHERS);
    await world.cs.remove('notes', note);
    await untilMissing(client, 'etfNote', ...OTHERS);
    await world.cs.remove('notes', file);
    await untilMissing(client, 'cancellationNotice', 'etfNote', ...OTHERS);
    await world.cs.attachFile(client.ticketId, 'notice-again.pdf');
    await world.cs.addEtfNote(client.ticketId);
    await untilMissing(client, ...OTHERS);
  });

  it('N3: among several ETF notes a complete one counts, even if a newer one is blank', async () => {
    const client = await collecting();
    await world.cs.addNote(client.ticketId, BLANK);
    await world.cs.addNote(client.ticketId, COMPLETE);
    await world.cs.addNote(client.ticketId, '<p>#ETF</p>');
    await untilMissing(client, 'cancellationNotice', ...OTHERS);
  });

  it('N3: of several blank ones, the newest says which lines are blank', async () => {
    const client = await collecting();
    await world.cs.addNote(client.ticketId, etfNoteBody({}));
    await world.advance(60_000);
    await world.cs.addNote(client.ticketId, BLANK);
    await world.signal(client, 'etfNote');
    const view = await world.until(client, 'one blank line', ({ decision }) =>
      (decision?.waitingFor ?? []).some(({ sentence }) => sentence.endsWith('still blank: ETF amount')),
    );
    expect(waitsFor(view)).toContain('etfNote');
  });

  it('N3: a note that the case wrote about ETF lines is never taken for the ETF note', async () => {
    const client = await collecting();
    await world.cs.setOnTicket(client.ticketId, { hs_pipeline_stage: '800102' });
    await world.signal(client, 'recheck');
    await world.untilNote(client, 'Cancellation ETF Review');
    await untilMissing(client, 'cancellationNotice', 'etfNote', ...OTHERS);
  });
});

describe('evidence by other settings', () => {
  it('N2: only a file whose name fits counts as the notice, also in a logged e-mail, if the portal file says so', async () => {
    const world = await CaseWorld.start('notice: { fileName: "cancel", emailAttachments: true }');
    try {
      const client = await world.client();
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      await world.cs.attachFile(client.ticketId, 'logo.png');
      await world.signal(client, 'cancellationNotice');
      await world.until(client, 'the notice', (view) => waitsFor(view).includes('cancellationNotice'));
      await world.cs.emailFile(client.ticketId, 'Cancellation letter.pdf');
      await world.signal(client, 'cancellationNotice');
      await world.until(client, 'no notice', (view) => !waitsFor(view).includes('cancellationNotice'));
    } finally {
      await world.stop();
    }
  });

  it('N5: Cancellation Approval is set by the service, if the portal file says so', async () => {
    const world = await CaseWorld.start('sop: { cancellationApproval: automatic }');
    try {
      const client = await world.client();
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      await world.cs.attachFile(client.ticketId, 'notice.pdf');
      await world.cs.addEtfNote(client.ticketId);
      await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(9) }, 'rcmCancellationDate');
      await world.untilStatus(client, 'Cancellation in Progress');
      await world.untilTicket(client, 'cancellation_approval', 'Yes');
      await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    } finally {
      await world.stop();
    }
  });

  it('S4: the ticket of a saved client closes after the monitoring, if the portal file says so', async () => {
    const world = await CaseWorld.start('sop: { closeSavedTicket: after-monitoring, monitoringDays: 3 }');
    try {
      const client = await world.client();
      await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
      await world.untilStatus(client, 'Monitor for 30 days');
      await world.advance(2 * 24 * 60 * 60 * 1000);
      expect(await world.portal.isClosed(client.ticketId)).toBe(false);
      await world.advance(25 * 60 * 60 * 1000);
      await world.untilStatus(client, 'Active');
      await world.untilTicket(client, 'hs_pipeline_stage', '800102');
      await world.untilEnded(client);
    } finally {
      await world.stop();
    }
  });
});
