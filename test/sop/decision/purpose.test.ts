import type { Write } from '../../../src/sop/decision/decision';
import { purposeOfNote, purposeOfTasks } from '../../../src/sop/decision/purpose';
import type { Instant } from '../../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import type { RuleId } from '../../../src/sop/vocabulary/rules';

type Note = Extract<Write, { kind: 'addNote' }>;
type NewTasks = Extract<Write, { kind: 'createTasks' }>;

const note = (reference: string, rules: readonly RuleId[]): Note => ({
  kind: 'addNote',
  rules,
  ticketId: ticketIdSchema.parse('501'),
  reference,
  paragraphs: [],
});

const tasks = (reference: string, rules: readonly RuleId[]): NewTasks => ({
  kind: 'createTasks',
  rules,
  since: 0 as Instant,
  tasks: [{ reference, subject: '', paragraphs: [], dueAt: 0 as Instant }],
});

describe('what a write is for', () => {
  it('is what it says, whatever its rules', () => {
    expect(purposeOfNote({ ...note('S5-502-saved', ['S5']), purpose: 'message' })).toBe('message');
    expect(purposeOfTasks({ ...tasks('N9-501-billing', ['C4']), purpose: 'checklist' })).toBe('checklist');
  });

  it.each<[string, readonly RuleId[], string]>([
    ['I1-held-1-invoices.7', ['I1'], 'hold'],
    ['I1-freed-1772000000000-5003', ['I1'], 'release'],
    ['I3-stands-1772000000000-5003-none', ['I3'], 'release'],
    ['N9-left-1772000000000', ['N9', 'X1'], 'message'],
    ['I4-1772000000000', ['I4'], 'record'],
  ])('X3: a note of an older history shows it by its reference and rules: %s', (reference, rules, expected) => {
    expect(purposeOfNote(note(reference, rules))).toBe(expected);
  });

  it.each<[string, readonly RuleId[], string]>([
    ['C4-explain-501-1772000000000', ['C4'], 'explanation'],
    ['X1-task-closedIncomplete', ['X1'], 'attention'],
    ['N9-501-billing', ['N9'], 'checklist'],
    ['N9-undo-501-901', ['N9'], 'undo'],
  ])('X3: so do the tasks of an older history: %s', (reference, rules, expected) => {
    expect(purposeOfTasks(tasks(reference, rules))).toBe(expected);
  });
});
