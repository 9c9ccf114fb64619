import { decide } from '../../../src/sop/decide';
import type { Decision, Write } from '../../../src/sop/decision/decision';
import { ownersWhoCannotApprove } from '../../../src/sop/invoice/approval';
import { invoiceEnteredWithin } from '../../../src/sop/invoice/invoice';
import type {
  ApproverFacts,
  CaseFacts,
  CompanyFacts,
  OutstandingInvoice,
  ServiceNote,
} from '../../../src/sop/vocabulary/facts';
import { companyIdSchema, invoiceIdSchema, ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../../src/sop/vocabulary/settings';
import {
  FINANCE,
  MINUTE,
  at,
  company,
  cs,
  evidence,
  finance,
  found,
  importer,
  invoice,
  later,
  ofFinance,
  service,
  settings,
  ticket,
  timeline,
  waitsFor,
  wanted,
  type TicketEvent,
} from '../build';

/** A held ticket over time: what people do, and the service's notes as it finds them again on its next read. */
class Held {
  now = at('2026-03-01T09:00-05:00');
  events: TicketEvent[] = [];
  invoices: OutstandingInvoice[] = [];
  client: Partial<CompanyFacts> = {};
  notes: ServiceNote[] = [];
  texts: string[] = [];
  other: Partial<CaseFacts> = {};
  more: Partial<Parameters<typeof ticket>[1]> = {};
  read: ApproverFacts = ofFinance;

  constructor(readonly changed: Partial<SopSettings> = {}) {}

  save(set: TicketEvent['set'], by = cs): this {
    this.now = later(this.now, MINUTE);
    this.events.push({ at: this.now, by, set });
    return this;
  }

  owe(id: string, balance = 1250, changedAt = '2026-02-01T09:00-05:00'): this {
    this.invoices = [...this.invoices.filter((it) => it.id !== id), invoice(changedAt, id, balance)];
    return this;
  }

  settle(id: string, fate: NonNullable<CaseFacts['settledInvoices']>[number]['now'], by = cs): this {
    this.now = later(this.now, MINUTE);
    this.invoices = this.invoices.filter((it) => it.id !== id);
    const known = fate === 'unlinked' || fate === 'deleted' ? {} : { by, at: this.now };
    const settled = { id: invoiceIdSchema.parse(id), now: fate, ...known };
    this.other = { ...this.other, settledInvoices: [...(this.other.settledInvoices ?? []), settled] };
    return this;
  }

  /** CS deletes the service's notes; its case remembers them. */
  forget(): this {
    this.other = { ...this.other, rememberedNotes: this.notes };
    this.notes = [];
    return this;
  }

  /** One turn of the service: what it wants of the ticket, and the notes that it writes. */
  react(): Decision {
    this.now = later(this.now, MINUTE);
    const client = { ...company([], { outstandingInvoices: this.invoices }), ...this.client } as CompanyFacts;
    const facts: CaseFacts = {
      ticket: ticket(this.events, this.more),
      company: client,
      evidence: evidence({ serviceNotes: this.notes }),
      approver: this.read,
      clearer: this.read,
      ...this.other,
    };
    const decision = decide(found(facts), settings(this.changed), this.now);
    for (const write of decision.writes) this.perform(write);
    return decision;
  }

  /** Until nothing is left to write. */
  settled(): this {
    this.react();
    const again = this.react();
    const unsettled = again.writes.filter(({ kind }) => kind !== 'setClientStatus');
    if (unsettled.length > 0) throw new Error(`goes on writing: ${JSON.stringify(unsettled)}`);
    return this;
  }

  private perform(write: Write): void {
    this.now = later(this.now, 1000);
    if (write.kind === 'updateTicket') this.events.push({ at: this.now, by: service, set: write.change });
    if (write.kind !== 'addNote' || this.notes.some(({ reference }) => reference === write.reference)) return;
    this.notes.push({ reference: write.reference, createdAt: this.now });
    this.texts.push(write.paragraphs.join('\n'));
  }

  get stage(): 'open' | 'closed' {
    return [...this.events].reverse().find(({ set }) => set.stage != null)?.set.stage ?? 'open';
  }

  get approval(): unknown {
    return [...this.events].reverse().find(({ set }) => set.financeApproval !== undefined)?.set.financeApproval;
  }
}

/** Answered Yes and on hold: closes at once when the hold is released. */
const saved = (changed: Partial<SopSettings> = {}) => new Held(changed).save({ customerSaved: 'Yes' });
const determine = (it: Held) => it.save({ invoiceDetermination: 'Paid in full' });
const approve = (it: Held, by = finance) => it.save({ financeApproval: 'Yes' }, by);
const CLOSES = { stage: 'closed' };
const moveAway = (it: Held) => {
  it.client = { id: companyIdSchema.parse('902') };
  return it.settle('701', 'unlinked');
};

describe('a hold that was once seen stays until Finance frees the ticket', () => {
  it.each(['paid', 'voided', 'draft', 'settled', 'unlinked', 'deleted'] as const)(
    'I1: also when its invoice is %s; a note says so',
    (fate) => {
      const it = saved().owe('701').settled();
      it.settle('701', fate).settled();
      expect(it.stage).toBe('open');
      expect(it.texts).toHaveLength(2);
      expect(it.texts[0]).toContain('invoice 701 (1,250.00 due)');
      expect(it.texts[1]).toContain('invoice 701 (1,250.00 due)');
      const traced = fate !== 'unlinked' && fate !== 'deleted';
      expect(it.texts[1]).toContain(traced ? 'by HubSpot user 11' : 'HubSpot does not say by whom');
      approve(determine(it)).settled();
      expect(it.stage).toBe('closed');
    },
  );

  it.each(['draft', 'unlinked', 'deleted'] as const)(
    'I1: also when its invoice is %s and the notes are deleted: they are written again, once',
    (fate) => {
      const it = saved().owe('701').settled();
      it.settle('701', fate).forget().settled();
      expect(it.stage).toBe('open');
      expect(it.texts[1]).toContain('The note that said so was deleted; the hold remains.');
      expect(it.texts[1]).toContain('invoice 701 (1,250.00 due)');
      expect(it.texts[2]).toContain('This ticket stays on hold. The reasons have changed:');
      expect(it.texts).toHaveLength(3);
      approve(determine(it)).settled();
      expect(it.stage).toBe('closed');
    },
  );

  it('I3: an approval that was accepted stands for no more than before, though its note is deleted', () => {
    const it = new Held().owe('701').save({ customerSaved: 'No' }).settled();
    approve(determine(it)).settled();
    it.settle('701', 'unlinked').forget().settled();
    expect(it.approval).toBeNull();
    expect(it.texts.at(-1)).toContain('what it approved has changed: invoice 701');
  });

  it('I1: also when CS sets Outstanding Invoice to No; the note names who did', () => {
    const it = saved().save({ outstandingInvoice: 'Yes' }).settled();
    it.save({ outstandingInvoice: 'No' }).settled();
    expect(it.stage).toBe('open');
    expect(it.texts[1]).toContain('Outstanding Invoice was Yes, and was set to No by HubSpot user 11');
  });

  it('I1: also when the flag was taken away before the service first read it', () => {
    const it = new Held().save({ outstandingInvoice: 'Yes' }).save({ outstandingInvoice: 'No' });
    expect(wanted(it.save({ customerSaved: 'Yes' }).react()).ticket.stage).toBeUndefined();
  });

  it('I1: also when another company is made the primary one; the note names both', () => {
    const it = saved().owe('701').settled();
    it.client = { id: companyIdSchema.parse('902') };
    it.settle('701', 'unlinked').settled();
    expect(it.stage).toBe('open');
    expect(it.texts[1]).toContain("the ticket's company changed from company 901 to company 902");
    approve(determine(it)).settled();
    expect(it.stage).toBe('closed');
  });

  it('I1: until a person of Finance clears Outstanding Invoice, which is noted', () => {
    const it = saved().save({ outstandingInvoice: 'Yes' }).settled();
    it.save({ outstandingInvoice: 'No' }, finance).settled();
    expect(it.stage).toBe('closed');
    expect(it.texts.at(-1)).toContain(`HubSpot user ${FINANCE} of Finance cleared Outstanding Invoice`);
  });

  it('I1: an invoice that Finance cleared holds the ticket again when it is owed again, with a note of its own', () => {
    const it = new Held().owe('701').save({ outstandingInvoice: 'Yes' }).settled();
    it.settle('701', 'paid').settled();
    it.save({ outstandingInvoice: 'No' }, finance).settled();
    it.save({ customerSaved: 'No' }).settled();
    it.owe('701').settled();
    expect(it.texts.filter((text) => text.includes('This ticket is on hold'))).toHaveLength(2);
  });

  it.each([
    ['a person outside Finance', { ...ofFinance, teams: ['Client Success'] }, finance],
    ['the owner', { ...ofFinance, ownsTicket: true }, finance],
    ['an import', ofFinance, importer],
  ])('I1: not by a clearing of %s', (_who, read, by) => {
    const it = saved().save({ outstandingInvoice: 'Yes' }).settled();
    it.read = read;
    it.save({ outstandingInvoice: null }, by).settled();
    expect(it.stage).toBe('open');
  });

  it('I1: not by a clearing of Finance from before the invoice was gone', () => {
    const it = saved().owe('701').save({ outstandingInvoice: 'Yes' }).settled();
    it.save({ outstandingInvoice: 'No' }, finance).settled();
    it.settle('701', 'unlinked').settled();
    expect(it.stage).toBe('open');
  });

  it.each<[string, (it: Held) => unknown]>([
    ['its invoice is unlinked', (it) => it.settle('701', 'unlinked')],
    ['its invoice is deleted', (it) => it.settle('701', 'deleted')],
    ['its invoice is set to draft', (it) => it.settle('701', 'draft')],
    ['the ticket is moved to a company that owes nothing', moveAway],
  ])('I1: not by a No of Finance that changed nothing yet, once %s', (_what, vanish) => {
    const it = saved().owe('701').settled();
    it.save({ outstandingInvoice: 'No' }, finance).settled();
    vanish(it);
    it.settled();
    expect(it.stage).toBe('open');
    expect(it.texts.at(-1)).not.toContain('cleared Outstanding Invoice');
  });

  it('I1: by a No of Finance that comes with the payment, before the service noted that', () => {
    const it = saved().owe('701').settled();
    it.settle('701', 'paid').save({ outstandingInvoice: 'No' }, finance).settled();
    expect(it.stage).toBe('closed');
  });

  it('I1, X3: after a loss of all data too, by the notes on the ticket', () => {
    const before = saved().owe('701').settled();
    const it = saved();
    it.notes = before.notes;
    it.settle('701', 'deleted');
    expect(waitsFor(it.react())).toContain('financeApproval');
  });

  it('I2: never held, a ticket closes without Finance', () => {
    expect(wanted(saved().react()).ticket).toMatchObject(CLOSES);
  });

  it('I2: an invoice on the ticket alone holds it', () => {
    const it = saved();
    it.other = { ticketInvoices: [invoice('2026-02-01T09:00-05:00', '701')] };
    it.settled();
    expect(it.stage).toBe('open');
    expect(it.texts[0]).toContain('invoice 701');
  });

  it('I1: the note of the hold says once what holds the ticket, and what Finance must do', () => {
    const it = saved().owe('701').owe('702', 40.5).settled();
    expect(it.texts).toHaveLength(1);
    expect(it.texts[0]?.split('\n')).toEqual([
      'This ticket is on hold because of an outstanding invoice, and must not be closed:',
      '- invoice 701 (1,250.00 due)',
      '- invoice 702 (40.50 due)',
      expect.stringContaining('team Finance sets Finance Approval to Yes'),
      expect.stringContaining('also if an invoice is paid, voided, deleted or no longer associated'),
    ]);
  });

  it('I1: an invoice that is added later is said too', () => {
    const it = saved().owe('701').settled();
    it.owe('702').settled();
    expect(it.texts[1]).toContain('invoice 702 (1,250.00 due) was added');
  });
});

/** On hold and approved, but not closed yet: there is no ETF note. */
function approvedButOpen(changed: Partial<SopSettings> = {}): Held {
  const it = new Held(changed).save({ customerSaved: 'No' }).owe('701').settled();
  approve(determine(it)).settled();
  expect(it.approval).toBe('Yes');
  return it;
}

describe('an approval stands for what it approved', () => {
  it('I3: not for a Yes of Outstanding Invoice that came after it, before the service read either', () => {
    const it = approve(determine(new Held().save({ customerSaved: 'No' }).owe('701').settled()));
    it.save({ outstandingInvoice: 'Yes' }).settled();
    expect(it.approval).toBeNull();
    expect(it.texts.join('\n')).toContain('Outstanding Invoice was set to Yes after it');
  });

  it('I3, X3: which is noted on the ticket when it is accepted', () => {
    expect(approvedButOpen().texts.at(-1)).toMatch(
      /by HubSpot user 21 on .+ was accepted. It covers:\n- company 901\n- Invoice Determination: Paid in full\n- invoice 701 \(1,250.00 due\)/,
    );
  });

  it.each<[string, (it: Held) => unknown, string]>([
    ['an older invoice is linked to the client', (it) => it.owe('702', 90), 'invoice 702 (90.00 due) was added'],
    ['a balance changes', (it) => it.owe('701', 300), 'the balance of invoice 701 changed from 1,250.00 to 300.00'],
    ['its invoice is set to paid', (it) => it.settle('701', 'paid'), 'was set to paid by HubSpot user 11'],
    ['its invoice is unlinked', (it) => it.settle('701', 'unlinked'), 'is no longer associated'],
    [
      'the ticket moves to another company',
      (it) => (it.client = { id: companyIdSchema.parse('902') }),
      "the ticket's company changed from company 901 to company 902",
    ],
    [
      'the ticket loses its company',
      (it) => (it.client = { kind: 'none' }),
      "the ticket's company changed from company 901 to no single company",
    ],
    [
      'the determination changes',
      (it) => it.save({ invoiceDetermination: 'Sent to collections' }),
      'older than the Invoice Determination',
    ],
    [
      'CS says on the ticket that there is an outstanding invoice',
      (it) => it.save({ outstandingInvoice: 'Yes' }),
      'Outstanding Invoice was set to Yes',
    ],
    [
      'another ticket is merged in',
      (it) => (it.more = { ...it.more, mergedAt: later(it.now, 1) }),
      'the ticket was merged with another one after it',
    ],
  ])('I3: and is void when %s, with a note that names the difference', (_what, change, says) => {
    const it = approvedButOpen();
    change(it);
    it.react();
    expect(it.approval).toBeNull();
    expect(it.texts.filter((text) => text.includes('does not count and was undone'))).toEqual([
      expect.stringContaining(says),
    ]);
  });

  it.each<[string, (it: Held) => unknown]>([
    ["the approver's teams", (it) => (it.read = { ...ofFinance, teams: [] })],
    ['the owner', (it) => (it.read = { ...ofFinance, ownsTicket: true })],
    ['nothing', () => undefined],
  ])('I3: a later change of %s voids nothing', (_what, change) => {
    const it = approvedButOpen();
    change(it);
    it.settled();
    expect(it.approval).toBe('Yes');
  });

  it('I3: what was voided closes when Finance approves what is owed now', () => {
    const it = saved().owe('701').settled();
    it.settle('701', 'unlinked').settled();
    approve(determine(it)).settled();
    expect(it.stage).toBe('closed');
  });

  it('I1, I3: an approval that is void leaves the hold, although nothing is owed any more', () => {
    const it = new Held().save({ customerSaved: 'No' }).owe('701');
    approve(determine(it)).settled();
    it.settle('701', 'unlinked').settled();
    expect(it.approval).toBeNull();
    expect(waitsFor(it.react())).toContain('financeApproval');
  });

  it('I3: does not cover an invoice that no note of the hold named when Finance approved', () => {
    const it = saved().owe('701').settled();
    approve(determine(it)).owe('702').settled();
    expect(it.stage).toBe('open');
    expect(it.texts.join()).toContain('it is not certain that it covers this: invoice 702 (1,250.00 due) was added');
  });

  it('I3: covers an invoice that was paid before, also when the service first reads of both together', () => {
    const it = saved().owe('701').settled();
    approve(determine(it.settle('701', 'paid'))).settled();
    expect(it.stage).toBe('closed');
  });

  it('I3: given before the determination it is undone at once, with one note', () => {
    const it = saved().owe('701').settled();
    approve(it).settled();
    expect(it.approval).toBeNull();
    expect(it.texts.filter((text) => text.includes('older than the Invoice Determination'))).toHaveLength(1);
    determine(it).settled();
    expect(it.stage).toBe('open');
  });

  it('I3: cannot be proved by a note that a person edited: who gave it is determined again', () => {
    const it = approvedButOpen();
    it.notes = it.notes.map((note) => ({ ...note, edited: true }));
    it.read = { ...ofFinance, teams: ['Client Success'] };
    it.react();
    expect(it.approval).toBeNull();
    expect(waitsFor(it.react())).toContain('financeApproval');
  });

  it('I3: is not given by a ticket that was merged in', () => {
    const it = saved().owe('701').settled();
    approve(determine(it));
    it.more = { mergedAt: later(it.now, 1000) };
    it.settled();
    expect(it.stage).toBe('open');
    approve(it).settled();
    expect(it.stage).toBe('closed');
  });
});

describe('an approval that is asserted from outside HubSpot', () => {
  const asserted = (changed: Partial<SopSettings>) => {
    const it = determine(saved(changed).owe('701').settled());
    it.notes.push({ reference: `I3-by-${FINANCE}-${String(it.now)}`, createdAt: it.now });
    approve(it, service).settled();
    return it;
  };

  it('I3: does not count, and is undone', () => {
    const it = asserted({});
    expect(it.stage).toBe('open');
    expect(it.texts.join()).toContain('not set by a person in Finance');
  });

  it('I3: counts where the portal file says so', () => {
    expect(asserted({ approvalOutsideHubSpot: true }).stage).toBe('closed');
  });
});

describe('a ticket on hold that is closed manually', () => {
  it('I1, I4: is opened again once with a note and then reported, not answered yet', () => {
    const it = new Held().save({ outstandingInvoice: 'Yes' }).settled();
    it.save({ stage: 'closed' }).settled();
    expect(it.stage).toBe('open');
    expect(it.texts.join()).toContain('This ticket was closed manually by');
    const again = it.save({ stage: 'closed' }).react();
    expect(it.stage).toBe('closed');
    expect(again.attention?.code).toBe('closedUnderInvoice');
  });

  it('I4: opened again as the report asks, it continues as before: it closes when Finance has approved', () => {
    const it = saved().owe('701').settled();
    for (const stage of ['closed', 'closed', 'open'] as const) it.save({ stage }).react();
    expect(it.react().attention).toBeUndefined();
    approve(determine(it)).settled();
    expect(it.stage).toBe('closed');
  });

  it('I4: is opened again also when a newer ticket has taken over', () => {
    const it = saved().owe('701').settled();
    it.client = { newerTickets: [{ id: ticketIdSchema.parse('502'), completes: 'saved', since: it.now }] };
    const decision = it.save({ stage: 'closed' }).react();
    expect(it.stage).toBe('open');
    expect(decision.end).toBeUndefined();
  });

  it('I4: a closing that came with a merge is not by the SOP', () => {
    const it = saved().owe('701').settled();
    it.save({ stage: 'closed' }, service);
    it.more = { mergedAt: later(it.now, 1000) };
    it.react();
    expect(it.stage).toBe('open');
    expect(it.texts.join()).toContain('closed before it was merged with another one');
  });

  it('X1: moved out of the pipeline it is reported, with a note', () => {
    const it = saved().owe('701').settled();
    it.more = { inAtRiskPipeline: false };
    const decision = it.react();
    expect(decision.attention?.code).toBe('notAtRisk');
    expect(it.texts.at(-1)).toContain(
      'moved out of the At-Risk pipeline by HubSpot user 11 while it is on hold for an outstanding invoice',
    );
  });
});

describe('an invoice that is entered after the answer', () => {
  const ANSWERED = at('2026-03-02T10:00-05:00');
  const entered = (set: TicketEvent['set'], minutes: number, other: Partial<CaseFacts> = {}, after = minutes) =>
    invoiceEnteredWithin(
      { ticket: ticket([{ at: later(ANSWERED, minutes * MINUTE), set }]), company: company(), ...other },
      ANSWERED,
      60,
      later(ANSWERED, after * MINUTE),
    );

  it.each([
    ['6 seconds', 0.1, true],
    ['an hour', 60, true],
    ['61 minutes', 61, false],
  ])('X2: counts as entered with it: %s after it → %s', (_when, minutes, counts) => {
    expect(entered({ outstandingInvoice: 'Yes' }, minutes)).toBe(counts);
    const changedAt = new Date(later(ANSWERED, minutes * MINUTE)).toISOString();
    expect(entered({}, minutes, { ticketInvoices: [invoice(changedAt)] }, 90)).toBe(counts);
  });

  it('X2: of an older invoice that is associated, what is owed in that time counts', () => {
    const older = { ticketInvoices: [invoice('2026-01-02T10:00-05:00')] };
    expect(entered({}, 5, older)).toBe(true);
    expect(entered({}, 61, older)).toBe(false);
  });

  it('X2: not what was removed, and judged, before the ticket was closed', () => {
    const events: TicketEvent[] = [
      { at: later(ANSWERED, MINUTE), set: { outstandingInvoice: 'Yes' } },
      { at: later(ANSWERED, 5 * MINUTE), by: finance, set: { outstandingInvoice: 'No' } },
      { at: later(ANSWERED, 6 * MINUTE), by: service, set: { stage: 'closed' } },
    ];
    const facts = { ticket: ticket(events), company: company() };
    expect(invoiceEnteredWithin(facts, ANSWERED, 60, later(ANSWERED, 10 * MINUTE))).toBe(false);
  });

  it('X2: not what Finance approved after it was entered', () => {
    const events: TicketEvent[] = [
      { at: later(ANSWERED, MINUTE), set: { outstandingInvoice: 'Yes' } },
      { at: later(ANSWERED, 9 * MINUTE), by: finance, set: { financeApproval: 'Yes' } },
    ];
    const facts = { ticket: ticket(events), company: company() };
    expect(invoiceEnteredWithin(facts, ANSWERED, 60, later(ANSWERED, 10 * MINUTE))).toBe(false);
  });
});

describe('who owned the ticket', () => {
  const [FIRST, SECOND, THIRD] = ['7001', '7002', '7003'];
  const owners = timeline([
    { at: '2026-02-01T10:00-05:00', set: FIRST },
    { at: '2026-03-01T10:00-05:00', set: SECOND },
    { at: '2026-03-03T10:00-05:00', set: THIRD },
  ]);
  const barred = (determinations: readonly string[]) =>
    ownersWhoCannotApprove({
      owners,
      ownerId: THIRD,
      invoiceDetermination: ticket(
        determinations.map((when) => ({ at: when, set: { invoiceDetermination: 'Paid in full' as const } })),
      ).invoiceDetermination,
    });

  it('I3: at any time since the determination cannot approve', () => {
    expect(barred(['2026-03-02T10:00-05:00'])).toEqual([THIRD, SECOND]);
    expect(barred(['2026-03-04T10:00-05:00'])).toEqual([THIRD]);
    expect(barred(['2026-01-02T10:00-05:00'])).toEqual([THIRD, SECOND, FIRST]);
  });

  it('I3: since the first one: to determine it again changes nothing', () => {
    expect(barred(['2026-03-02T10:00-05:00', '2026-03-05T10:00-05:00'])).toEqual([THIRD, SECOND]);
  });

  it('I3: now, without a determination', () => {
    expect(barred([])).toEqual([THIRD]);
  });
});
