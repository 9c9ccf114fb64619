import { decide } from '../../src/sop/decide';
import type { Decision, Write } from '../../src/sop/decision/decision';
import {
  needsApprover,
  needsClearer,
  needsCompany,
  needsEvidence,
  needsHoldNotes,
  needsOwnNotes,
} from '../../src/sop/needs';
import type { CalendarDate, Instant } from '../../src/sop/vocabulary/dates';
import type {
  ApproverFacts,
  CaseFacts,
  ClientStatus,
  CompanyFacts,
  EvidenceFacts,
  ServiceNote,
} from '../../src/sop/vocabulary/facts';
import { invoiceIdSchema, noteIdSchema, userIdSchema, type UserId } from '../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../src/sop/vocabulary/settings';
import type { Actor } from '../../src/sop/vocabulary/timeline';
import {
  CREATED,
  DAY,
  FINANCE,
  MINUTE,
  company,
  cs,
  evidence,
  found,
  later,
  OWNER,
  service,
  ticket,
  type TicketEvent,
} from './build';

export type TicketProperty = keyof TicketEvent['set'];
export interface Happened<T> {
  readonly at: Instant;
  readonly by: Actor;
  readonly set: T;
}

/** What the service saw, decided and left behind, for the invariants. */
export interface Step {
  readonly before: Portal;
  readonly after: Portal;
  readonly decision: Decision;
  /** The decision over everything there is, also over what the SOP said need not be read. */
  readonly decisionOverAll: Decision;
  readonly decisionAfter: Decision;
  readonly settings: SopSettings;
}

/** A HubSpot of one ticket, small enough to be obvious: lists of what happened, the oldest first. */
export class Portal {
  now = later(CREATED, DAY);
  ticketEvents: Happened<TicketEvent['set']>[] = [];
  statusEvents: Happened<ClientStatus | null>[] = [{ at: CREATED, by: cs, set: 'At-Risk' }];
  companies: 'one' | 'none' | 'several' = 'one';
  noticeFiles = 0;
  notes: { readonly createdAt: Instant; readonly blank: boolean }[] = [];
  notesByPeople: Instant[] = [];
  invoices: Instant[] = [];
  serviceNotes: ServiceNote[] = [];
  /** I3: the people of Finance, and who owns the ticket. */
  finance: readonly UserId[] = [FINANCE, OWNER];
  owner: UserId | undefined = OWNER;
  /** When a person last changed anything that the SOP's rules read, other than the Client Status itself. */
  groundsChangedAt: Instant = CREATED;

  copy(): Portal {
    return Object.assign(new Portal(), this, {
      ticketEvents: [...this.ticketEvents],
      statusEvents: [...this.statusEvents],
      notes: [...this.notes],
      notesByPeople: [...this.notesByPeople],
      invoices: [...this.invoices],
      serviceNotes: [...this.serviceNotes],
    });
  }

  save(set: TicketEvent['set'], by: Actor = cs): void {
    this.ticketEvents.push({ at: this.now, by, set });
    if (by !== service) this.groundsChangedAt = this.now;
  }

  setStatus(set: ClientStatus | null, by: Actor = cs): void {
    this.statusEvents.push({ at: this.now, by, set });
  }

  changeEvidence(change: (portal: Portal) => void): void {
    change(this);
    this.groundsChangedAt = this.now;
  }

  /** The newest change of a property, and what it holds by that. */
  newest<Name extends TicketProperty>(name: Name): Happened<TicketEvent['set'][Name] | null> | undefined {
    const event = this.ticketEvents.findLast(({ set }) => set[name] !== undefined);
    return event && { at: event.at, by: event.by, set: event.set[name] ?? null };
  }

  value<Name extends TicketProperty>(name: Name): TicketEvent['set'][Name] | null {
    return this.newest(name)?.set ?? (name === 'stage' ? ('open' as TicketEvent['set'][Name]) : null) ?? null;
  }

  get status(): ClientStatus | null {
    return this.statusEvents.at(-1)?.set ?? null;
  }

  get date(): CalendarDate | null {
    return this.value('rcmCancellationDate') ?? null;
  }

  get open(): boolean {
    return this.value('stage') === 'open';
  }

  /** Everything there is, read at once. */
  readAll(): Required<Pick<CaseFacts, 'ticket' | 'evidence' | 'company'>> & Pick<CaseFacts, 'approver' | 'clearer'> {
    const approver = this.person(this.financeApprovedBy());
    const cleared = this.newest('outstandingInvoice')?.by;
    const clearer = cleared?.kind === 'person' ? this.person(cleared.userId) : undefined;
    return {
      ticket: ticket(this.ticketEvents),
      evidence: this.evidence(),
      company: this.company(),
      ...(approver && { approver }),
      ...(clearer && { clearer }),
    };
  }

