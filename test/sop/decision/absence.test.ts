import { decide } from '../../../src/sop/decide';
import { NEVER_ABSENT, type Absence } from '../../../src/sop/decision/absence';
import type { Decision } from '../../../src/sop/decision/decision';
import { decideSupportRequest } from '../../../src/sop/support/support-request';
import type { Instant } from '../../../src/sop/vocabulary/dates';
import type { CaseReading } from '../../../src/sop/vocabulary/facts';
import { DAY, MINUTE, at as instant, company, evidence, found as foundWith, settings, ticket } from '../build';

const SECOND = 1_000;
const NOW = instant('2026-03-03T10:00-05:00');
const YES = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' as const } };
const SAVED = foundWith({ ticket: ticket([YES]), company: company(), evidence: evidence() });
const GONE: CaseReading = { kind: 'gone' };
const at = (ms: number): Instant => (NOW + ms) as Instant;

/** What the last of several reads comes to, each with what the one before left. */
function reads(...times: readonly number[]): Decision {
  const decisions: Decision[] = [];
  for (const ms of times) {
    decisions.push(decide(GONE, settings(), at(ms), decisions.at(-1)?.absence ?? NEVER_ABSENT));
  }
  const [last] = decisions.slice(-1);
  if (last === undefined) throw new Error('nothing was read');
  return last;
}

describe('a ticket that HubSpot does not show', () => {
  it('X1: is read again after a minute, as HubSpot answers 404 too for a ticket that has just changed', () => {
    expect(reads(0)).toMatchObject({ writes: [], attention: { code: 'ticketGone' }, wakeUp: { at: at(MINUTE) } });
    expect(reads(0).end).toBeUndefined();
  });

  it('X1: is then read daily, and ends with the third time', () => {
    expect(reads(0, MINUTE)).toMatchObject({ wakeUp: { at: at(MINUTE + DAY) } });
    expect(reads(0, MINUTE).end).toBeUndefined();
    expect(reads(0, MINUTE, MINUTE + DAY)).toMatchObject({ end: 'gone', attention: { code: 'ticketGone' } });
  });

  it('X1: is not read less often because of events that come together', () => {
    const quick = reads(0, SECOND, 2 * SECOND, 3 * SECOND);
    expect(quick.end).toBeUndefined();
    expect(quick.wakeUp?.at).toBe(at(MINUTE));
    expect(reads(0, MINUTE, 2 * MINUTE, 3 * MINUTE)).toMatchObject({ wakeUp: { at: at(MINUTE + DAY) } });
  });

  it('X1: starts over once it was shown', () => {
    expect(decide(SAVED, settings(), NOW, { times: 2, countsFrom: at(DAY) }).absence).toBeUndefined();
  });

  it('X1: ends at once after the event of its deletion', () => {
    expect(decide(GONE, settings(), NOW, { times: 0, deletion: 'told' })).toMatchObject({ end: 'gone', writes: [] });
  });
});

describe('a ticket that HubSpot shows after the event of its deletion', () => {
  const read = (absence: Absence): Decision => decide(SAVED, settings(), NOW, absence);

  it('X1: is written to only once that was checked again, after a minute', () => {
    const notified = read({ times: 0, deletion: 'told' });
    expect(notified).toMatchObject({ writes: [], wakeUp: { at: at(MINUTE) }, absence: { deletion: 'doubted' } });
    expect(notified.end).toBeUndefined();

    const again = read(notified.absence ?? NEVER_ABSENT);
    expect(again.absence).toBeUndefined();
    expect(again).toEqual(read(NEVER_ABSENT));
    expect(again.writes).not.toEqual([]);
  });

  it('X1: and then no more, is deleted', () => {
    expect(decide(GONE, settings(), NOW, { times: 0, deletion: 'doubted' })).toMatchObject({ end: 'gone' });
  });
});

describe('a support ticket that HubSpot does not show', () => {
  it('C3: is read again after a minute, then daily, and ends with the third time or its deletion', () => {
    const first = decideSupportRequest({ kind: 'gone' }, settings(), NOW);
    expect(first).toMatchObject({ steps: [], wakeUp: { at: at(MINUTE) } });
    expect(first.end).toBeUndefined();
    const second = decideSupportRequest({ kind: 'gone' }, settings(), at(MINUTE), first.absence);
    expect(second.end).toBeUndefined();
    expect(decideSupportRequest({ kind: 'gone' }, settings(), at(MINUTE + DAY), second.absence).end).toBe('gone');
    const deleted: Absence = { times: 0, deletion: 'told' };
    expect(decideSupportRequest({ kind: 'gone' }, settings(), NOW, deleted)).toMatchObject({ end: 'gone', steps: [] });
  });
});
