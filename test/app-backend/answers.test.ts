import { createCaseLists } from '../../src/app-backend/cases/case-list';
import { dayOf, instantAt, shiftDate, timeZoneSchema, type Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import type { ListedCase } from '../../src/temporal/listed-case';
import { day, invoice, company, finance, later, noEvidence, ticket, ticketId, DAY } from '../sop/build';
import { IDENTITY, startApp, viewOf, type AppWorld } from './world';

const NOW = instantAt(Date.now());
const ago = (days: number): Instant => later(NOW, -days * DAY);
const TODAY = dayOf(NOW, timeZoneSchema.parse('America/New_York'));

type Overview = NonNullable<ListedCase['overview']>;

function listed(id: number, overview: Partial<Overview> = {}, other: Partial<ListedCase> = {}): ListedCase {
  return {
    ticketId: ticketIdSchema.parse(String(id)),
    status: 'open',
    observes: false,
    phase: 'deciding',
    waitingFor: ['customerSaved'],
    attention: undefined,
    companyId: String(id + 10_000),
    overview: { openedAt: ago(20), since: ago(20), client: `Client ${String(id)}`, ...overview },
    startedAt: ago(20),
    endedAt: undefined,
    nextCheck: undefined,
    ...other,
  };
}

let world: AppWorld;

beforeEach(async () => {
  world = await startApp();
});

afterEach(async () => {
  await world.close();
});

async function get(path: string): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await world.send(`${path}${path.includes('?') ? '&' : '?'}${IDENTITY}`);
  expect([path, status, body['message']]).toEqual([path, 200, undefined]);
  return body;
}

interface Row {
  readonly ticketId: string;
}
const ids = (rows: unknown): readonly string[] => (rows as readonly Row[]).map((row) => row.ticketId);

