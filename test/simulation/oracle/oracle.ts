import type { Change } from '../../../emulator/model/types';
import { authorOf } from './history';
import type { Asked } from './judge';
import { Memory } from './memory';
import { objectionToDone, objectionToRecord, objectionToUnexplained } from './records';
import type { SopChoices } from './settings';
import { objectionToSkipping } from './status';
import { ticketIn, isSupport, type View } from './view';
import { objectionsTo, type ServiceWrite } from './writes';

/** When the service wrote: the call was sent, and what it rests on was read at the earliest at `since`. */
export interface Moment {
  readonly at: number;
  readonly since: number;
  /** Whether a copy that was behind answered some of the reads. */
  readonly lagged?: boolean;
}

/**
 * Whether what the service did is right by RULES, judged from HubSpot alone: records, their histories, files, notes and tasks, and
 * the calendar. It knows nothing of how the service decides.
 */
export class Oracle {
  readonly memory: Memory;
  private views: View[];

  constructor(
    readonly choices: SopChoices,
    first: View,
    private readonly asked: Asked,
  ) {
    this.memory = new Memory(choices);
    this.views = [first];
    this.memory.observe(first);
  }

  get now(): View {
    const view = this.views.at(-1);
    if (view === undefined) throw new Error('an oracle has at least one view');
    return view;
  }

  /** Somebody else changed the portal, which now is as `after` shows. */
  changed(changes: readonly Change[], after: View): void {
    const byOthers = changes.filter(({ source }) => source.sourceType !== 'CALCULATED');
    if (byOthers.some((change) => !isOfStatus(change))) this.memory.groundsAt = after.at;
    this.see(after);
  }

  /** Time passed in which nothing changed. */
  wait(at: number): void {
    this.see({ ...this.now, at });
  }

  /**
   * The service changed the portal in one call. HubSpot cannot be asked to write only if nothing changed meanwhile: so the write is
   * right if it is right by the portal as it was at any instant between the read that it rests on and the write.
   */
  wrote(changes: readonly Change[], after: View, { at, since, lagged }: Moment): readonly string[] {
    const own = changes.filter(({ source }) => authorOf(source) === 'service');
    const before = this.now;
    this.memory.observe({ ...before, at });
    const candidates = lagged === true ? torn(this.viewsSince(since)) : this.viewsSince(since);
    const objections = [
      ...writesOf(own).flatMap((write) => this.objectionsTo(write, candidates, after, at)),
      ...own.flatMap((change) => objectionToRecord(change, before, after, since) ?? []),
    ];
    this.see(after);
    return objections;
  }

  private objectionsTo(write: ServiceWrite, candidates: readonly View[], after: View, now: number): readonly string[] {
    const { memory, choices, asked } = this;
    const ofEach = candidates.map((view) => objectionsTo(write, view, { memory, choices, asked, now, after }));
    const best = ofEach.reduce((least, each) => (each.length < least.length ? each : least), ofEach[0] ?? []);
    const ticket = ticketIn(after, write.id);
    const unexplained = write.typeId === '0-5' ? objectionToUnexplained(write.id, write.values, after) : undefined;
    const closes = ticket !== undefined && isSupport(ticket) && write.values['hs_pipeline_stage'] !== undefined;
    const undone = closes ? objectionToDone(write.id, after, choices) : undefined;
    const company = write.typeId === '0-2' ? this.now.companies.get(write.id) : undefined;
    const skipped = company && objectionToSkipping(company, write.values['client_status'] ?? '');
    return [...best, ...[unexplained, undone, skipped].flatMap((objection) => objection ?? [])];
  }

  /** The views that showed at any instant since then. */
  private viewsSince(since: number): readonly View[] {
    const first = this.views.findLastIndex(({ at }) => at <= since);
    return this.views.slice(Math.max(first, 0));
  }

  private see(view: View): void {
    this.memory.observe(view);
    this.views.push(view);
    if (this.views.length > KEPT) this.views = this.views.slice(-KEPT / 2);
  }
}

/** Each call may have been answered from a copy of another age: tickets as at one instant, companies as at another. */
function torn(views: readonly View[]): readonly View[] {
  return views.flatMap((view) => views.map(({ companies }) => ({ ...view, companies })));
}

/** Far more than change within one call. */
const KEPT = 200;

function isOfStatus(change: Change): boolean {
  return change.kind === 'property' && change.name === 'client_status';
}

function writesOf(changes: readonly Change[]): readonly ServiceWrite[] {
  const writes = new Map<string, { typeId: string; id: string; values: Record<string, string> }>();
  const created = new Set(
    changes.flatMap((change) => (change.kind === 'created' ? [`${change.ref.typeId}:${change.ref.id}`] : [])),
  );
  for (const change of changes) {
    if (change.kind !== 'property') continue;
    const { typeId, id } = change.ref;
    const key = `${typeId}:${id}`;
    if (created.has(key)) continue;
    const write = writes.get(key) ?? { typeId, id, values: {} };
    writes.set(key, write);
    write.values[change.name] = change.value;
  }
  return [...writes.values()];
}
