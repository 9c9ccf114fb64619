import type { NotRead } from '../sop/audit/not-read';
import type { Instant } from '../sop/vocabulary/dates';
import type { CompanyId } from '../sop/vocabulary/ids';

/** N9: the day before `scheduledAt` is looked at; left out, Temporal's schedule says when. The rest is for continue-as-new. */
export interface WorkAfterInput {
  readonly scheduledAt?: Instant;
  readonly after?: CompanyId;
  readonly notified?: number;
  readonly notRead?: readonly NotRead[];
}
