import { AT_RISK_PIPELINE, SUPPORT_PIPELINE } from '../../dev/portal/people';
import { valueOf } from '../../emulator/crm/history';
import type { Change, CrmRecord } from '../../emulator/model/types';
import type { Decision, Write } from '../../src/sop/decision';
import type { SopSettings } from '../../src/sop/settings';
import type { SupportWrite } from '../../src/sop/support-request';
import { holdsOfWrite, must } from '../sop/invariants';
import { atRiskTickets, ledgerOf, live, referenceIn } from './ledger';
import { TYPE, type People } from './people';
import type { Portal } from './portal/portal';
import { DAY, MINUTE } from './story';

/** What the service is about to write, and the portal as it is right before. */
export interface Writing {
  readonly write: Write | SupportWrite;
  /** The At-Risk ticket that is written for; undefined when a support request writes to its own ticket. */
  readonly ticket: CrmRecord | undefined;
  readonly portal: Portal;
  readonly people: People;
  readonly settings: SopSettings;
  readonly now: number;
  /** When anybody else last changed anything but the Client Status. */
  readonly groundsChangedAt: number;
  /** Tickets for which somebody asked for a change through the service. */
  readonly asked: ReadonlySet<string>;
  /** The support ticket for which it is written. */
  readonly request: string | undefined;
}

/** A change that the service made, and the portal right after. */
export interface Made {
  readonly change: Change;
  readonly portal: Portal;
  readonly people: People;
  readonly settings: SopSettings;
  readonly now: number;
}

/** Of everything that is written, while nobody else changes anything between the read and the write. */
export const ofAWrite = {
  'S2 N1–N8 I1–I3 X1: what the rules ask of every write': (writing: Writing): void => {
    const { write, ticket, portal, now, groundsChangedAt, settings } = writing;
    if (ticket === undefined || isCommand(write)) return;
    if (write.kind !== 'setClientStatus' && write.kind !== 'updateTicket') return;
    const before = ledgerOf(portal, ticket, now, groundsChangedAt);
    const decision: Decision = { phase: 'deciding', waitingFor: [], writes: [write] };
    holdsOfWrite({ before, decision, settings });
  },

  'S5: a ticket with a newer one sets no Client Status': ({ write, ticket, portal, people }: Writing): void => {
    if (write.kind !== 'setClientStatus' || ticket === undefined) return;
    const newer = atRiskTickets(portal, people.company).filter((other) => other.createdAt > ticket.createdAt);
    const saved = valueOf(ticket, 'customer_saved') === 'Yes' || write.status === 'Active';
    must(newer.length === 0 || !saved, `S5: ${write.status} by a ticket of a client at risk again`);
    const answered = newer.some((other) => (valueOf(other, 'customer_saved') ?? '') !== '');
    must(!answered, `S5: ${write.status} although a newer ticket is answered`);
  },

  'X1: nothing is written for a ticket that is none of ours': ({ write, ticket }: Writing): void => {
    if (ticket === undefined || write.kind === 'addNote' || isApproval(write)) return;
    must(ticket.archivedAt === undefined, 'X1: writes for a deleted ticket');
    must(valueOf(ticket, 'hs_pipeline') === AT_RISK_PIPELINE.id, 'X1: writes for a ticket of another pipeline');
  },

  'C1 C2 I3: an answer, a date, a determination or an approval is set only where somebody asked': (
    writing: Writing,
  ): void => {
    const { write, ticket, asked } = writing;
    if (!isCommand(write) || ticket === undefined) return;
    must(
      asked.has(ticket.id) || ('ticketId' in write && asked.has(write.ticketId)),
      `C1, C2, I3: sets ${JSON.stringify(write)} for nobody`,
    );
  },

  'N4: a date that makes no sense is not followed': ({ write, ticket, settings }: Writing): void => {
    if (write.kind !== 'setClientStatus' || ticket === undefined) return;
    if (write.status !== 'Cancelled' && write.status !== 'Cancellation in Progress') return;
    const history = ticket.histories['rcm_cancellation_date'] ?? [];
    const date = history[0]?.value ?? '';
    const entered = Date.parse(history[0]?.timestamp ?? '');
    const days = (Date.parse(date) - entered) / DAY;
    must(days >= -settings.datePastDays - 2, 'N4: a date far in the past is followed');
    must(days <= settings.dateFutureYears * 366 + 2, 'N4: a date far in the future is followed');
  },

  'C3 X1: the newest wish counts': ({ write, ticket, portal, request }: Writing): void => {
    if (write.kind !== 'updateTicket' || !write.rules.includes('C3')) return;
    const record = request === undefined ? undefined : portal.records.get(TYPE.ticket, request);
    if (record === undefined || ticket === undefined) return;
    const asked = Math.max(
      ...FORM.flatMap((name) => Date.parse(record.histories[name]?.[0]?.timestamp ?? record.createdAt)),
    );
    const name = write.change.customerSaved === undefined ? 'rcm_cancellation_date' : 'customer_saved';
    const [newest] = ticket.histories[name] ?? [];
    const wanted = write.change.rcmCancellationDate ?? 'Yes';
    if (newest === undefined || newest.sourceType === 'INTEGRATION' || newest.value === wanted) return;
    must(Date.parse(newest.timestamp) <= asked, 'C3: undoes what somebody set after the request was made');
  },

  'C3: only what is closed as not saved is changed for a support ticket': ({ write, ticket, now }: Writing): void => {
    if (write.kind !== 'updateTicket' || !write.rules.includes('C3') || ticket === undefined) return;
    // Done before, and done again by an older picture: that changes nothing.
    if (write.change.customerSaved === 'Yes' && valueOf(ticket, 'customer_saved') === 'Yes') return;
    // The ticket's own case may open it (I4) between the request's read and its write.
    const [stage] = ticket.histories['hs_pipeline_stage'] ?? [];
    const justOpened = now - Date.parse(stage?.timestamp ?? '') < 10_000;
    must(stage?.value === AT_RISK_PIPELINE.closed || justOpened, 'C3: changes an open ticket');
    must(valueOf(ticket, 'customer_saved') === 'No', 'C3: changes a ticket that is not closed as not saved');
  },
} as const satisfies Record<string, (writing: Writing) => void>;

