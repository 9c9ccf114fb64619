import type { Client } from '@temporalio/client';
import { instantAt, type Instant } from '../../sop/vocabulary/dates';
import { casesQuery } from '../../temporal/list';
import { listedCase, type ListedCase } from '../../temporal/listed-case';

/** All cases of the portal, as Temporal's visibility showed them at `asOf`. */
export interface CaseList {
  readonly asOf: Instant;
  readonly cases: readonly ListedCase[];
}

export interface CaseLists {
  /** Reads the first list, so that it is there when somebody asks. */
  begin(): void;
  /** Reads visibility, or answers with what was read a moment ago. */
  current(): Promise<CaseList>;
  /** What was read before is not current any more: somebody has just changed something. */
  expire(): void;
}

/** Temporal's limit for a page of a list. */
const PAGE = 1_000;

/** Years of a large portal; a list holds some 1 KB for each. */
const MOST = 20_000;

/** How old a list may be. In milliseconds. */
const AGE = {
  /** Younger than this it is answered with, and nothing is read. */
  current: 5_000,
  /** When the next one is read by itself, as thousands of cases take Temporal a second or more (bench/README.md). */
  refreshed: 45_000,
  /** Younger than this it is answered with too, and the next one is read meanwhile: nobody waits for it. */
  usable: 60_000,
} as const;

/** For how long after the start, or after somebody has asked, lists are read by themselves: over a weekend. In milliseconds. */
const KEPT_FRESH_MS = 3 * 24 * 60 * 60 * 1000;

/** Reads a portal's cases: one call for a thousand, and none to HubSpot. Temporal lists the running ones first. */
export async function readCases(temporal: Client, portalId: string): Promise<readonly ListedCase[]> {
  const newest = new Map<string, ListedCase>();
  for await (const info of temporal.workflow.list({ query: casesQuery(portalId), pageSize: PAGE })) {
    const found = listedCase(info);
    if (found === undefined) continue;
    const before = newest.get(found.ticketId);
    if (before === undefined || before.startedAt < found.startedAt) newest.set(found.ticketId, found);
    if (newest.size >= MOST) break;
  }
  return [...newest.values()];
}

/**
 * Keeps the list of cases: SQL-based visibility sorts and pages by nothing but time, so that lists are sorted and paged here, and
 * several people who ask at once cost one read. While the page is in use the list is read again and again, so that whoever opens it
 * waits for nothing.
 */
export function createCaseLists(read: () => Promise<readonly ListedCase[]>, now: () => number = Date.now): CaseLists {
  let known: CaseList | undefined;
  let reading: Promise<CaseList> | undefined;
  let askedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): Promise<CaseList> => {
    const asOf = instantAt(now());
    const mine = read().then((cases) => {
      const found = { asOf, cases };
      if (known === undefined || known.asOf <= asOf) known = found;
      return found;
    });
    reading = mine;
    const done = (): void => {
      if (reading === mine) reading = undefined;
    };
    mine.then(done, done);
    clearTimeout(timer);
    timer = setTimeout(refreshIfUsed, AGE.refreshed).unref();
    return mine;
  };
  const refreshIfUsed = (): void => {
    if (now() - askedAt > KEPT_FRESH_MS) return;
    // A failure is that of whoever reads next.
    refresh().catch(() => undefined);
  };
  return {
    begin: () => {
      askedAt = now();
      refreshIfUsed();
    },
    current: async () => {
      askedAt = now();
      const age = known === undefined ? Infinity : now() - known.asOf;
      if (known !== undefined && age < AGE.current) return known;
      const next = reading ?? refresh();
      if (known === undefined || age >= AGE.usable) return next;
      // A late failure is that of whoever reads next.
      next.catch(() => undefined);
      return known;
    },
    expire: () => {
      known = undefined;
      reading = undefined;
    },
  };
}
