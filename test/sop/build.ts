import type { Decision, TicketChange, Write } from '../../src/sop/decision/decision';
import { calendarDateSchema, instantOf, type CalendarDate, type Instant } from '../../src/sop/vocabulary/dates';
import type {
  ApproverFacts,
  CaseFacts,
  CaseReading,
  ClientStatus,
  CompanyFacts,
  EtfNote,
  EvidenceFacts,
  InvoiceDetermination,
  OutstandingInvoice,
  Stage,
  TicketFacts,
  YesNo,
} from '../../src/sop/vocabulary/facts';
import {
  companyIdSchema,
  invoiceIdSchema,
  noteIdSchema,
  ticketIdSchema,
  userIdSchema,
} from '../../src/sop/vocabulary/ids';
import { sopSettingsSchema, type SopSettings } from '../../src/sop/vocabulary/settings';
import type { Actor, Change, Timeline } from '../../src/sop/vocabulary/timeline';

export const service: Actor = { kind: 'service' };
export const importer: Actor = { kind: 'other', source: 'IMPORT' };
export const person = (userId: string): Actor => ({ kind: 'person', userId: userIdSchema.parse(userId) });

export const OWNER = userIdSchema.parse('10');
export const FINANCE = userIdSchema.parse('21');
export const STRANGER = userIdSchema.parse('30');
export const cs = person('11');
export const finance = person(FINANCE);

/** The people whom a read would look up in the portal. */
export const ofFinance: ApproverFacts = { userId: FINANCE, teams: ['Finance'], ownsTicket: false };
export const notOfFinance: ApproverFacts = { userId: STRANGER, teams: ['Client Success'], ownsTicket: false };

export const ticketId = ticketIdSchema.parse('501');
export const companyId = companyIdSchema.parse('901');

export const at = (iso: string): Instant => instantOf(iso);
export const later = (instant: Instant, ms: number): Instant => (instant + ms) as Instant;
export const day = (text: string): CalendarDate => calendarDateSchema.parse(text);
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Reminders have tests of their own (reminders/). */
const NO_REMINDERS = { financeTasks: false, ownerTasks: false };

/** The SOP as `config/portal.yaml` has it, without reminders, but for what the test is about. */
export const settings = (changed: Partial<SopSettings> = {}): SopSettings =>
  sopSettingsSchema.parse({ reminders: NO_REMINDERS, ...changed });

interface TicketValues {
  readonly stage: Stage;
  readonly customerSaved: YesNo;
  readonly cancellationApproval: YesNo;
  readonly rcmCancellationDate: CalendarDate;
  readonly outstandingInvoice: YesNo;
  readonly invoiceDetermination: InvoiceDetermination;
  readonly financeApproval: YesNo;
}

/** One save on the ticket: null clears a value. */
export interface TicketEvent {
  readonly at: Instant | string;
  readonly by?: Actor;
  readonly set: { readonly [Name in keyof TicketValues]?: TicketValues[Name] | null };
}

export interface ValueEvent<T> {
  readonly at: Instant | string;
  readonly by?: Actor;
  readonly set: T | null;
}

/** Someone of Client Success makes a change, unless the event says who does. */
export function timeline<T>(events: readonly ValueEvent<T>[]): Timeline<T> {
  const changes = events.map((event): Change<T> => ({ value: event.set, at: moment(event.at), by: event.by ?? cs }));
  return changes.sort((a, b) => a.at - b.at).reverse();
}

export const CREATED = at('2026-01-05T09:00-05:00');