/** Of everything that was written. */
export const ofAChange = {
  'X3: a note is written once': ({ change, portal }: Made): void => {
    const made = madeOf(change, portal, TYPE.note);
    const reference = made && referenceIn(valueOf(made, 'hs_note_body') ?? '');
    if (made === undefined || reference === undefined) return;
    for (const ticket of live(portal, made, TYPE.ticket)) {
      // A merged ticket has the notes of both.
      if (ticket.histories['hs_merged_object_ids'] !== undefined) continue;
      const same = live(portal, ticket, TYPE.note).filter(
        (note) => referenceIn(valueOf(note, 'hs_note_body') ?? '') === reference,
      );
      must(same.length === 1, `X3: the note ${reference} is there twice`);
    }
  },

  'N9: each team has one task': ({ change, portal }: Made): void => {
    const made = madeOf(change, portal, TYPE.task);
    const reference = made && referenceIn(valueOf(made, 'hs_task_body') ?? '');
    if (made === undefined || reference === undefined) return;
    for (const ticket of live(portal, made, TYPE.ticket)) {
      const same = live(portal, ticket, TYPE.task).filter(
        (task) =>
          referenceIn(valueOf(task, 'hs_task_body') ?? '') === reference &&
          valueOf(task, 'hs_task_status') !== 'COMPLETED',
      );
      must(same.length === 1, `N9: the task ${reference} is there twice`);
    }
  },

  'N9 X1: a task that a person changed is not removed': ({ change, portal, now }: Made): void => {
    if (change.kind !== 'deleted' || change.ref.typeId !== TYPE.task) return;
    const task = portal.records.get(TYPE.task, change.ref.id);
    const changedAt = Math.max(...['hs_task_status', 'hs_task_subject'].map((name) => newestAt(task, name)));
    if (now - changedAt < FRESH_MS) return;
    must(valueOf(task ?? NO_RECORD, 'hs_task_status') !== 'COMPLETED', 'X1: removes a completed task');
    must(valueOf(task ?? NO_RECORD, 'hs_task_subject') !== 'Our own words', 'X1: removes a task that is a person’s');
  },

  'I4: a ticket is reopened with a note, and no oftener than the setting says': (made: Made): void => {
    const { change, portal, settings, now } = made;
    if (!isProperty(change, 'hs_pipeline_stage', AT_RISK_PIPELINE.open)) return;
    const ticket = portal.records.get(TYPE.ticket, change.ref.id);
    if (ticket === undefined || ticket.histories['hs_merged_object_ids'] !== undefined) return;
    const told = ledgerOf(portal, ticket, now, 0).serviceNotes.filter(({ reference }) => reference.startsWith('I4-'));
    must(told.length > 0, 'I4: opens without a note');
    must(told.length <= settings.reopenings, 'I4: opens again and again');
  },

  'C4: a change through the service is explained before it is made': ({ change, portal, now }: Made): void => {
    const saved = isProperty(change, 'customer_saved', 'Yes');
    const dated = change.kind === 'property' && change.name === 'rcm_cancellation_date' && change.value !== '';
    if (!saved && !dated) return;
    const ticket = portal.records.get(TYPE.ticket, change.ref.id);
    if (ticket === undefined) return;
    const { serviceNotes } = ledgerOf(portal, ticket, now, 0);
    const explained = serviceNotes.filter(({ reference }) => reference.startsWith('C4-'));
    must(explained.length > 0, 'C4: a change without a note');
    const changes = [
      ...(ticket.histories['customer_saved'] ?? []),
      ...(ticket.histories['rcm_cancellation_date'] ?? []),
    ];
    // An update whose answer was lost is sent again.
    const made = changes.filter((entry) => entry.sourceType === 'INTEGRATION' && entry.value !== '');
    must(explained.length >= new Set(made.map(({ value }) => value)).size, 'C4: more changes than notes');
  },

  'C3: a support ticket is closed once its change is made': ({ change, portal, now }: Made): void => {
    if (!isProperty(change, 'hs_pipeline_stage', SUPPORT_PIPELINE.closed)) return;
    const request = portal.records.get(TYPE.ticket, change.ref.id);
    if (
      request === undefined ||
      FORM.some((name) => wasEdited(request, name) && now - newestAt(request, name) < FRESH_MS)
    )
      return;
    const own = ledgerOf(portal, request, now, 0).serviceNotes;
    must(
      own.some(({ reference }) => reference === 'C3-done'),
      'C3: closed without an answer',
    );
    const explanation = `C4-${request.id}`;
    const tickets = portal.records.all(TYPE.ticket);
    const done = tickets.filter((ticket) =>
      ledgerOf(portal, ticket, now, 0).serviceNotes.some(({ reference }) => reference === explanation),
    );
    must(done.length > 0, 'C3: closed without a change');
    const date = valueOf(request, 'requested_rcm_cancellation_date') ?? '';
    const rescinds = valueOf(request, 'requested_change') === 'Rescind cancellation';
    const shows = (ticket: CrmRecord): boolean =>
      rescinds
        ? hadOwn(ticket, 'customer_saved', 'Yes') || valueOf(ticket, 'customer_saved') === 'Yes'
        : hadOwn(ticket, 'rcm_cancellation_date', date) || valueOf(ticket, 'rcm_cancellation_date') === date;
    must(done.some(shows), 'C3: closed without the change that was asked for');
  },
} as const satisfies Record<string, (made: Made) => void>;

