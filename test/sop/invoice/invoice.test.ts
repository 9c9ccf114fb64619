import { NO_HOLD, invoiceHold, isHeld } from '../../../src/sop/invoice/invoice';
import type { CompanyFacts } from '../../../src/sop/vocabulary/facts';
import {
  FINANCE,
  OWNER,
  STRANGER,
  company,
  evidence,
  finance,
  importer,
  invoice,
  notOfFinance,
  ofFinance,
  person,
  service,
  settings,
  ticket,
  ticketId,
  type TicketEvent,
} from '../build';

const NAMED: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { outstandingInvoice: 'Yes' } };
const DETERMINED: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { invoiceDetermination: 'Paid in full' } };
const APPROVED: TicketEvent = { at: '2026-03-04T10:00-05:00', by: finance, set: { financeApproval: 'Yes' } };
const TOO_EARLY: TicketEvent = { ...APPROVED, at: '2026-03-02T11:00-05:00' };

const hold = (events: readonly TicketEvent[], approver = ofFinance, changed = {}, client: CompanyFacts = company()) =>
  invoiceHold({ ticket: ticket(events), company: client, evidence: evidence(), approver }, settings(changed));
const saying = (text: unknown): unknown => expect.objectContaining({ paragraphs: expect.arrayContaining([text]) });
const missing = (...given: Parameters<typeof hold>) => hold(...given).missing.map(({ code }) => code);

describe('an outstanding invoice', () => {
  it.each([
    ['when the ticket says so', [NAMED], company(), true],
    [
      'when the company has an invoice with a balance due',
      [],
      company([], { outstandingInvoices: [invoice(NAMED.at.toString())] }),
      true,
    ],
    ['not when neither says so', [], company(), false],
    ['not when the ticket says No', [{ ...NAMED, set: { outstandingInvoice: 'No' as const } }], company(), false],
    [
      'still when the ticket said so and says No by now',
      [NAMED, { ...DETERMINED, set: { outstandingInvoice: null } }],
      company(),
      true,
    ],
    [
      'when the company has one, even if the ticket says No',
      [{ ...NAMED, set: { outstandingInvoice: 'No' as const } }],
      company([], { outstandingInvoices: [invoice(NAMED.at.toString())] }),
      true,
    ],
    ['when the ticket says so and there is no company', [NAMED], { kind: 'none' as const }, true],
  ])('I2: there is one %s', (_when, events, client, outstanding) => {
    expect(isHeld({ ticket: ticket(events), company: client })).toBe(outstanding);
  });
});

describe('an outstanding invoice holds the ticket', () => {
  it('I1: not without an outstanding invoice, whatever Finance said', () => {
    expect(hold([])).toEqual(NO_HOLD);
    expect(hold([{ ...APPROVED, by: person(STRANGER) }], notOfFinance)).toEqual(NO_HOLD);
  });

  it('I1: until there is a determination and Finance has approved', () => {
    expect(missing([NAMED])).toEqual(['invoiceDetermination', 'financeApproval']);
  });

  it('I1: until Finance has approved what was determined', () => {
    expect(missing([NAMED, DETERMINED])).toEqual(['financeApproval']);
  });

  it('I1: until there is a determination and a newer approval, although Finance has approved', () => {
    expect(missing([NAMED, APPROVED])).toEqual(['invoiceDetermination', 'financeApproval']);
  });

  it('I1: until there is a determination again, after it was cleared', () => {
    const cleared: TicketEvent = { at: '2026-03-05T10:00-05:00', set: { invoiceDetermination: null } };
    expect(missing([NAMED, DETERMINED, APPROVED, cleared])).toEqual(['invoiceDetermination', 'financeApproval']);
  });

  it.each(['Paid in full' as const, 'Sent to collections' as const])(
    'I1: no longer once it is determined as "%s" and Finance has approved',
    (determination) => {
      const determined = { ...DETERMINED, set: { invoiceDetermination: determination } };
      expect(hold([NAMED, determined, APPROVED])).toMatchObject({ missing: [], notes: [{ rules: ['I3'] }] });
    },
  );

  it('I1: while Finance has said No', () => {
    expect(hold([NAMED, DETERMINED, { ...APPROVED, set: { financeApproval: 'No' } }])).toMatchObject({
      missing: [expect.objectContaining({ code: 'financeApproval', rule: 'I3' })],
    });
  });

  it('I1: an invoice of the company holds it like one named on the ticket', () => {
    const client = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
    expect(missing([], ofFinance, {}, client)).toEqual(['invoiceDetermination', 'financeApproval']);
    expect(missing([DETERMINED, APPROVED], ofFinance, {}, client)).toEqual([]);
  });
});

