import { z } from 'zod';
import type { CardAnswer, WhatIfAnswer } from '../../hubspot-app/src/app/backend/answers';
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
import { RefusedError } from './entry/answer';
import { route, type Call, type CardRoutes } from './entry/routes';
import { actKey, type AppCases, type CaseAct } from './temporal';

/** Further parameters are HubSpot's. */
const nothing = z.object({});
const noBody = z.undefined();
const key = z.string().regex(/^[A-Za-z0-9-]{16,64}$/);

/** What the card of one ticket asks for. */
export function cardRoutes(cases: AppCases, portal: PortalConfig): CardRoutes {
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
  return {
    card: route('GET', { query: nothing, body: noBody }, (call) => card(ticketOf(call))),
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
    rescind: route('POST', { query: nothing, body: rescindSchema().omit({ by: true }).extend({ key }) }, (call) => {
      const [ticketId, by] = [ticketOf(call), personOf(call, 'rescind', portal)];
      const { reason } = call.body;
      const command = { reason, by };
      return act(ticketId, { update: rescindUpdate, command, key: actKey('rescind', by, call.body.key, reason) });
    }),
    changeDate: route(
      'POST',
      { query: nothing, body: changeDateSchema().omit({ by: true }).extend({ key }) },
      (call) => {
        const [ticketId, by] = [ticketOf(call), personOf(call, 'changeDate', portal)];
        const { reason, date } = call.body;
        const command = { reason, date, by };
        return act(ticketId, {
          update: changeDateUpdate,
          command,
          key: actKey('date', by, call.body.key, reason, date),
        });
      },
    ),
    approveClosing: route(
      'POST',
      { query: nothing, body: approveClosingSchema().pick({ determination: true }).extend({ key }) },
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
