import { decide } from '../../../src/sop/decide';
import type { Decision } from '../../../src/sop/decision/decision';
import { describeWrite } from '../../../src/sop/decision/describe';
import { needsNotesOfTasks, needsTaskCompanies } from '../../../src/sop/needs';
import type { ChecklistTask, ClientStatus, FormerCompany } from '../../../src/sop/vocabulary/facts';
import { companyIdSchema, taskIdSchema } from '../../../src/sop/vocabulary/ids';
import type { Actor } from '../../../src/sop/vocabulary/timeline';
import {
  CREATED,
  at,
  company,
  companyId,
  cs,
  day,
  evidence,
  found,
  service,
  settings,
  ticket,
  timeline,
  type TicketEvent,
  type ValueEvent,
} from '../build';

const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-06-30') },
};
const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const CLOSED: TicketEvent = { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } };
const SOON = '2026-03-20T10:00-04:00';
const wrongId = companyIdSchema.parse('902');

const status = (set: ClientStatus | null, when = '2026-03-02T10:00:30-05:00', by: Actor = service) =>
  ({ at: when, by, set }) satisfies ValueEvent<ClientStatus>;
const before = status('Active', '2025-05-01T10:00-04:00', cs);
const wrong = (...statuses: readonly ValueEvent<ClientStatus>[]): FormerCompany => ({
  id: wrongId,
  clientStatus: timeline([before, ...statuses]),
});
const task = (id: string, key: string, other: Partial<ChecklistTask> = {}): ChecklistTask => ({
  id: taskIdSchema.parse(id),
  key,
  createdAt: at('2026-03-02T10:00:20-05:00'),
  due: [{ value: day('2026-06-30'), at: at('2026-03-02T10:00:20-05:00'), by: service }],
  open: true,
  edited: false,
  companyIds: [wrongId],
  ...other,
});
const done = (id: string, key: string): ChecklistTask =>
  task(id, key, { open: false, completedAt: at('2026-03-10T10:00-04:00'), edited: true });

function decided(
  events: readonly TicketEvent[],
  former: FormerCompany,
  checklist: readonly ChecklistTask[] = [],
  references: readonly string[] = [],
): Decision {
  const serviceNotes = references.map((reference) => ({ reference, createdAt: at(SOON) }));
  const read = evidence({ serviceNotes });
  const facts = { ticket: ticket(events), evidence: read, company: company(), checklist, formerCompanies: [former] };
  return decide(found(facts), settings(), at(SOON));
}
const ofWrong = ({ writes }: Decision) =>
  writes.find((write) => write.kind === 'setClientStatus' && write.companyId === wrongId);
const notes = ({ writes }: Decision): string =>
  writes.flatMap((write) => (write.kind === 'addNote' ? write.paragraphs : [])).join(' ');

describe('a ticket whose company was corrected', () => {
  it('N9: puts the wrong company back to what it was, before the right one gets its status', () => {
    const decision = decided([NO, CLOSED], wrong(status('Cancellation in Progress')), [task('801', 'billing')]);
    expect(decision.writes).toMatchObject([
      { kind: 'setClientStatus', rules: ['N9', 'X1'], companyId: wrongId, status: 'Active' },
      { kind: 'reassociateTasks', taskIds: ['801'], from: wrongId, to: companyId },
      { kind: 'addNote', reference: `N9-company-${wrongId}-${companyId}` },
      { kind: 'setClientStatus', companyId, status: 'Cancellation in Progress' },
    ]);
    expect(notes(decision)).toContain('The Client Status of company 902 is "Active" again');
    expect(decision.writes.slice(1, 2).map(describeWrite)).toEqual([
      'deactivation checklist: 1 task moved to company 901',
    ]);
  });

  it('N9, S1: also where it was saved, or Active already', () => {
    expect(ofWrong(decided([YES, CLOSED], wrong(status('Monitor for 30 days'))))).toMatchObject({ status: 'Active' });
    const cancelled = [status('Cancellation in Progress'), status('Cancelled', '2026-03-15T10:00-04:00')];
    expect(ofWrong(decided([NO, CLOSED], wrong(...cancelled)))).toMatchObject({ status: 'Active' });
  });

  it.each<[ClientStatus, ClientStatus]>([
    ['Monitor for 30 days', 'At-Risk'],
    ['Cancellation in Progress', 'At-Risk'],
    ['Active', 'Active'],
  ])(
    'N9, S5: what was given for another ticket, as %s, is that one’s to give again unless it is final',
    (given, wanted) => {
      const clientStatus = timeline([
        status('At-Risk', '2025-11-01T10:00-04:00', cs),
        status(given, '2025-11-02T10:00-05:00'),
        status('Cancellation in Progress'),
      ]);
      expect(ofWrong(decided([NO, CLOSED], { id: wrongId, clientStatus }))).toMatchObject({ status: wanted });
    },
  );

  it.each([
    ['rescinded before', '2025-11-03T10:00-05:00'],
    ['rescinded after this one was opened, but before its answer', '2026-03-02T09:59-05:00'],
  ])('N9, S5: of a ticket that was %s, the Cancelled of those days does not come back', (_when, rescindedAt) => {
    const clientStatus = timeline([
      status('At-Risk', '2025-11-01T10:00-04:00', cs),
      status('Cancelled', '2025-11-02T10:00-05:00'),
      status('Monitor for 30 days', rescindedAt),
      status('Cancellation in Progress'),
    ]);
    expect(ofWrong(decided([NO, CLOSED], { id: wrongId, clientStatus }))).toMatchObject({ status: 'At-Risk' });
  });

  it.each<[string, FormerCompany]>([
    ['someone changed it since', wrong(status('Cancellation in Progress'), status('Cancelled', SOON, cs))],
    ['it had none', { id: wrongId, clientStatus: timeline([status('Cancelled')]) }],
  ])('N9, X1: asks about the wrong company where %s', (_why, former) => {
    const decision = decided([NO, CLOSED], former);
    expect(ofWrong(decision)).toBeUndefined();
    expect(notes(decision)).toContain('What to do (Client Success): set it to the correct value');
  });

  it.each<[string, FormerCompany]>([
    ['which this service never gave a status', wrong()],
    ['which someone has put right', wrong(status('Cancellation in Progress'), status('Active', SOON, cs))],
    ['which has the status of another ticket by now', wrong(status('Monitor for 30 days', SOON))],
  ])('N9, X1: leaves a company alone %s', (_which, former) => {
    const decision = decided([NO, CLOSED], former);
    expect(decision.writes.filter(({ rules }) => rules.includes('N9') && rules.includes('X1'))).toEqual([]);
  });

  it('N9: asks the right client’s teams for what was completed for the wrong one, and to undo it there, once', () => {
    const former = wrong(status('Cancellation in Progress'));
    const checklist = [done('801', 'billing'), task('802', 'support')];
    const decision = decided([NO, CLOSED], former, checklist);
    expect(decision.writes.filter(({ kind }) => kind === 'createTasks')).toMatchObject([
      { companyId, since: at('2026-03-02T10:00:20-05:00') + 1, tasks: [{ reference: 'N9-501-billing' }] },
      {
        companyId: wrongId,
        tasks: [
          { reference: 'N9-undo-501-801', subject: `Billing: undo the deactivation of HubSpot company ${wrongId}` },
        ],
      },
    ]);
    const notified = [`N9-company-${wrongId}-${companyId}`];
    expect(decided([NO, CLOSED], former, checklist, notified).writes.map(({ kind }) => kind)).toEqual([
      'setClientStatus',
      'reassociateTasks',
      'setClientStatus',
    ]);
  });

  it('N9: is searched only where the company has had no status of a cancellation since the tasks were created', () => {
    const tasks = [task('801', 'billing')];
    expect(needsTaskCompanies(company(), tasks)).toBe(true);
    expect(needsTaskCompanies(company([status('Cancellation in Progress')]), tasks)).toBe(false);
    expect(needsTaskCompanies(company(), [])).toBe(false);
    expect(needsNotesOfTasks(tasks, [])).toBe(false);
    expect(needsNotesOfTasks(tasks, [wrong()])).toBe(true);
    expect(needsNotesOfTasks([done('801', 'billing')], [])).toBe(true);
  });
});

