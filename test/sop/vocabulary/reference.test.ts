import fc from 'fast-check';
import { instantSchema } from '../../../src/sop/vocabulary/dates';
import {
  companyIdSchema,
  noteIdSchema,
  taskIdSchema,
  ticketIdSchema,
  userIdSchema,
} from '../../../src/sop/vocabulary/ids';
import {
  REMINDED,
  identityOf,
  lastReference,
  parseReference,
  referenceLine,
  referenceText,
  type KnownReference,
  type Reference,
} from '../../../src/sop/vocabulary/reference';
import { day } from '../build';

const at = fc.integer({ min: 0, max: 4_102_444_800_000 }).map((ms) => instantSchema.parse(ms));
const id = fc.integer({ min: 1, max: 9_007_199_254_740_991 }).map(String);
const companyId = id.map((text) => companyIdSchema.parse(text));
const ticketId = id.map((text) => ticketIdSchema.parse(text));
const by = id.map((text) => userIdSchema.parse(text));
const word = fc
  .stringMatching(/^[a-z][A-Za-z]{0,20}$/)
  .filter((text) => !['repaired', 'settled', 'done'].includes(text));
const key = fc
  .stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,2}$/)
  .filter((text) => !/^(?:left|work)$/.test(text));
const kind = <K extends string>(name: K) => fc.constant(name);

const state = fc.stringMatching(/^[a-z0-9_:.,?]{1,60}$/);

