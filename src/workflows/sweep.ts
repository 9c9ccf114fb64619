import { log, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { Stamp } from '../activities';
import type { SweptPage } from '../activities/sweep';
import { inputOf } from '../contract/payloads/input';
import { parseOnce } from '../contract/payloads/on-demand';
import {
  SWEPT_TYPES,
  sweepInputSchema,
  sweepResultSchema,
  type SweepInput,
  type SweepResult,
  type SweepRun,
  type SweptType,
  type Watermark,
} from '../contract/sweep';
import { earlier, type Instant } from '../sop/vocabulary/dates';
import { bulk } from './activities';
import { now } from './clock';
import { isTimeForNextRun, nextRun } from './next-run';
import { parkingAttention } from './turn/parking';
import { INDEX_LAG_MS, memoryOf, remember } from './watermark';

/** Per notified case, before the next page: a case that checks calls HubSpot two or three times. As `at-risk adopt`. */
const PAUSE_PER_CASE_MS = 300;

/** Signals the cases of everything that changed in HubSpot since the last sweep, so that a lost webhook is caught. */
export async function sweep(given: SweepInput): Promise<SweepResult> {
  const input = inputOf(sweepInputSchema, given, 'InvalidSweepInput');
  let run = input.run ?? begin();
  for (;;) {
    const [type] = run.left;
    if (type === undefined) return resultOf(run);
    run = await nextPage(run, type, input.portalId);
    setCurrentDetails(inWords(run));
    if (isTimeForNextRun()) await nextRun<typeof sweep>({ ...input, run });
  }
}

function begin(): SweepRun {
  const last = parseOnce(sweepResultSchema, workflowInfo().lastResult);
  const watermarks = last.success ? last.data.watermarks : {};
  return { startedAt: now(), watermarks, problems: [], left: SWEPT_TYPES, changed: 0, signalled: 0, started: 0 };
}

/** A type that HubSpot refuses waits, with its watermark, and does not hold up the others. */
async function nextPage(run: SweepRun, type: SweptType, portalId: string): Promise<SweepRun> {
  const watermark = run.watermarks[type];
  try {
    return type === 'association' ? await checkLinks(run, portalId) : await checkPage(run, type, portalId);
  } catch (error) {
    const { sentence } = parkingAttention(error);
    log.warn('sweep: records that HubSpot refused to show', { type, sentence });
    const kept = watermark ?? { seen: [], reconciledAt: run.startedAt };
    return finished({ ...run, problems: [...run.problems, { type, sentence }] }, type, kept);
  }
}

async function checkPage(run: SweepRun, type: Exclude<SweptType, 'association'>, portalId: string): Promise<SweepRun> {
  const { check } = run;
  const watermark = run.watermarks[type];
  const further = check && { until: check.until, after: check.after };
  const page = { portalId, type, since: check?.since ?? watermark?.since, further, seen: watermark?.seen ?? [] };
  const summary = `${type}s changed since ${page.since === undefined ? 'a day before the newest change' : iso(page.since)}`;
  const swept = await bulk.sweepPage.executeWithOptions({ summary }, [page]);
  return swept === undefined ? notSwept(run, type) : await take(run, type, swept, page.seen);
}

/** Associations have no date: they are compared with what each case has seen. */
async function checkLinks(run: SweepRun, portalId: string): Promise<SweepRun> {
  const summary = 'what is associated with the tickets of running cases';
  const { notified: before = [], startedBy } = run.watermarks.association ?? {};
  const swept = await bulk.sweepLinks.executeWithOptions({ summary }, [portalId, before, startedBy]);
  const { signalled, notified, next, askedMsAgo } = swept;
  const watermark = { seen: [], notified, startedBy: next, reconciledAt: earlier(now(), askedMsAgo) };
  return finished({ ...run, signalled: run.signalled + signalled }, 'association', watermark);
}

async function take(run: SweepRun, type: SweptType, page: SweptPage, seen: readonly Stamp[]): Promise<SweepRun> {
  const { since, until, after, stamps, delivered } = page;
  const reconciledAt = run.check?.reconciledAt ?? earlier(now(), page.askedMsAgo + INDEX_LAG_MS);
  const counted = {
    ...run,
    changed: run.changed + stamps.filter(([id, at]) => !seen.some((each) => each[0] === id && each[1] === at)).length,
    signalled: run.signalled + delivered.signalled,
    started: run.started + delivered.started,
  };
  if (since === undefined || until === undefined) {
    return finished(counted, type, { ...run.watermarks[type], seen, reconciledAt });
  }
  const memory = remember(run.check?.memory ?? memoryOf(since, until), stamps);
  if (after === undefined) return finished(counted, type, { ...memory, reconciledAt });
  const notified = delivered.signalled + delivered.started;
  if (notified > 0)
    await sleep(notified * PAUSE_PER_CASE_MS, { summary: 'leave HubSpot to the cases that were signaled' });
  return { ...counted, check: { since, until, after, memory, reconciledAt } };
}

function finished(run: SweepRun, type?: SweptType, watermark?: Watermark): SweepRun {
  const watermarks = type === undefined ? run.watermarks : { ...run.watermarks, [type]: watermark };
  return { ...run, watermarks, left: run.left.slice(1), check: undefined };
}

/** The portal file says not to read them: their watermark would grow older forever. When they are read again, it starts over. */
function notSwept(run: SweepRun, type: SweptType): SweepRun {
  const others = Object.entries(run.watermarks).filter(([other]) => other !== type);
  return finished({ ...run, watermarks: Object.fromEntries(others) });
}

function resultOf({ changed, signalled, started, problems, watermarks }: SweepRun): SweepResult {
  const reconciledAt = Math.min(...Object.values(watermarks).map((watermark) => watermark.reconciledAt));
  return { changed, signalled, started, problems, oldestUnreconciledMs: now() - reconciledAt, watermarks };
}

/** Markdown for the Temporal UI. */
function inWords({ changed, signalled, started, left, problems }: SweepRun): string {
  return [
    `**${left.length === 0 ? 'Done' : `Searching ${left.join(', ')}`}**`,
    '',
    `Changed records: ${String(changed)}. Running cases signaled: ${String(signalled)}. Cases started: ${String(started)}.`,
    ...problems.flatMap(({ type, sentence }) => ['', `**Not read** (${type}): ${sentence}`]),
  ].join('\n');
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
