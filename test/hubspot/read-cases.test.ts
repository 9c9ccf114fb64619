import * as fc from 'fast-check';
import type { NewTask } from '../../src/sop/decision/decision';
import type { Instant } from '../../src/sop/vocabulary/dates';
import type { CaseReading } from '../../src/sop/vocabulary/facts';
import { companyIdSchema, ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { referenceText } from '../../src/sop/vocabulary/reference';
import { OPEN_TICKET, companyNamed } from '../emulator/support';
import { inDays } from '../support/in-days';
import { portalWith } from './build';
import { ETF_NOTE, startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world.close();
});

const SUPPORT_PIPELINE = { hs_pipeline: '800200', hs_pipeline_stage: '800201' };
const COMPANIES = ['Maple Street Clinic', 'Cedar Eye Care', 'Summit Orthopedics', 'Lakeside Imaging'] as const;

/** One ticket of a portal where people have been at work for a while. */
interface Kind {
  readonly answer: '' | 'Yes' | 'No';
  readonly flips: boolean;
  readonly notes: readonly ('etf' | 'blank' | 'file' | 'email' | 'talk')[];
  readonly dated: boolean;
  readonly approved: boolean;
  /** With everything that a cancellation asks for. */
  readonly complete: boolean;
  readonly tasks: boolean;
  readonly companies: readonly (typeof COMPANIES)[number][];
  readonly invoice: boolean;
  readonly ticketInvoice: boolean;
  readonly finance: '' | 'casey' | 'finn' | 'app';
  readonly closedBy: '' | 'casey' | 'app';
  readonly end: 'stays' | 'deleted' | 'merged' | 'moved';
}

const kind: fc.Arbitrary<Kind> = fc.record({
  answer: fc.constantFrom('', 'Yes', 'No', 'No'),
  flips: fc.boolean(),
  notes: fc.subarray(['etf', 'blank', 'file', 'email', 'talk']),
  dated: fc.boolean(),
  approved: fc.boolean(),
  complete: fc.boolean(),
  tasks: fc.boolean(),
  companies: fc.subarray([...COMPANIES], { maxLength: 2 }),
  invoice: fc.boolean(),
  ticketInvoice: fc.boolean(),
  finance: fc.constantFrom('', '', '', 'casey', 'finn', 'app'),
  closedBy: fc.constantFrom('', '', 'casey', 'app'),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constant('stays' as const) },
    fc.constantFrom('deleted' as const, 'merged' as const, 'moved' as const),
  ),
});