describe('what a team had completed', () => {
  const client = company([status('Cancellation in Progress')]);
  const later = (date: string): TicketEvent => ({
    at: '2026-03-15T10:00-04:00',
    set: { rcmCancellationDate: day(date) },
  });
  const decidedOn = (
    events: readonly TicketEvent[],
    checklist: readonly ChecklistTask[],
    references: readonly string[],
  ) =>
    decide(
      found({
        ticket: ticket(events),
        evidence: evidence({ serviceNotes: references.map((reference) => ({ reference, createdAt: CREATED })) }),
        company: client,
        checklist,
      }),
      settings(),
      at(SOON),
    ).writes.filter(({ kind, rules }) => kind === 'createTasks' && rules.includes('N9'));

  it('N9, C1: is asked for again for a later date, once for each change of it', () => {
    const checklist = [done('801', 'billing'), task('802', 'support')];
    const again = decidedOn([NO, CLOSED, later('2026-07-31')], checklist, []);
    expect(again).toMatchObject([{ tasks: [{ reference: 'N9-501-billing', dueAt: at('2026-07-31T12:00-04:00') }] }]);
    const notified = [`N9-again-${String(at('2026-03-15T10:00-04:00'))}`];
    expect(decidedOn([NO, CLOSED, later('2026-07-31')], checklist, notified)).toEqual([]);
    const both = [...checklist, task('803', 'billing')];
    expect(decidedOn([NO, CLOSED, later('2026-07-31')], both, [])).toEqual([]);
  });

  it('N9, C1: is not asked for again for an earlier date, or where it was completed after the change', () => {
    expect(decidedOn([NO, CLOSED, later('2026-06-15')], [done('801', 'billing')], [])).toEqual([]);
    const afterwards = { ...done('801', 'billing'), completedAt: at('2026-03-16T10:00-04:00') };
    expect(decidedOn([NO, CLOSED, later('2026-07-31')], [afterwards], [])).toEqual([]);
  });

  it('N9, C2: is to be undone when the client stays, once for each completed task', () => {
    const stays: TicketEvent = { at: '2026-03-15T10:00-04:00', by: service, set: { customerSaved: 'Yes' } };
    const checklist = [done('801', 'billing'), task('802', 'support')];
    expect(decidedOn([NO, CLOSED, stays], checklist, [])).toMatchObject([
      { companyId, tasks: [{ reference: 'N9-undo-501-801', dueAt: at('2026-03-16T12:00-04:00') }] },
    ]);
    const notified = [`N9-undo-${String(at('2026-03-10T10:00-04:00'))}`];
    expect(decidedOn([NO, CLOSED, stays], checklist, notified)).toEqual([]);
    const asked = [{ ...done('801', 'billing'), isTakenBack: true }];
    expect(decidedOn([NO, CLOSED, stays], asked, [])).toEqual([]);
  });
});