describe('an approval by Finance', () => {
  it('I3: does not count from a person outside Finance; it is undone, with a note that says why', () => {
    const undone = hold([NAMED, DETERMINED, { ...APPROVED, by: person(STRANGER) }], notOfFinance);
    expect(undone.missing.map(({ code }) => code)).toEqual(['financeApproval']);
    expect(undone.undo).toEqual({ financeApproval: null });
    expect(undone.notes).toContainEqual({
      kind: 'addNote',
      purpose: 'record',
      rules: ['I3'],
      ticketId,
      reference: expect.stringMatching(/^I3-undone-/),
      paragraphs: [
        expect.stringMatching(
          /^Finance Approval, set by HubSpot user 30 on .*, does not count and was undone: the person who set it is not in Finance\.$/,
        ),
        expect.stringContaining('team Finance'),
      ],
    });
  });

  it('I3: each undone approval has a note of its own', () => {
    const reference = (when: string) => {
      const { notes } = hold([NAMED, { ...APPROVED, at: when, by: person(STRANGER) }], notOfFinance);
      return notes.flatMap((note) => (note.kind === 'addNote' && note.rules.includes('I3') ? [note.reference] : []));
    };
    expect(reference('2026-03-04T10:00-05:00')).toEqual(reference('2026-03-04T10:00-05:00'));
    expect(reference('2026-03-04T10:00-05:00')).not.toEqual(reference('2026-03-04T10:01-05:00'));
  });

  it.each([
    ['this service', service],
    ['an import', importer],
  ])('I3: does not count when %s set it', (_who, by) => {
    expect(hold([NAMED, DETERMINED, { ...APPROVED, by }])).toMatchObject({
      undo: { financeApproval: null },
      notes: expect.arrayContaining([saying(expect.stringContaining('not set by a person in Finance'))]),
    });
  });

  it('I3: does not count while the person who set it is not the one who was looked up', () => {
    expect(missing([NAMED, DETERMINED, APPROVED], notOfFinance)).toEqual(['financeApproval']);
    const unread = invoiceHold({ ticket: ticket([NAMED, DETERMINED, APPROVED]), company: company() }, settings());
    expect(unread.missing).toHaveLength(1);
  });

  it('I3: counts from a member of any configured team', () => {
    const teams = ['Client Success', 'Accounting'];
    expect(
      missing([NAMED, DETERMINED, APPROVED], { ...ofFinance, teams }, { financeTeams: ['Finance', 'Accounting'] }),
    ).toEqual([]);
    expect(missing([NAMED, DETERMINED, APPROVED], { ...ofFinance, teams })).toEqual(['financeApproval']);
  });

  it('I3: counts from a configured user without a team', () => {
    const alone = { ...ofFinance, teams: [] };
    expect(missing([NAMED, DETERMINED, APPROVED], alone, { financeUserIds: [FINANCE] })).toEqual([]);
    expect(missing([NAMED, DETERMINED, APPROVED], alone, { financeUserIds: ['99'] })).toEqual(['financeApproval']);
  });

  it('I3: names in the request who may approve', () => {
    const sentence = (changed: object) => hold([NAMED], ofFinance, changed).missing[1]?.sentence;
    expect(sentence({})).toMatch(/^team Finance approves/);
    expect(sentence({ financeTeams: ['A', 'B'], financeUserIds: ['99'] })).toMatch(
      /^team A or team B or a named approver/,
    );
  });

  it('I3: does not count from the owner of the ticket, unless a setting allows it', () => {
    const approved = { ...APPROVED, by: person(OWNER) };
    const owner = { userId: OWNER, teams: ['Finance'], ownsTicket: true };
    expect(hold([NAMED, DETERMINED, approved], owner)).toMatchObject({
      missing: [{ code: 'financeApproval' }],
      notes: expect.arrayContaining([saying(expect.stringContaining('owner of a ticket'))]),
    });
    expect(hold([NAMED, DETERMINED, approved], owner, { ownerMayApprove: true }).missing).toEqual([]);
  });

  it('I3: older than the determination does not count, and is undone', () => {
    expect(hold([NAMED, TOO_EARLY, DETERMINED])).toMatchObject({
      missing: [{ code: 'financeApproval' }],
      notes: expect.arrayContaining([saying(expect.stringContaining('older than the Invoice Determination'))]),
    });
  });

  it('I3: does not count any more when the determination changes after it', () => {
    const changed: TicketEvent = {
      at: '2026-03-05T10:00-05:00',
      set: { invoiceDetermination: 'Sent to collections' },
    };
    expect(missing([NAMED, DETERMINED, APPROVED, changed])).toEqual(['financeApproval']);
  });

  it('I3: still counts when the same determination is saved again after it', () => {
    expect(missing([NAMED, DETERMINED, APPROVED, { ...DETERMINED, at: '2026-03-05T10:00-05:00' }])).toEqual([]);
  });

  it('I3: counts when determination and approval are one save', () => {
    const together: TicketEvent = {
      ...APPROVED,
      set: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
    };
    expect(missing([NAMED, together])).toEqual([]);
  });

  it('I3: does not count any more when an outstanding invoice changes after it, and the note says which', () => {
    const client = company([], {
      outstandingInvoices: [invoice('2026-03-03T10:00-05:00', '71'), invoice('2026-03-05T10:00-05:00', '72')],
    });
    expect(hold([DETERMINED, APPROVED], ofFinance, {}, client)).toMatchObject({
      missing: [{ code: 'financeApproval' }],
      notes: expect.arrayContaining([saying(expect.stringContaining('changed after it (invoice 72)'))]),
    });
  });

  it('I3: counts when the invoice changed at its very instant', () => {
    const client = company([], { outstandingInvoices: [invoice(APPROVED.at.toString())] });
    expect(missing([DETERMINED, APPROVED], ofFinance, {}, client)).toEqual([]);
  });
});