  /** What the SOP asks for, part by part, as the service reads it. */
  readNeeded(settings: SopSettings): CaseFacts {
    const all = this.readAll();
    const hasNotes = this.serviceNotes.some(({ version }) => version !== undefined);
    const evidenceRead =
      needsEvidence(all.ticket, settings) || needsOwnNotes(all.ticket, hasNotes) ? all.evidence : undefined;
    const companyRead = needsCompany({ ticket: all.ticket, ...(evidenceRead && { evidence: evidenceRead }) }, settings)
      ? all.company
      : undefined;
    let known: CaseFacts = {
      ticket: all.ticket,
      ...(evidenceRead && { evidence: evidenceRead }),
      ...(companyRead && { company: companyRead }),
    };
    if (needsHoldNotes(known, settings)) known = { ...known, evidence: all.evidence };
    const approverId = needsApprover(known, settings);
    const clearerId = needsClearer(known);
    return {
      ...known,
      ...(approverId && all.approver?.userId === approverId && { approver: all.approver }),
      ...(clearerId && all.clearer?.userId === clearerId && { clearer: all.clearer }),
    };
  }

  /** One turn of the service: reads, decides, carries out what it decided. */
  react(settings: SopSettings): Step {
    const before = this.copy();
    const decision = decide(found(this.readNeeded(settings)), settings, this.now);
    const decisionOverAll = decide(found(this.readAll()), settings, this.now);
    this.now = later(this.now, 1000);
    for (const write of decision.writes) this.perform(write);
    const decisionAfter = decide(found(this.readNeeded(settings)), settings, before.now);
    return { before, after: this.copy(), decision, decisionOverAll, decisionAfter, settings };
  }

  perform(write: Write): void {
    switch (write.kind) {
      case 'setClientStatus':
        this.setStatus(write.status, service);
        return;
      case 'updateTicket':
        this.save(write.change, service);
        return;
      case 'addNote':
        // As the gateway does: a note with this reference is written once.
        if (this.serviceNotes.some(({ reference }) => reference === write.reference)) return;
        this.serviceNotes.push({
          id: noteIdSchema.parse(String(801 + this.serviceNotes.length)),
          reference: write.reference,
          createdAt: this.now,
          ...(write.version !== undefined && { version: write.version }),
        });
        return;
      case 'updateNote':
        this.serviceNotes = this.serviceNotes.map((note) =>
          note.id === write.noteId ? { ...note, reference: write.reference, version: write.version } : note,
        );
        return;
      // This portal shows nothing of its cases.
      case 'showOnTicket':
      case 'clearCaseTicket':
      // The checklist has tables of its own (checklist.test.ts); this portal has no tasks.
      case 'createTasks':
      case 'moveTasks':
      case 'changeTasks':
      case 'reassociateTasks':
      case 'callOffTasks':
      // Only a ticket that is gone is reported on its company.
      case 'addCompanyNote':
    }
  }

  private evidence(): EvidenceFacts {
    return evidence({
      noticeFiles: this.noticeFiles,
      etfNotes: this.notes.map(({ createdAt, blank }, index) => ({
        id: noteIdSchema.parse(String(601 + index)),
        createdAt,
        blankLabels: blank ? ['ETF amount'] : [],
      })),
      notesByPeople: this.notesByPeople,
      serviceNotes: this.serviceNotes,
    });
  }

  private company(): CompanyFacts {
    if (this.companies === 'none') return { kind: 'none' };
    if (this.companies === 'several') return { kind: 'several', count: 2 };
    return company([], {
      clientStatus: this.statusEvents.map(({ at, by, set }) => ({ at, by, value: set })).reverse(),
      outstandingInvoices: this.invoices.map((changedAt, index) => ({
        id: invoiceIdSchema.parse(String(701 + index)),
        balance: 1250,
        changedAt,
      })),
    });
  }

  private person(userId: UserId | undefined): ApproverFacts | undefined {
    if (userId === undefined) return undefined;
    return {
      userId,
      teams: [this.finance.includes(userId) ? 'Finance' : 'Sales'],
      ownsTicket: userId === this.owner,
    };
  }

  /** The person who set Finance Approval, or for whom this service set it by the note right before it. */
  financeApprovedBy(): UserId | undefined {
    const approval = this.newest('financeApproval');
    if (approval?.set !== 'Yes') return undefined;
    const since = this.since('financeApproval');
    const by = this.setBy('financeApproval');
    if (by?.kind === 'person') return by.userId;
    if (by?.kind !== 'service') return undefined;
    const record = this.serviceNotes.findLast(
      ({ reference, createdAt }) =>
        reference.startsWith('I3-by-') && createdAt <= since && since - createdAt <= 60 * MINUTE,
    );
    return record && userIdSchema.parse(record.reference.split('-')[2]);
  }

  /** Who made a property what it is, first. */
  setBy(name: TicketProperty): Actor | undefined {
    const since = this.since(name);
    return this.ticketEvents.findLast(({ at, set }) => at === since && set[name] !== undefined)?.by;
  }

  /** Since when a property holds what it does. */
  since(name: TicketProperty): Instant {
    let since: Instant = this.now;
    let value: unknown = null;
    for (const event of this.ticketEvents) {
      if (event.set[name] === undefined || event.set[name] === value) continue;
      value = event.set[name];
      since = event.at;
    }
    return since;
  }
}
