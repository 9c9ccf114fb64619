import { changeDateSchema, rescindSchema } from '../../src/workflows/contract';

describe('the reason of a command', () => {
  it.each(['', ' ', '.', 'n/a', 'N/A.', 'none', '...', '123', 'xxx', '\u200b\u200b\u200b'])(
    'C4: "%s" explains nothing and is refused',
    (reason) => {
      expect(rescindSchema.safeParse({ reason }).error?.issues[0]?.message).toContain('in some words of its own');
      expect(changeDateSchema.safeParse({ date: '2026-06-30', reason }).success).toBe(false);
    },
  );

  it.each(['The client stays.', 'renegotiated', ' because of the #ETF '])('C4: "%s" is one', (reason) => {
    expect(rescindSchema.parse({ reason }).reason).toBe(reason.trim());
    expect(changeDateSchema.safeParse({ date: '2026-06-30', reason }).success).toBe(true);
  });
});
