import { z } from 'zod';
import type {
  CalendarAnswer,
  CasesAnswer,
  CsvAnswer,
  FinanceAnswer,
  ReportsAnswer,
} from '../../hubspot-app/src/app/backend/answers';
import type { TimeZone } from '../sop/vocabulary/dates';
import { casesQuerySchema, filterSchema, findCases, findPage } from './cases/find';
import { caseRow, clientShown, iso, isoOrNull, nextDate, waits } from './cases/shown';
import { route, type PageRoutes } from './entry/routes';
import { casesCsv, reportsCsv } from './reports/csv';
import { isWithin, periodOf, periodSchema } from './reports/period';
import { reportOf } from './reports/report';
import type { AppCases } from './temporal';

const noBody = z.undefined();

/** In days. */
const CALENDAR_DAYS = 60;
const REPORT_DAYS = -365;

/** What the page asks for: from the list of all cases, as Temporal shows them. */
export function pageRoutes(cases: Pick<AppCases, 'lists'>, timeZone: TimeZone): PageRoutes {
  const report = async (asked: z.output<typeof periodSchema>): Promise<ReportsAnswer> => {
    const period = periodOf(asked, REPORT_DAYS, timeZone, Date.now());
    return reportOf(await cases.lists.current(), period, timeZone);
  };
  return {
    cases: route('GET', { query: casesQuerySchema, body: noBody }, async ({ query }): Promise<CasesAnswer> => {
      const list = await cases.lists.current();
      const { cases: found, total, cursor } = findPage(list.cases, query);
      return { timeZone, asOf: iso(list.asOf), rows: found.map(caseRow), total, cursor };
    }),
    casesCsv: route('GET', { query: filterSchema, body: noBody }, async ({ query }): Promise<CsvAnswer> => {
      const { cases: all } = await cases.lists.current();
      return { fileName: 'at-risk-cases.csv', text: casesCsv(findCases(all, query).map(caseRow)) };
    }),
    calendar: route('GET', { query: periodSchema, body: noBody }, async ({ query }): Promise<CalendarAnswer> => {
      const period = periodOf(query, CALENDAR_DAYS, timeZone, Date.now());
      const list = await cases.lists.current();
      const coming = findCases(list.cases, { status: 'open', sort: 'next', order: 'asc' });
      return {
        timeZone,
        asOf: iso(list.asOf),
        from: period.from,
        to: period.to,
        entries: coming.flatMap((each) => {
          const next = nextDate(each.overview?.next);
          if (next === null || !isWithin(period, each.overview?.next?.at)) return [];
          const { ticketId, overview, attention } = each;
          const owner = overview?.owner ?? null;
          return [{ ticketId, client: clientShown(each), owner, next, needsAttention: attention !== undefined }];
        }),
      };
    }),
    finance: route('GET', { query: z.object({}), body: noBody }, async (): Promise<FinanceAnswer> => {
      const list = await cases.lists.current();
      const queue = findCases(list.cases, { status: 'open', who: 'finance', sort: 'since', order: 'asc' });
      return {
        timeZone,
        asOf: iso(list.asOf),
        rows: queue.map((each) => ({
          ticketId: each.ticketId,
          client: clientShown(each),
          owner: each.overview?.owner ?? null,
          since: isoOrNull(each.overview?.since),
          waitingFor: waits(each.waitingFor),
          invoices: each.overview?.invoices?.count ?? 0,
          balance: each.overview?.invoices?.balance ?? null,
        })),
      };
    }),
    reports: route('GET', { query: periodSchema, body: noBody }, ({ query }) => report(query)),
    reportsCsv: route('GET', { query: periodSchema, body: noBody }, async ({ query }): Promise<CsvAnswer> => {
      const found = await report(query);
      return { fileName: `at-risk-report-${found.from}-${found.to}.csv`, text: reportsCsv(found) };
    }),
  };
}
