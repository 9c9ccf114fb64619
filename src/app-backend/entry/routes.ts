import type { z } from 'zod';
import type { PATHS } from '../../../hubspot-app/src/app/backend/answers';
import { ticketIdSchema, type TicketId, type UserId } from '../../sop/vocabulary/ids';

/** As both sides agreed: the page's project cannot be imported at run time, so the compiler compares the two. */
export const ROUTES: typeof PATHS = {
  card: '/app/cases/:ticketId',
  whatIf: '/app/cases/:ticketId/what-if',
  recheck: '/app/cases/:ticketId/recheck',
  rescind: '/app/cases/:ticketId/rescind',
  changeDate: '/app/cases/:ticketId/change-date',
  approveClosing: '/app/cases/:ticketId/approve-closing',
  cases: '/app/cases',
  casesCsv: '/app/cases.csv',
  calendar: '/app/calendar',
  finance: '/app/finance',
  reports: '/app/reports',
  reportsCsv: '/app/reports.csv',
};

export type RouteName = keyof typeof ROUTES;

/** What a handler is given, read and checked. */
export interface Call<Query = unknown, Body = unknown> {
  readonly ticketId: TicketId | undefined;
  readonly query: Query;
  readonly body: Body;
  /** The HubSpot user who asks, where the portal file trusts HubSpot to have named them (decision 25). */
  readonly userId: UserId | undefined;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Answers with what the page's project has as this route's answer. */
  readonly answer: (call: Call) => Promise<object>;
}

type CardRouteName = 'card' | 'whatIf' | 'recheck' | 'rescind' | 'changeDate' | 'approveClosing';

export type CardRoutes = Readonly<Record<CardRouteName, Route>>;
export type PageRoutes = Readonly<Record<Exclude<RouteName, CardRouteName>, Route>>;
export type Routes = CardRoutes & PageRoutes;

/** A route whose handler has the types of its schemas. */
export function route<Query extends z.ZodType, Body extends z.ZodType>(
  method: Route['method'],
  schemas: { readonly query: Query; readonly body: Body },
  answer: (call: Call<z.output<Query>, z.output<Body>>) => Promise<object>,
): Route {
  // The entry parses query and body with these very schemas before it calls.
  return { method, ...schemas, answer: (call) => answer(call as Call<z.output<Query>, z.output<Body>>) };
}

export interface Matched {
  readonly name: RouteName;
  readonly ticketId: TicketId | undefined;
}

/** The route of a path as it was sent: nothing in it is decoded, as HubSpot signs some encoded characters as if they were plain. */
export function matchRoute(path: string): Matched | undefined {
  for (const [name, pattern] of Object.entries(ROUTES) as [RouteName, string][]) {
    const found = PATTERNS[name].exec(path);
    if (found === null) continue;
    const ticketId = pattern.includes(':ticketId') ? ticketIdSchema.safeParse(found[1]).data : undefined;
    if (pattern.includes(':ticketId') && ticketId === undefined) return undefined;
    return { name, ticketId };
  }
  return undefined;
}

const PATTERNS = Object.fromEntries(
  Object.entries(ROUTES).map(([name, pattern]) => [
    name,
    new RegExp(`^${pattern.replaceAll('.', '\\.').replace(':ticketId', '(\\d{1,20})')}$`),
  ]),
) as Readonly<Record<RouteName, RegExp>>;
