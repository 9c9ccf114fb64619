import { z } from 'zod';
import type {
  CalendarAnswer,
  CardAnswer,
  CasesAnswer,
  CsvAnswer,
  FinanceAnswer,
  ReportsAnswer,
  WhatIfAnswer,
} from '../../hubspot-app/src/app/backend/answers';
import type { PortalConfig } from '../config/portal';
import {
  approveClosingSchema,
  approveClosingUpdate,
  changeDateSchema,
  changeDateUpdate,
  rescindSchema,
  rescindUpdate,
} from '../contract/commands';
import { calendarDateSchema, instantAt } from '../sop/vocabulary/dates';
import type { TicketId, UserId } from '../sop/vocabulary/ids';
import { isOfferedHere } from './card/acts';
import { cardOf, whatIfOf } from './card/card';
import { casesQuerySchema, filterSchema, findCases, findPage } from './cases/find';
import { caseRow, clientShown, iso, isoOrNull, nextDate, waits } from './cases/shown';
import { RefusedError } from './entry/answer';
import { route, type Call, type Routes } from './entry/routes';
import { casesCsv, reportsCsv } from './reports/csv';
import { isWithin, periodOf, periodSchema } from './reports/period';
import { reportOf } from './reports/report';
import { actKey, type AppCases, type CaseAct } from './temporal';

/** Further parameters are HubSpot's. */
const nothing = z.object({});
const noBody = z.undefined();
const key = z.string().regex(/^[A-Za-z0-9-]{16,64}$/);
const ofNothing = { query: nothing, body: noBody };

/** In days. */
const CALENDAR_DAYS = 60;
const REPORT_DAYS = -365;

/** Every path of the card and the page. */
export function appRoutes(cases: AppCases, portal: PortalConfig): Routes {
  const { timeZone } = portal.sop;
  const card = async (ticketId: TicketId): Promise<CardAnswer> => {
    const shown = await cases.shown(ticketId);
    if (shown === undefined) throw new RefusedError('noCase');
    return cardOf(shown, portal);
  };
  const afterwards = async (ticketId: TicketId, done: unknown): Promise<CardAnswer> => {
    if (done === undefined) throw new RefusedError('noCase', 'The case of the ticket has ended.');
    cases.lists.expire();
    return card(ticketId);
  };
  const act = async <Command>(ticketId: TicketId, given: CaseAct<Command>): Promise<CardAnswer> =>
    afterwards(ticketId, await cases.act(ticketId, given));
  const report = async (asked: z.output<typeof periodSchema>): Promise<ReportsAnswer> => {
    const period = periodOf(asked, REPORT_DAYS, timeZone, Date.now());
    return reportOf(await cases.lists.current(), period, timeZone);
  };
  return {
    card: route('GET', ofNothing, (call) => card(ticketOf(call))),
    whatIf: route('GET', { query: z.object({ date: calendarDateSchema }), body: noBody }, async (call) => {
      const shown = await cases.shown(ticketOf(call));
      const answer: WhatIfAnswer | undefined =
        shown && whatIfOf(shown.view, call.query.date, portal, instantAt(Date.now()));
      if (answer === undefined) throw new RefusedError('noCase');
      return answer;
    }),
    recheck: route('POST', { query: nothing, body: z.union([noBody, nothing]) }, async (call) => {
      const ticketId = ticketOf(call);
      return afterwards(ticketId, await cases.recheck(ticketId));
    }),
    rescind: route('POST', { query: nothing, body: rescindSchema.omit({ by: true }).extend({ key }) }, (call) => {
      const [ticketId, by] = [ticketOf(call), personOf(call, 'rescind', portal)];
      const { reason } = call.body;
      const command = { reason, by };
      return act(ticketId, { update: rescindUpdate, command, key: actKey('rescind', by, call.body.key, reason) });
    }),
    changeDate: route('POST', { query: nothing, body: changeDateSchema.omit({ by: true }).extend({ key }) }, (call) => {
      const [ticketId, by] = [ticketOf(call), personOf(call, 'changeDate', portal)];
      const { reason, date } = call.body;
      const command = { reason, date, by };
      return act(ticketId, { update: changeDateUpdate, command, key: actKey('date', by, call.body.key, reason, date) });
    }),
    approveClosing: route(
      'POST',
      { query: nothing, body: approveClosingSchema.pick({ determination: true }).extend({ key }) },
      (call) => {
        const [ticketId, by] = [ticketOf(call), personOf(call, 'approveClosing', portal)];
        const { determination } = call.body;
        const command = { determination, by, from: 'the card in HubSpot' };
        return act(ticketId, {
          update: approveClosingUpdate,
          command,
          key: actKey('approve', by, call.body.key, determination),
        });
      },
    ),
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
    finance: route('GET', ofNothing, async (): Promise<FinanceAnswer> => {
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

/** The entry has matched the path. */
function ticketOf({ ticketId }: Pick<Call, 'ticketId'>): TicketId {
  if (ticketId === undefined) throw new RefusedError('notFound');
  return ticketId;
}

/** Decision 25: only where HubSpot proves who asks, and the portal file says so. */
function personOf(
  { userId }: Pick<Call, 'userId'>,
  act: 'rescind' | 'changeDate' | 'approveClosing',
  portal: PortalConfig,
): UserId {
  if (userId === undefined || !isOfferedHere(act, portal)) throw new RefusedError('personNotProved');
  return userId;
}