describe('the list of cases', () => {
  it('X1: begins with what needs attention, then with the longest wait', async () => {
    world.listed = [
      listed(1, { since: ago(3) }),
      listed(2, { since: ago(9) }),
      listed(3, { since: ago(1), attention: 'Someone changed it.' }, { attention: 'clientStatusChanged' }),
    ];
    const { rows, total, cursor } = await get('/app/cases');

    expect([ids(rows), total, cursor]).toEqual([['3', '2', '1'], 3, null]);
    expect((rows as unknown[])[0]).toMatchObject({
      client: { companyId: '10003', name: 'Client 3' },
      phase: { code: 'deciding', words: 'Saved or not saved?' },
      waitingFor: [{ code: 'customerSaved', who: 'clientSuccess' }],
      attention: { code: 'clientStatusChanged', words: 'Someone changed it.' },
      since: new Date(ago(1)).toISOString(),
    });
  });

  it('comes in pages of 100 that repeat and lose nothing, also when cases come and go meanwhile', async () => {
    world = await again(Array.from({ length: 250 }, (_none, index) => listed(index + 1, { since: ago(index % 7) })));
    const seen: string[] = [];
    let next = '';
    for (let pages = 0; pages < 3; pages += 1) {
      const page = await get(`/app/cases?sort=client${next}`);
      seen.push(...ids(page['rows']));
      next = typeof page['cursor'] === 'string' ? `&cursor=${page['cursor']}` : '';
    }
    expect(next).toBe('');
    expect(seen).toHaveLength(250);
    expect(new Set(seen).size).toBe(250);
  });

  it.each([
    ['a part of a client’s name', 'search=harbor', ['2']],
    ['a ticket', 'search=3', ['3']],
    ['a company', 'search=10001', ['1']],
    ['a phase', 'phase=monitoring', ['2']],
    ['what is waited for', 'waitingFor=financeApproval', ['3']],
    ['who must act', 'who=finance', ['3']],
    ['any attention', 'attention=any', ['1']],
    ['one attention', 'attention=noCompany', ['1']],
    ['another attention', 'attention=ticketGone', []],
    ['an outcome', 'status=all&outcome=cancelled', ['4']],
    ['what has ended', 'status=ended', ['4']],
  ])('is narrowed to %s', async (_what, query, expected) => {
    world = await again([
      listed(1, {}, { attention: 'noCompany' }),
      listed(2, { client: 'Harbor Dental Group' }, { phase: 'monitoring', waitingFor: ['monitoringPeriod'] }),
      listed(3, {}, { waitingFor: ['financeApproval'] }),
      listed(4, { outcome: 'cancelled' }, { status: 'ended', endedAt: ago(1), waitingFor: [] }),
    ]);
    expect(ids((await get(`/app/cases?${query}`))['rows'])).toEqual(expected);
  });

  it('is read once for many who ask at once, and no HubSpot is called for it', async () => {
    world.listed = [listed(1)];
    await Promise.all(Array.from({ length: 10 }, () => get('/app/cases')));

    expect(world.reads()).toBe(1);
  });

  it('is read at the start, and again by itself while people use it, so that whoever opens the page waits for nothing', async () => {
    jest.useFakeTimers();
    try {
      let reads = 0;
      const lists = createCaseLists(() => Promise.resolve([listed((reads += 1))]));
      lists.begin();
      await jest.advanceTimersByTimeAsync(0);
      expect([ids((await lists.current()).cases), reads]).toEqual([['1'], 1]);
      await jest.advanceTimersByTimeAsync(60 * 60_000 + 30_000);
      const [before, { cases, asOf }] = [reads, await lists.current()];

      expect([ids(cases), reads - before]).toEqual([[String(before)], 1]);
      expect(Date.now() - asOf).toBeLessThan(60_000);
      await jest.advanceTimersByTimeAsync(4 * DAY);
      const inUse = reads;
      await jest.advanceTimersByTimeAsync(DAY);
      expect(reads).toBe(inUse);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is exported as CSV, in which no cell is calculated', async () => {
    world.listed = [listed(1, { client: '=HYPERLINK("https://example.com","x")' }), listed(2, { client: 'A, B & C' })];
    const { fileName, text } = await get('/app/cases.csv?sort=client');

    expect(fileName).toBe('at-risk-cases.csv');
    const [header, ...lines] = (text as string).trimEnd().split('\r\n');
    expect(header).toMatch(/^ticket,client,company,owner/);
    expect(lines).toEqual([
      expect.stringMatching(/^1,"'=HYPERLINK\(""https/),
      expect.stringMatching(/^2,"A, B & C",10002,/),
    ]);
  });
});

async function again(cases: ListedCase[]): Promise<AppWorld> {
  await world.close();
  const next = await startApp();
  next.listed = cases;
  return next;
}

describe('the calendar', () => {
  it('N8, S2: has the cancellations and ends of monitoring of the next 60 days, in their order', async () => {
    const next = (kind: 'cancellation' | 'monitoringEnds', days: number) => ({
      next: { kind, day: shiftDate(TODAY, { days }), at: later(NOW, days * DAY) },
    });
    world.listed = [
      listed(1, next('cancellation', 12)),
      listed(2, next('monitoringEnds', 5), { attention: 'noCompany' }),
      listed(3, next('cancellation', 90)),
      listed(4, next('cancellation', 3), { status: 'ended' }),
      listed(5),
    ];
    const { entries, from } = await get('/app/calendar');

    expect(from).toBe(TODAY);
    expect(ids(entries)).toEqual(['2', '1']);
    expect((entries as unknown[])[0]).toMatchObject({
      next: { kind: 'monitoringEnds', words: 'the client becomes Active' },
      needsAttention: true,
    });
  });
});

describe("Finance's queue", () => {
  it('I1: has what waits for Finance, the longest wait first, with what is due', async () => {
    const held = { waitingFor: ['invoiceDetermination', 'financeApproval'] } as const;
    world.listed = [
      listed(1, { since: ago(2), invoices: { count: 1, balance: 1250 } }, held),
      listed(2, { since: ago(8) }, { ...held, waitingFor: ['financeApproval'] }),
      listed(3),
    ];
    const { rows } = await get('/app/finance');

    expect(ids(rows)).toEqual(['2', '1']);
    expect((rows as unknown[])[1]).toMatchObject({ invoices: 1, balance: 1250, waitingFor: [{}, {}] });
  });
});

describe('the reports', () => {
  const saved = (at: Instant) => ({ answer: { value: 'Yes' as const, at } });
  const lost = (at: Instant) => ({ answer: { value: 'No' as const, at } });

  it('say how many are saved, and still saved after 30 days: not who is at risk again (S5)', async () => {
    world.listed = [
      listed(1, { ...saved(ago(100)), openedAt: ago(120), closedAt: ago(100) }),
      listed(2, { ...saved(ago(100)), openedAt: ago(110), closedAt: ago(90) }, { companyId: '7' }),
      listed(3, { openedAt: ago(80) }, { companyId: '7' }),
      listed(4, lost(ago(40))),
      listed(5, saved(ago(2))),
    ];
    const report = await get('/app/reports');

    expect(report['saveRate']).toEqual({ of: 4, count: 3, rate: 0.75 });
    expect(report['stillSaved']).toEqual([
      { afterDays: 30, of: 2, count: 1, rate: 0.5 },
      { afterDays: 90, of: 2, count: 1, rate: 0.5 },
      { afterDays: 180, of: 0, count: 0, rate: null },
    ]);
    expect(report['daysToClose']).toMatchObject({ count: 2, median: 20, p90: 20, saved: 20, notSaved: null });
  });

  it('say who is in the way, and what for; a case counts once for each', async () => {
    world.listed = [
      listed(1, {}, { waitingFor: ['etfNote', 'cancellationNotice', 'rcmCancellationDate'] }),
      listed(2, {}, { waitingFor: ['financeApproval'], attention: 'hubspotRefused' }),
      listed(3, {}, { waitingFor: ['cancellationDay'] }),
      listed(4, {}, { status: 'ended' }),
    ];
    const report = await get('/app/reports');

    expect((report['blockedBy'] as { who: string; count: number }[]).map(({ who, count }) => [who, count])).toEqual([
      ['clientSuccess', 1],
      ['client', 1],
      ['finance', 1],
      ['calendar', 1],
      ['operator', 1],
    ]);
    expect(report['openByCause']).toContainEqual({
      code: 'hubspotRefused',
      words: 'HubSpot refuses a request',
      count: 1,
    });
    expect((await get('/app/reports.csv'))['text']).toContain('waits for Finance,,1,\r\n');
  });
});

describe('the card of a ticket', () => {
  const NOT_SAVED = {
    at: ago(5),
    set: { customerSaved: 'No', rcmCancellationDate: day(shiftDate(TODAY, { days: 30 })) },
  } as const;

  it('N1–N5: shows phase, steps, who acts, who did what, and what can be done', async () => {
    world.view = viewOf({ ticket: ticket([NOT_SAVED]), evidence: noEvidence });
    const card = await get(`/app/cases/${ticketId}`);

    expect(card).toMatchObject({
      client: { name: 'Harbor Dental Group' },
      owner: 'Oona Owner',
      phase: { code: 'collecting' },
      attention: { code: 'dateEnteredIncomplete', who: 'clientSuccess' },
      outcome: null,
    });
    const requirements = card['requirements'] as { code: string; done: boolean; who: string }[];
    expect(requirements.map(({ code, done, who }) => `${done ? '✓' : '…'} ${code} (${who})`)).toEqual([
      '✓ customerSaved (clientSuccess)',
      '… cancellationNotice (client)',
      '… etfNote (clientSuccess)',
      '✓ rcmCancellationDate (clientSuccess)',
      '… cancellationApproval (clientSuccess)',
    ]);
    expect(card['timeline']).toContainEqual({
      at: new Date(ago(5)).toISOString(),
      who: 'HubSpot user 11',
      what: 'Customer Saved → No',
      rules: [],
    });
    const acts = card['acts'] as { act: string; possible: boolean; way: { kind: string } }[];
    expect(acts.map(({ act, possible, way }) => [act, possible, way.kind])).toEqual([
      ['recheck', true, 'here'],
      ['rescind', true, 'property'],
      ['changeDate', true, 'property'],
      ['approveClosing', false, 'property'],
    ]);
  });

  it('I3: leads Finance to the properties of the ticket, the determination first', async () => {
    const owing = company([], { outstandingInvoices: [invoice('2026-01-02T09:00-05:00')] });
    world.view = viewOf({
      ticket: ticket([{ at: ago(5), by: finance, set: { customerSaved: 'Yes' } }]),
      company: owing,
    });
    const { acts } = await get(`/app/cases/${ticketId}`);

    expect(acts).toContainEqual(
      expect.objectContaining({
        act: 'approveClosing',
        possible: true,
        financeOnly: true,
        way: {
          kind: 'property',
          set: [
            { name: 'invoice_determination', label: 'Invoice Determination' },
            { name: 'finance_approval', label: 'Finance Approval', value: 'Yes' },
          ],
          steps: [expect.any(String), expect.any(String), expect.any(String)],
        },
      }),
    );
  });

  it('N8: says what would follow from another date', async () => {
    world.view = viewOf({ ticket: ticket([NOT_SAVED]), evidence: noEvidence });
    const date = shiftDate(TODAY, { days: 45 });
    const answer = await get(`/app/cases/${ticketId}/what-if?date=${date}`);

    expect(answer).toMatchObject({ date, problem: null });
    expect(answer['dates']).toContainEqual(
      expect.objectContaining({ day: date, rule: 'N8', words: 'Client Status → Cancelled' }),
    );
  });

  it('is answered with 404 where no case follows the ticket', async () => {
    expect(await world.send(`/app/cases/${ticketId}?${IDENTITY}`)).toMatchObject({
      status: 404,
      body: { error: 'noCase' },
    });
  });
});