const FORM = ['requested_change', 'requested_rcm_cancellation_date', 'change_explanation'] as const;

/** How long after a read the service may still write by it, where others change things meanwhile. */
export const FRESH_MS = 3 * MINUTE;

/** Reads of one case while nobody changes anything; some are asked for by timers, retries and copies that lag behind. */
export const IDLE_READS = 100;

/** How often the same write may go out while nobody changes anything: more is a loop. */
export const REPEATED_WRITES = 6;

/** Values that only people and their commands decide. */
function isCommand(write: Write | SupportWrite): boolean {
  if (write.kind !== 'updateTicket') return false;
  const { customerSaved, rcmCancellationDate, invoiceDetermination, financeApproval } = write.change;
  return (
    customerSaved !== undefined ||
    rcmCancellationDate != null ||
    invoiceDetermination !== undefined ||
    financeApproval === 'Yes'
  );
}

/** I3: a command that is not about the case, and does no harm to a ticket that is none. */
function isApproval(write: Write | SupportWrite): boolean {
  return write.kind === 'updateTicket' && write.change.financeApproval === 'Yes';
}

const NO_RECORD: CrmRecord = { typeId: TYPE.task, id: '', createdAt: '', updatedAt: '', histories: {} };

function madeOf(change: Change, portal: Portal, typeId: string): CrmRecord | undefined {
  // Associations come last, and only with them it is known whose note it is.
  if (change.kind !== 'association' || change.from.typeId !== typeId || change.to.typeId !== TYPE.ticket)
    return undefined;
  return portal.records.get(typeId, change.from.id);
}

function wasEdited({ histories }: CrmRecord, name: string): boolean {
  return (histories[name] ?? []).length > 1;
}

/** When a property last changed; long ago if it never did. */
function newestAt(record: CrmRecord | undefined, name: string): number {
  return Date.parse(record?.histories[name]?.[0]?.timestamp ?? '1970-01-01T00:00:00.000Z');
}

function isProperty(
  change: Change,
  name: string,
  value: string,
): change is Extract<Change, { readonly kind: 'property' }> {
  return change.kind === 'property' && change.name === name && change.value === value;
}

function hadOwn(ticket: CrmRecord, name: string, value: string): boolean {
  return (ticket.histories[name] ?? []).some((entry) => entry.sourceType === 'INTEGRATION' && entry.value === value);
}
