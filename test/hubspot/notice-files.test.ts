import type { EvidenceFacts } from '../../src/sop/vocabulary/facts';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { portalWith } from './build';
import { startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world.close();
});

const HOUR_MS = 60 * 60 * 1000;

async function evidence(ticketId: TicketId, hubspot = world.hubspot): Promise<EvidenceFacts | undefined> {
  const reading = await hubspot.readCase(ticketId);
  return reading.kind === 'found' ? reading.facts.evidence : undefined;
}

/** A gateway whose token has all scopes but these. */
async function without(...lacking: readonly string[]) {
  const { body } = await world.app('GET', '/emulator/tokens');
  const [own] = body.results as unknown as readonly { readonly scopes: readonly string[] }[];
  const token = `without-${lacking.join('-')}`;
  const scopes = own?.scopes.filter((scope) => !lacking.includes(scope));
  await world.app('POST', '/emulator/tokens', { token, scopes });
  return world.gateway({ accessToken: token });
}

async function ticketWith(...files: readonly string[]): Promise<TicketId> {
  const ticketId = await world.ticket({ customer_saved: 'No' });
  await world.noteOn(ticketId, 'the notice', files.join(';'));
  return ticketId;
}

describe('the written cancellation notice', () => {
  it('N2: is a file that HubSpot has, uploaded for this ticket', async () => {
    const found = await evidence(await ticketWith(await world.file()));

    expect(found).toMatchObject({ noticeFiles: 1 });
    expect(found).not.toHaveProperty('hiddenFiles');
    expect(found).not.toHaveProperty('oldFiles');
  });

  it('N2: is not a file id that HubSpot does not have', async () => {
    expect(await evidence(await ticketWith('99999999'))).toMatchObject({ noticeFiles: 0, hiddenFiles: ['99999999'] });
  });

  it('N2: is not a contract that was uploaded long before the ticket was opened', async () => {
    const contract = await world.file('contract.pdf');
    await world.app('POST', '/emulator/clock', { advanceMs: HOUR_MS });

    expect(await evidence(await ticketWith(contract))).toMatchObject({ noticeFiles: 0, oldFiles: [contract] });
    expect(await evidence(await ticketWith(contract, await world.file()))).toMatchObject({ noticeFiles: 1 });
  });

  it('N2: may be uploaded in the dialog that creates the ticket', async () => {
    const file = await world.file();
    await world.app('POST', '/emulator/clock', { advanceMs: HOUR_MS / 6 });

    expect(await evidence(await ticketWith(file))).toMatchObject({ noticeFiles: 1 });
  });

  it.each([
    ['hidden, and the token lacks the scope for hidden files (404)', ['files.ui_hidden.read']],
    ['not readable, as the token lacks the scope for files (403)', ['files', 'files.ui_hidden.read']],
  ])('N2: is not known where a file is %s; the case continues and says so', async (_what, lacking) => {
    const file = await world.file('notice.pdf', 'HIDDEN_PRIVATE');
    const ticketId = await ticketWith(file);

    expect(await evidence(ticketId)).toMatchObject({ noticeFiles: 1 });
    expect(await evidence(ticketId, await without(...lacking))).toMatchObject({ noticeFiles: 0, hiddenFiles: [file] });
  });

  it('N2: is searched in e-mails too if the portal says so, and only where no note has it', async () => {
    const hubspot = world.gateway({ portal: portalWith('notice: { emailAttachments: true }') });
    const ticketId = await ticketWith('99999998');
    const file = await world.file();
    const properties = { hs_timestamp: new Date().toISOString(), hs_attachment_ids: file, hs_email_direction: 'EMAIL' };
    const email = await world.casey('POST', '/crm/v3/objects/emails', { properties });
    await world.app('PUT', `/crm/v4/objects/emails/${email.body.id}/associations/default/tickets/${ticketId}`);

    expect(await evidence(ticketId)).toMatchObject({ noticeFiles: 0, hiddenFiles: ['99999998'] });
    expect(await evidence(ticketId, hubspot)).toMatchObject({ noticeFiles: 1 });
  });

  it('N2: costs one call, for the newest file, and none when the ticket is read again', async () => {
    const files = [await world.file(), await world.file(), await world.file()];
    const ticketId = await ticketWith(...files);
    await world.calls();

    await evidence(ticketId);
    expect((await world.calls()).filter((call) => call.includes('/files/'))).toEqual([
      `GET /files/2026-03/files/${String(files[2])}`,
    ]);
    await evidence(ticketId);
    expect((await world.calls()).filter((call) => call.includes('/files/'))).toEqual([]);
  });

  it('N2: is not read at all while it is not needed: saved, or not answered', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    await world.noteOn(ticketId, 'the notice', await world.file());
    await world.calls();
    await evidence(ticketId);

    expect((await world.calls()).filter((call) => call.includes('/files/'))).toEqual([]);
  });

  it('N2: is still refused with the token itself (401): that does not concern one file alone', async () => {
    const ticketId = await ticketWith(await world.file());
    await world.fault({ kind: 'status', status: 401, pathPattern: '/files/', count: 1 });

    await expect(world.hubspot.readCase(ticketId)).rejects.toMatchObject({ kind: 'refused' });
    expect(await evidence(ticketId)).toMatchObject({ noticeFiles: 1 });
  });
});

describe('X1: a stage that is new in the portal', () => {
  it('is known as soon as a ticket is in it, and closed if HubSpot says so', async () => {
    await world.hubspot.readCase(await world.ticket());
    const { body } = await world.app('POST', '/crm/v3/pipelines/tickets/800100/stages', {
      label: 'Closed - lost',
      displayOrder: 2,
      metadata: { ticketState: 'CLOSED' },
    });
    const ticketId = await world.ticket({ hs_pipeline_stage: body.id });

    expect(await world.hubspot.readCase(ticketId)).toMatchObject({
      facts: { ticket: { stage: [{ value: 'closed' }], unknownValues: [] } },
    });
  });
});
