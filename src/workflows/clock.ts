import { instantAt, type Instant } from '../sop/vocabulary/dates';

/** The workflow's clock. */
export function now(): Instant {
  return instantAt(Date.now());
}
