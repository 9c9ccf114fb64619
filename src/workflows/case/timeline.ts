import type { TimelineEntry } from '../../contract/case';
import { instantAt } from '../../sop/vocabulary/dates';
import type { RuleId } from '../../sop/vocabulary/rules';

/** Enough for years of a case, and far below Temporal's limit for a payload. */
const KEPT_ENTRIES = 200;

/** What happened in a case, for the people who read it; no rule rests on it. */
export class CaseTimeline {
  private lines: readonly TimelineEntry[];

  constructor(before: readonly TimelineEntry[] = []) {
    this.lines = before;
  }

  get entries(): readonly TimelineEntry[] {
    return this.lines;
  }

  tell(text: string, rules: readonly RuleId[] = []): void {
    this.lines = [...this.lines, { at: instantAt(Date.now()), rules, text }].slice(-KEPT_ENTRIES);
  }
}
