import type { HubSpot } from '../../../src/hubspot/gateway';
import type { TicketChange, Write } from '../../../src/sop/decision/decision';
import {
  SETTLED,
  type CaseFacts,
  type CaseReading,
  type ClientStatus,
  type CompanyFacts,
  type EvidenceFacts,
} from '../../../src/sop/vocabulary/facts';
import type { RuleId } from '../../../src/sop/vocabulary/rules';

type OneCompany = Extract<CompanyFacts, { kind: 'one' }>;

/** A service that breaks a rule on purpose: between its decisions and HubSpot, in typed data, and not in the text of its code. */
export interface WrongService {
  readonly rule: RuleId;
  readonly what: string;
  /** The invariant that it breaks. */
  readonly breaks: string;
  readonly wrong: (hubspot: HubSpot) => HubSpot;
  /** The scenario from which on the search begins: a later one where the first that shows it is a late one. Default 1. */
  readonly fromSeed?: number;
}

type Named = Omit<WrongService, 'wrong'>;

/** `change` gives what is written instead; undefined for nothing. */
const writes = (named: Named, change: (write: Write) => Write | undefined): WrongService => ({
  ...named,
  wrong: (hubspot) => ({
    ...hubspot,
    perform: async (write) => {
      const wanted = change(write);
      if (wanted !== undefined) await hubspot.perform(wanted);
    },
  }),
});

const leavesOut = (named: Named): WrongService =>
  writes(named, (write) => (write.rules.includes(named.rule) ? undefined : write));

/** `change` gives what the service believes to have read. */
const reads = (named: Named, change: (facts: CaseFacts) => CaseFacts): WrongService => {
  const wrongly = <T extends CaseReading>(reading: T): T =>
    reading.kind === 'found' ? { ...reading, facts: change(reading.facts) } : reading;
  return {
    ...named,
    wrong: (hubspot) => ({
      ...hubspot,
      readCase: async (...args) => wrongly(await hubspot.readCase(...args)),
      readLinkedCase: async (...args) => {
        const linked = await hubspot.readLinkedCase(...args);
        return { ...linked, reading: wrongly(linked.reading) };
      },
    }),
  };
};

const status = (named: Named, from: ClientStatus, to: ClientStatus): WrongService =>
  writes(named, (write) =>
    write.kind === 'setClientStatus' && write.status === from ? { ...write, status: to } : write,
  );

/** Leaves `property` out of what is written to the ticket for this rule. */
const keeps = (named: Named, property: keyof TicketChange): WrongService =>
  writes(named, (write) => {
    if (write.kind !== 'updateTicket' || !write.rules.includes(named.rule)) return write;
    const change = Object.fromEntries(
      Object.entries(write.change).filter(([name]) => name !== property),
    ) as TicketChange;
    return Object.keys(change).length === 0 ? undefined : { ...write, change };
  });

const neverWrites = (named: Named, kind: Write['kind']): WrongService =>
  writes(named, (write) => (write.kind === kind ? undefined : write));

const evidence = (named: Named, change: (evidence: EvidenceFacts) => EvidenceFacts): WrongService =>
  reads(named, (facts) => (facts.evidence === undefined ? facts : { ...facts, evidence: change(facts.evidence) }));

const company = (named: Named, change: (company: OneCompany) => OneCompany): WrongService =>
  reads(named, (facts) => (facts.company?.kind === 'one' ? { ...facts, company: change(facts.company) } : facts));

const named = (rule: RuleId, what: string, breaks: string, fromSeed?: number): Named => ({
  rule,
  what,
  breaks,
  ...(fromSeed !== undefined && { fromSeed }),
});

/** The simulation's oracle must find each of them. */
export const WRONG_SERVICES: readonly WrongService[] = [
  status(
    named('S1', 'a saved client becomes At-Risk', 'no rule gives the Client Status At-Risk'),
    'Monitor for 30 days',
    'At-Risk',
  ),
  status(
    named('S2', 'a saved client is Active at once', 'S2: Active before the 30 days are over'),
    'Monitor for 30 days',
    'Active',
  ),
  keeps(
    named('S3', 'the approval of a saved client stays', 'S3: Cancellation Approval of a saved client is not No'),
    'cancellationApproval',
  ),
  keeps(
    named('S4', 'the ticket of a saved client stays open', 'S4: the ticket of a saved client is open', 14),
    'stage',
  ),
  company(
    named('S5', 'a newer ticket is not seen', 'S5: Active, although the client is at risk again', 12),
    (found) => ({
      ...found,
      newerTickets: [],
    }),
  ),
  evidence(named('N2', 'every ticket has a notice', 'N2 notice missing: Cancellation in Progress', 13), (found) => ({
    ...found,
    noticeFiles: 1,
  })),
  evidence(
    named('N3', 'no line of the ETF note counts as blank', 'N3 ETF note missing: Cancellation in Progress', 34),
    (found) => ({ ...found, etfNotes: found.etfNotes.map((note) => ({ ...note, blankLabels: [] })) }),
  ),
  keeps(
    named('N6', 'the ticket does not close by itself', 'N6: the ticket of a client who is not saved is open', 6),
    'stage',
  ),
  status(
    named('N7', 'a client in cancellation becomes At-Risk', 'no rule gives the Client Status At-Risk'),
    'Cancellation in Progress',
    'At-Risk',
  ),
  status(
    named('N8', 'a client is Cancelled at once', 'N7: Cancelled, without Cancellation in Progress before it'),
    'Cancellation in Progress',
    'Cancelled',
  ),
  writes(named('X1', 'no note is settled', 'X1: the cause of'), (write) =>
    write.kind === 'updateNote' && write.version === SETTLED ? undefined : write,
  ),
  writes(named('X1', 'notes pile up instead of being edited', 'has more than one note'), (write) => {
    if (write.kind !== 'updateNote' || write.version === SETTLED) return write;
    const { rules, purpose, ticketId, reference, paragraphs } = write;
    return { kind: 'addNote', rules, purpose, ticketId, reference, paragraphs };
  }),
  neverWrites(named('N9', 'no tasks are made', 'N9: 0 tasks for a team instead of one', 6), 'createTasks'),
  neverWrites(named('C1', 'tasks do not move with the date', 'N9: a task is not due on the date', 36), 'moveTasks'),
  keeps(
    named('C2', 'a rescinded cancellation keeps its date', 'C2: a rescinded cancellation keeps its date'),
    'rcmCancellationDate',
  ),
  leavesOut(named('C4', 'a change after closing is not explained', 'C4: 0 tasks ask for the explanation', 20)),
  company(
    named('I2', 'an invoice of HubSpot does not count', 'I1: without a determination: closed under a hold'),
    (found) => ({ ...found, outstandingInvoices: [] }),
  ),
  writes(named('X1', 'nobody is asked to act', 'X1: what a person must do stands on the ticket'), (write) =>
    write.rules.every((rule) => rule === 'X1') ? undefined : write,
  ),
];