async function build(drawn: Kind): Promise<TicketId> {
  const wanted: Kind =
    drawn.complete && drawn.answer === 'No' ? { ...drawn, notes: ['etf', 'file'], dated: true, approved: true } : drawn;
  const ticketId = await world.ticket({ hubspot_owner_id: wanted.flips ? '7001' : '' });
  const set = (by: 'casey' | 'finn' | 'app', properties: Readonly<Record<string, string>>) =>
    world[by]('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties });
  for (const name of wanted.companies) await world.companyOf(ticketId, name);
  if (wanted.flips) await set('casey', { customer_saved: wanted.answer === 'Yes' ? 'No' : 'Yes' });
  await set('casey', { customer_saved: wanted.answer, outstanding_invoice: wanted.invoice ? 'Yes' : '' });
  if (wanted.ticketInvoice) await world.invoiceOf(ticketId, 987);
  for (const note of wanted.notes) await addNote(ticketId, note);
  if (wanted.dated) await set('casey', { rcm_cancellation_date: inDays(90) });
  if (wanted.approved) await set('casey', { cancellation_approval: 'Yes' });
  if (wanted.finance !== '')
    await set(wanted.finance, { invoice_determination: 'Paid in full', finance_approval: 'Yes' });
  if (wanted.tasks) await addTasks(ticketId, wanted.companies.at(-1));
  if (wanted.closedBy !== '') await set(wanted.closedBy, { hs_pipeline_stage: '800102' });
  if (wanted.end === 'deleted') await world.casey('DELETE', `/crm/v3/objects/tickets/${ticketId}`);
  if (wanted.end === 'moved') await set('casey', SUPPORT_PIPELINE);
  if (wanted.end === 'merged') {
    const merge = { primaryObjectId: await world.ticket(), objectIdToMerge: ticketId };
    await world.casey('POST', '/crm/v3/objects/tickets/merge', merge);
  }
  return ticketId;
}

/** On a ticket of two companies they are on the one that it is not about: its company was corrected. */
async function addTasks(ticketId: TicketId, company: Kind['companies'][number] = COMPANIES[0]): Promise<void> {
  const taskOf = (key: string): NewTask => ({
    reference: referenceText({ kind: 'checklistTask', ticketId, key }),
    subject: `End ${key}`,
    paragraphs: ['By the RCM Cancellation Date.'],
    dueAt: Date.parse(`${inDays(90)}T17:00:00Z`) as Instant,
  });
  const tasks = ['billing', 'support'].map(taskOf);
  const companyId = companyIdSchema.parse(await companyNamed(world.casey, company));
  await world.hubspot.perform({ kind: 'createTasks', rules: ['N9'], ticketId, companyId, since: 0 as Instant, tasks });
}

async function addNote(ticketId: TicketId, note: Kind['notes'][number]): Promise<void> {
  switch (note) {
    case 'etf':
      await world.noteOn(ticketId, ETF_NOTE);
      return;
    case 'blank':
      await world.noteOn(ticketId, ETF_NOTE.replaceAll(': 2026', ':'));
      return;
    case 'file':
      await world.noteOn(ticketId, 'The notice', await world.file());
      return;
    case 'talk':
      await world.noteOn(ticketId, 'Spoke with the client.');
      return;
    case 'email': {
      const properties = {
        hs_timestamp: new Date().toISOString(),
        hs_attachment_ids: await world.file(),
        hs_email_direction: 'EMAIL',
      };
      const email = await world.casey('POST', '/crm/v3/objects/emails', { properties });
      await world.app('PUT', `/crm/v4/objects/emails/${email.body.id}/associations/default/tickets/${ticketId}`);
    }
  }
}

describe('reading many cases', () => {
  it('X3: gives for each exactly what reading it alone gives', async () => {
    const emails = world.gateway({ portal: portalWith('notice: { emailAttachments: true }') });
    const kinds = fc.array(kind, { minLength: 20, maxLength: 40 });
    const seen = new Set<string>();

    await fc.assert(
      fc.asyncProperty(kinds, fc.constantFrom(world.hubspot, emails), async (wanted, hubspot) => {
        const ids: TicketId[] = [ticketIdSchema.parse('1')];
        for (const each of wanted) ids.push(await build(each));
        const alone = new Map<TicketId, CaseReading>();
        for (const id of ids) alone.set(id, await hubspot.readCase(id));

        expect(await hubspot.readCases(ids)).toEqual(alone);
        for (const reading of alone.values()) {
          for (const what of [partsOf(reading), ...rareIn(reading)]) seen.add(what);
        }
      }),
      { numRuns: 5, seed: 20260120, endOnFailure: true },
    );
    // The comparison would be worth little if all cases were alike.
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        'gone',
        'merged',
        'ticket',
        'ticket+approver+company+evidence',
        'ticket+company+evidence+ticketInvoices',
        'ticket+company',
        'ticket+checklist+company+evidence',
        'a newer ticket',
        'tasks',
        'a former company',
      ]),
    );
  });

  it('N2: gives all notes of a ticket that has more than one answer holds', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }];
    const note = {
      properties: { hs_timestamp: new Date().toISOString(), hs_note_body: 'x' },
      associations: [{ to: { id: ticketId }, types }],
    };
    for (let batch = 0; batch < 6; batch += 1) {
      await world.casey('POST', '/crm/v3/objects/notes/batch/create', { inputs: Array(100).fill(note) });
    }
    await world.noteOn(ticketId, 'the notice', await world.file());

    expect((await world.hubspot.readCases([ticketId])).get(ticketId)).toMatchObject({
      facts: { evidence: { noticeFiles: 1 } },
    });
  });

  const opened = async (
    company: (typeof COMPANIES)[number],
    properties: Readonly<Record<string, string>>,
    evidence = false,
  ): Promise<TicketId> => {
    const id = await world.ticket({ ...OPEN_TICKET, ...properties });
    await world.companyOf(id, company);
    if (evidence) await world.noteOn(id, ETF_NOTE, await world.file());
    await world.app('POST', '/emulator/clock', { advanceMs: 1_000 });
    return id;
  };
  const CANCELLATION = { customer_saved: 'No', rcm_cancellation_date: inDays(90), cancellation_approval: 'Yes' };
  const newerOf = async (id: TicketId): Promise<unknown> => {
    const reading = await world.hubspot.readCase(id);
    return reading.kind === 'found' && reading.facts.company?.kind === 'one' && reading.facts.company.newerTickets;
  };

  it('S5: has all newer tickets and what each completes, without those that supersede nothing', async () => {
    const oldest = await opened(COMPANIES[2], CANCELLATION, true);
    const complete = await opened(COMPANIES[2], CANCELLATION, true);
    const bare = await opened(COMPANIES[2], { customer_saved: 'No' });
    const saved = await opened(COMPANIES[2], { customer_saved: 'Yes' });
    const unanswered = await opened(COMPANIES[2], {});
    const duplicate = await opened(COMPANIES[2], {});
    await world.casey('PATCH', `/crm/v3/objects/tickets/${duplicate}`, { properties: { hs_pipeline_stage: '800102' } });
    const expected = [
      [unanswered, 'nothing'],
      [saved, 'saved'],
      [bare, 'notSaved'],
      [complete, 'cancellation'],
    ].map(([id, completes]) => ({ id, completes }));
    expect(await newerOf(oldest)).toMatchObject(expected);
  });

  it('S5: does not have a ticket that is another client’s, although this company is on it too', async () => {
    const older = await opened(COMPANIES[3], { customer_saved: 'Yes' });
    const other = await opened(COMPANIES[1], { customer_saved: 'Yes' });
    await world.companyOf(other, COMPANIES[3]);
    expect(await newerOf(older)).toBeUndefined();
  });

  it('S5: asks for a newer ticket with two calls more, and for its evidence only where that decides', async () => {
    const older = await opened(COMPANIES[1], CANCELLATION, true);
    const cost = async (): Promise<readonly string[]> => {
      await world.hubspot.readCase(older);
      await world.calls();
      await world.hubspot.readCase(older);
      return (await world.calls()).filter((call) => /tickets\/batch|associations\/2026-09\/tickets|notes/.test(call));
    };
    await world.casey('PATCH', `/crm/v3/objects/tickets/${older}`, { properties: { hs_pipeline_stage: '800102' } });
    const own = ['POST /crm/objects/2026-09/notes/batch/read', 'POST /crm/objects/2026-09/tickets/batch/read'];
    const newer = [
      'POST /crm/objects/2026-09/tickets/batch/read',
      'POST /crm/associations/2026-09/tickets/companies/batch/read',
    ];
    const evidence = [
      'POST /crm/objects/2026-09/notes/batch/read',
      'POST /crm/associations/2026-09/tickets/notes/batch/read',
    ];
    const second = await opened(COMPANIES[1], { customer_saved: 'No' });
    expect([...(await cost())].sort()).toEqual([...own, ...newer].sort());
    await world.casey('PATCH', `/crm/v3/objects/tickets/${second}`, { properties: CANCELLATION });
    await world.noteOn(second, ETF_NOTE);
    expect([...(await cost())].sort()).toEqual([...own, ...newer, ...evidence].sort());
  });

  it('S5, N9: asks for the tasks and the newer tickets of all cases together', async () => {
    const complete: Kind = {
      answer: 'No',
      flips: false,
      notes: [],
      dated: true,
      approved: true,
      complete: true,
      tasks: true,
      companies: ['Maple Street Clinic'],
      invoice: false,
      ticketInvoice: false,
      finance: '',
      closedBy: '',
      end: 'stays',
    };
    const ids = [
      await build(complete),
      await build({ ...complete, companies: ['Cedar Eye Care'] }),
      await build(complete),
    ];
    await world.hubspot.readCases(ids);
    await world.calls();
    await world.hubspot.readCases(ids);

    expect([...(await world.calls())].sort()).toEqual([
      'POST /crm/associations/2026-09/companies/invoices/batch/read',
      'POST /crm/associations/2026-09/companies/tickets/batch/read',
      // N9: of tasks that the Client Status does not account for yet.
      'POST /crm/associations/2026-09/tasks/companies/batch/read',
      'POST /crm/associations/2026-09/tasks/companies/batch/read',
      'POST /crm/associations/2026-09/tickets/companies/batch/read',
      'POST /crm/associations/2026-09/tickets/invoices/batch/read',
      'POST /crm/associations/2026-09/tickets/notes/batch/read',
      'POST /crm/associations/2026-09/tickets/tasks/batch/read',
      'POST /crm/associations/2026-09/tickets/tasks/batch/read',
      'POST /crm/objects/2026-09/companies/batch/read',
      'POST /crm/objects/2026-09/notes/batch/read',
      // Once for the cases without newer tickets, and once for those with.
      'POST /crm/objects/2026-09/tasks/batch/read',
      'POST /crm/objects/2026-09/tasks/batch/read',
      'POST /crm/objects/2026-09/tickets/batch/read',
      'POST /crm/objects/2026-09/tickets/batch/read',
      'POST /crm/objects/2026-09/tickets/batch/read',
    ]);
  });

  it('makes no call for no tickets', async () => {
    await world.calls();

    expect(await world.hubspot.readCases([])).toEqual(new Map());
    expect(await world.calls()).toEqual([]);
  });
});

