import type { SeenAgreed, ShadowView } from '../../contract/shadow';
import type { WakeUp, Write } from '../../sop/decision/decision';
import type { Agreed } from '../../sop/shadow/agreed';
import { keep, type Kept } from '../../sop/shadow/kept';
import type { SupportWrite } from '../../sop/support/support-decision';
import { later, type Instant } from '../../sop/vocabulary/dates';
import { now } from '../clock';

/** What a workflow carries over while it only observes. */
export interface CarriedShadow<Wanted> {
  readonly since: Instant;
  readonly kept: readonly Kept<Wanted>[];
  readonly agreed?: readonly SeenAgreed[] | undefined;
}

/** A case's life has a dozen of them. */
const MOST_AGREED = 100;

/** `mode: observe`: the writes that a workflow did not make. Once the pipeline is on they are dropped, as HubSpot alone counts then. */
export class Shadow<Wanted extends Write | SupportWrite> {
  private carried: CarriedShadow<Wanted> | undefined;

  constructor(before: CarriedShadow<Wanted> | undefined) {
    this.carried = before;
  }

  get observes(): boolean {
    return this.carried !== undefined;
  }

  get kept(): readonly Kept<Wanted>[] | undefined {
    return this.carried?.kept;
  }

  /** For the run that follows this one. */
  get entries(): CarriedShadow<Wanted> | undefined {
    return this.carried;
  }

  /** A snapshot was read at `now` under this mode. */
  follow(mode: 'observe' | undefined, now: Instant): void {
    this.carried = mode === undefined ? undefined : (this.carried ?? { since: now, kept: [] });
  }

  /** Whether a note or a task with the reference would have been written: whoever deletes it is not asked again (X1). */
  has(reference: string): boolean {
    return (this.carried?.kept ?? []).some(({ write }) => referencesOf(write).includes(reference));
  }

  keep(write: Wanted, now: Instant, after: Instant): void {
    if (this.carried === undefined) return;
    this.carried = { ...this.carried, kept: keep(this.carried.kept, write, now, after) };
  }

  /** What others did that the SOP asks for too, and when it was first seen to. */
  agree(agreed: readonly Agreed[], now: Instant): void {
    if (this.carried === undefined) return;
    const before = this.carried.agreed ?? [];
    const more = agreed.filter(({ field, doneAt }) => !before.some((b) => b.field === field && b.doneAt === doneAt));
    if (more.length === 0) return;
    const all = [...before, ...more.map((each) => ({ ...each, at: now }))].slice(-MOST_AGREED);
    this.carried = { ...this.carried, agreed: all };
  }

  view(): ShadowView<Wanted> {
    return this.carried ?? {};
  }
}

/** A change by others wakes the workflow anyway; this is for the one that it did not notice. In milliseconds. */
const AHEAD_CHECK_MS = 7 * 24 * 60 * 60_000;

/**
 * A workflow that ends on writes which were not made would be started again by the next audit, and keep them again: it ends once
 * HubSpot shows what it assumes.
 */
export function onceShown(end: string): WakeUp {
  const reason = `mode observe: would have ended (${end}); check whether HubSpot shows it`;
  return { at: later(now(), AHEAD_CHECK_MS), reason };
}

/** For the Temporal UI. */
export const ONLY_OBSERVED = '*Only observed: nothing is written to HubSpot (mode: observe).*';

function referencesOf(write: Write | SupportWrite): readonly string[] {
  if (write.kind === 'createTasks') return write.tasks.map(({ reference }) => reference);
  return 'reference' in write ? [write.reference] : [];
}