const known: fc.Arbitrary<KnownReference> = fc.oneof(
  fc.record({ kind: kind('attention'), code: word }),
  fc.record({ kind: kind('attention'), code: word, occurrence: id }),
  fc.record({ kind: kind('settled'), cause: word, noteId: id.map((text) => noteIdSchema.parse(text)) }),
  fc.record({ kind: kind('repaired'), field: word, at }),
  fc.record({ kind: kind('reopening'), closedAt: at }),
  fc.record({ kind: kind('corrected'), closedAt: at }),
  fc.record({ kind: kind('approval'), by, at }),
  fc.record({ kind: kind('approvalRefused'), by, at }),
  fc.record({ kind: kind('approvalUndone'), approvedAt: at }),
  fc.record({ kind: kind('hold'), ordinal: fc.nat({ max: 99_999 }), state }),
  fc.record({ kind: kind('holdFreed'), clearedAt: at, by }),
  fc.record({ kind: kind('approvalStands'), approvedAt: at, by, state }),
  fc.record({ kind: kind('checklistTask'), ticketId, key }),
  fc.record({ kind: kind('superseded'), by: ticketId, completes: word }),
  fc.record({ kind: kind('undoTask'), ticketId, taskId: id.map((text) => taskIdSchema.parse(text)) }),
  fc.record({ kind: kind('tasksAgain'), changedAt: at }),
  fc.record({ kind: kind('tasksUndone'), until: at }),
  fc.record({ kind: kind('formerCompany'), from: companyId, to: companyId }),
  fc.record({ kind: kind('tasksLeft'), createdAt: at }),
  fc.record({ kind: kind('workAfter'), day: fc.constant(day('2026-06-30')) }),
  fc.record({ kind: kind('requestDone') }),
  fc.record({ kind: kind('requestIncomplete'), gaps: fc.array(word, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: kind('explanation'), requestId: ticketId }),
  fc.record({ kind: kind('explanationTask'), ticketId, changedAt: at }),
  fc.record({
    kind: kind('reminder'),
    of: fc.constantFrom(...REMINDED),
    ticketId,
    cause: fc.nat({ max: 2_000_000_000_000 }),
    state: fc.stringMatching(/^[a-z0-9]{1,7}$/),
  }),
  fc.record({ kind: kind('command'), command: fc.constantFrom('rescind' as const, 'date' as const), at }),
);

describe('the references of what the service writes', () => {
  it('X3: are read as they were written, whatever they are about', () => {
    fc.assert(
      fc.property(known, (reference) => {
        const text = referenceText(reference);
        expect(text).toMatch(/^\S{3,200}$/);
        expect(parseReference(text)).toEqual(reference);
        expect(lastReference(['Something.', referenceLine(text)])).toEqual({ reference: text });
        expect(lastReference([referenceLine(text, '1x9a0c')])).toEqual({ reference: text, version: '1x9a0c' });
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<readonly [string, Reference]>([
    ['X1-noCompany', { kind: 'attention', code: 'noCompany' }],
    [
      'X1-clientStatusChanged-1767225600000',
      { kind: 'attention', code: 'clientStatusChanged', occurrence: '1767225600000' },
    ],
    ['X1-repaired-clientStatus-1767225600000', { kind: 'repaired', field: 'clientStatus', at: 1767225600000 as never }],
    ['I4-1767225600000', { kind: 'reopening', closedAt: 1767225600000 as never }],
    ['X2-reopened-1767225600000', { kind: 'corrected', closedAt: 1767225600000 as never }],
    ['I3-by-21-1767225600000', { kind: 'approval', by: '21' as never, at: 1767225600000 as never }],
    ['I3-refused-21-1767225600000', { kind: 'approvalRefused', by: '21' as never, at: 1767225600000 as never }],
    ['I3-undone-1767225600000', { kind: 'approvalUndone', approvedAt: 1767225600000 as never }],
    ['N9-501-system-access', { kind: 'checklistTask', ticketId: '501' as never, key: 'system-access' }],
    ['N9-left-1767225600000', { kind: 'tasksLeft', createdAt: 1767225600000 as never }],
    ['N9-work-2026-06-30', { kind: 'workAfter', day: '2026-06-30' as never }],
    ['C3-done', { kind: 'requestDone' }],
    ['C3-date-explanation', { kind: 'requestIncomplete', gaps: ['date', 'explanation'] }],
    ['C4-777', { kind: 'explanation', requestId: '777' as never }],
    [
      'C4-explain-501-1767225600000',
      { kind: 'explanationTask', ticketId: '501' as never, changedAt: 1767225600000 as never },
    ],
    [
      'X1-remind-owner-501-1767225600000-1k2j3',
      { kind: 'reminder', of: 'owner', ticketId: '501' as never, cause: 1767225600000, state: '1k2j3' },
    ],
    ['C4-rescind-1767225600000', { kind: 'command', command: 'rescind', at: 1767225600000 as never }],
    ['C4-date-1767225600000', { kind: 'command', command: 'date', at: 1767225600000 as never }],
    ['I3-1768903200000', { kind: 'other', text: 'I3-1768903200000' }],
    ['INV-2026-0117', { kind: 'other', text: 'INV-2026-0117' }],
    ['I4-0x', { kind: 'other', text: 'I4-0x' }],
    ['N9-work-2026-02-31', { kind: 'other', text: 'N9-work-2026-02-31' }],
  ])('X3: that stand in HubSpot already are still read: %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
  });

  it('X3: of one cause are the same, whatever the text of its task says now', () => {
    expect(identityOf('X1-remind-finance-501-3-abc')).toBe(identityOf('X1-remind-finance-501-3-xyz'));
    expect(identityOf('X1-remind-finance-501-3-abc')).not.toBe(identityOf('X1-remind-finance-501-4-abc'));
    expect(identityOf('X1-remind-owner-501-3-abc')).not.toBe(identityOf('X1-remind-leader-501-3-abc'));
    expect(identityOf('C4-explain-501-17')).toBe(identityOf('C4-explain-502-17'));
    expect(identityOf('X1-task-noCompany-17')).not.toBe(identityOf('X1-task-noCompany-18'));
  });

  it.each([
    ['at the end', ['One', 'Reference: I4-1'], 'I4-1'],
    ['above a line that someone added', ['One', 'Reference: I4-1', 'Thanks!', ''], 'I4-1'],
    ['within a line', ['One Reference: I4-1 two'], 'I4-1'],
    ['behind another one, that came with what someone wrote', ['Reference: I4-0', 'Reference: C4-7'], 'C4-7'],
    ['nowhere', ['One', 'Reference:', 'MyReference: I4-1'], undefined],
  ])('X3: are found anywhere in a text: %s', (_where, lines, reference) => {
    expect(lastReference(lines)?.reference).toBe(reference);
  });

  it('X3: are read from any text without a failure', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, lines) => {
        expect(parseReference(text)).toBeDefined();
        expect(() => lastReference(lines)).not.toThrow();
      }),
    );
  });
});