function partsOf(reading: CaseReading): string {
  if (reading.kind !== 'found') return reading.kind;
  // The tasks of reminders are asked for with nearly every open ticket; every ticket shows its case, or none does.
  const parts = Object.keys(reading.facts).filter((part) => part !== 'reminderTasks' && part !== 'shown');
  return parts.sort(byTicketFirst).join('+');
}

function rareIn(reading: CaseReading): readonly string[] {
  if (reading.kind !== 'found') return [];
  const { company, checklist = [], formerCompanies } = reading.facts;
  const hasNewer = company?.kind === 'one' && (company.newerTickets ?? []).length > 0;
  return [
    ...(hasNewer ? ['a newer ticket'] : []),
    ...(checklist.length > 0 ? ['tasks'] : []),
    ...(formerCompanies ? ['a former company'] : []),
  ];
}

function byTicketFirst(a: string, b: string): number {
  return Number(b === 'ticket') - Number(a === 'ticket') || a.localeCompare(b);
}

describe('all At-Risk tickets', () => {
  async function listed(hubspot = world.hubspot): Promise<readonly TicketId[]> {
    const ids: TicketId[] = [];
    for await (const page of hubspot.allAtRiskTickets()) ids.push(...page);
    return ids;
  }

  it('are those of the pipeline, each once, without deleted ones', async () => {
    const before = await listed();
    const [kept, deleted, moved] = [await world.ticket(), await world.ticket(), await world.ticket(SUPPORT_PIPELINE)];
    await world.casey('DELETE', `/crm/v3/objects/tickets/${deleted}`);

    expect(await listed()).toEqual([...before, kept]);
    expect(before).not.toContain(moved);
    expect(new Set(before).size).toBe(before.length);
  });

  it('are all found, also where there are more than the 10,000 that one search of HubSpot gives', async () => {
    const before = (await listed()).length;
    const inputs = Array<unknown>(100).fill({ properties: { subject: 'Test', ...OPEN_TICKET } });
    for (let batch = 0; batch < 101; batch += 1) {
      await world.casey('POST', '/crm/v3/objects/tickets/batch/create', { inputs });
    }

    expect(new Set(await listed()).size).toBe(before + 10_100);
  });
});