/** An At-Risk ticket, opened on January 5, 2026, with what was saved on it since. */
export function ticket(events: readonly TicketEvent[] = [], other: Partial<TicketFacts> = {}): TicketFacts {
  const of = <Name extends keyof TicketValues>(name: Name): Timeline<TicketValues[Name]> =>
    timeline(
      events.flatMap((event) => {
        const value = event.set[name] as TicketValues[Name] | null | undefined;
        return value === undefined ? [] : [{ at: event.at, set: value, ...(event.by && { by: event.by }) }];
      }),
    );
  return {
    id: ticketId,
    inAtRiskPipeline: true,
    createdAt: CREATED,
    owners: [],
    changedAt: Math.max(CREATED, ...events.map((event) => moment(event.at))) as Instant,
    stage: [...of('stage'), { value: 'open', at: CREATED, by: cs }],
    customerSaved: of('customerSaved'),
    cancellationApproval: of('cancellationApproval'),
    rcmCancellationDate: of('rcmCancellationDate'),
    outstandingInvoice: of('outstandingInvoice'),
    invoiceDetermination: of('invoiceDetermination'),
    financeApproval: of('financeApproval'),
    unknownValues: [],
    ...other,
  };
}

type OneCompany = Extract<CompanyFacts, { kind: 'one' }>;

/** The client, at risk since the ticket was opened, with what its Client Status was set to since. */
export function company(
  statuses: readonly ValueEvent<ClientStatus>[] = [],
  other: Partial<OneCompany> = {},
): OneCompany {
  return {
    kind: 'one',
    id: companyId,
    clientStatus: timeline([{ at: CREATED, set: 'At-Risk' }, ...statuses]),
    unknownStatus: false,
    outstandingInvoices: [],
    ...other,
  };
}

export const invoice = (changedAt: string, id = '701', balance = 1250): OutstandingInvoice => ({
  id: invoiceIdSchema.parse(id),
  balance,
  changedAt: at(changedAt),
});

export const etfNote = (blankLabels: readonly string[] = [], createdAt = '2026-01-10T10:00-05:00'): EtfNote => ({
  id: noteIdSchema.parse('601'),
  createdAt: at(createdAt),
  blankLabels,
});

const COMPLETE_NOTE = etfNote();

/** Notice and ETF note are there, unless the test says otherwise. */
export const evidence = (other: Partial<EvidenceFacts> = {}): EvidenceFacts => ({
  changedAt: CREATED,
  noticeFiles: 1,
  etfNotes: [COMPLETE_NOTE],
  notesByPeople: [],
  serviceNotes: [],
  ...other,
});
export const noEvidence = evidence({ noticeFiles: 0, etfNotes: [] });

export const found = (facts: CaseFacts): CaseReading => ({ kind: 'found', facts });

/** X1: a note, or a task, that says on the ticket what a person must do; HubSpot takes each of them once. */
const asksAPerson = (write: Write): boolean =>
  (write.kind === 'addNote' || write.kind === 'updateNote' || write.kind === 'createTasks') &&
  write.rules.includes('X1');
/** I1, I3: a note that says what holds a ticket, or what an approval stands for. */
const tellsOfAHold = (write: Write): boolean => write.kind === 'addNote' && /^I1-|^I3-stands-/.test(write.reference);

/** A decision without the notes that ask a person for help, or tell of a hold, which have tests of their own. */
export const withoutX1Notes = (decision: Decision): Decision => ({
  ...decision,
  writes: decision.writes.filter((write) => !asksAPerson(write) && !tellsOfAHold(write)),
});

/** What a decision wants, without the records that it wants it on; of several statuses the last. */
export function wanted(decision: Decision): {
  readonly status?: ClientStatus;
  readonly ticket: TicketChange;
  readonly notes: readonly string[];
} {
  const status = decision.writes.findLast((write) => write.kind === 'setClientStatus')?.status;
  return {
    ...(status && { status }),
    ticket: decision.writes.find((write) => write.kind === 'updateTicket')?.change ?? {},
    notes: decision.writes.flatMap((write) => (write.kind === 'addNote' ? write.paragraphs : [])),
  };
}

export const waitsFor = (decision: Decision): readonly string[] => decision.waitingFor.map(({ code }) => code);

function moment(when: Instant | string): Instant {
  return typeof when === 'string' ? at(when) : when;
}
