import { SUPPORT_PIPELINE } from '../../../dev/portal/people';
import { readingsOf } from './answer';
import { isDue } from './cancellation';
import { isCancellation } from './evidence';
import { entriesOf, last, valueIn } from './history';
import { linesOf } from './note';
import type { SopChoices } from './settings';
import { companyOf, isAtRisk, isSupport, ticketsOfClient, openedAt, type Ticket, type View } from './view';

/** C3: the people of Client Success, who may ask for a change. */
const MAY_ASK: readonly number[] = [5001, 5002];

/** Whether a support ticket asks for this on this At-Risk ticket, and may. `day`: the date it wants; undefined for a rescission. */
export function isAskedFor(ticket: Ticket, day: string | undefined, view: View, choices: SopChoices): boolean {
  return view.tickets.some(
    (request) => isSupport(request) && objectionToRequest(request, ticket, day, view, choices) === undefined,
  );
}

/** C3: why the request is not carried out on this ticket; `madeAt`: when it was, where that is judged afterwards. */
export function objectionToRequest(
  request: Ticket,
  ticket: Ticket,
  day: string | undefined,
  view: View,
  choices: SopChoices,
  madeAt = Infinity,
): string | undefined {
  const { record } = request;
  const wanted = valueIn(record, 'requested_change');
  const date = valueIn(record, 'requested_rcm_cancellation_date');
  if (linesOf(valueIn(record, 'change_explanation')).length === 0) return 'C3: without an explanation';
  if (wanted === 'Rescind cancellation') {
    if (day !== undefined) return 'C3: a rescission asks for no date';
    if (date !== '') return 'C3: a rescission with a date contradicts itself';
  } else if (wanted !== 'Change RCM Cancellation Date' || day === undefined || date !== day)
    return 'C3: asked for nothing of the kind';
  // Whoever completes the form of somebody else asks for it, too.
  const askers = [entriesOf(record, 'support_form')[0], last(entriesOf(record, 'change_explanation'))];
  if (!askers.some((asker) => asker?.by === 'user' && MAY_ASK.includes(asker.user ?? 0)))
    return 'C3: asked for by nobody who may';
  return objectionToTarget(request, ticket, view, choices, madeAt);
}

function objectionToTarget(
  request: Ticket,
  ticket: Ticket,
  view: View,
  choices: SopChoices,
  madeAt: number,
): string | undefined {
  const company = companyOf(request);
  const named = request.linked.includes(ticket.id);
  if (named) {
    const differs = company !== undefined && companyOf(ticket) !== undefined && company !== companyOf(ticket);
    return differs ? 'C3: the support ticket and the At-Risk ticket are of different clients' : undefined;
  }
  if (request.linked.some((id) => view.tickets.some((other) => other.id === id && isAtRisk(other))))
    return 'C3: another ticket is named';
  if (company === undefined || !isOf(ticket, company)) return 'C3: it leads to another client';
  const newer = ticketsOfClient(view, company).filter((other) => openedAt(other) > openedAt(ticket));
  // S5: one that is not complete takes over from no cancellation that is still to come.
  const live = newer.some(
    (other) =>
      changedAt(other) < madeAt &&
      readingsOf(other, choices).every(({ kind }) => kind === 'notSaved') &&
      (isDue(ticket, choices, view.at) || isCancellation(other, view, choices)),
  );
  return live ? 'C3: a newer ticket has the live cancellation' : undefined;
}

/** N1, N4, N5: what a person entered of a cancellation last. */
function changedAt({ record }: Ticket): number {
  const names = ['customer_saved', 'rcm_cancellation_date', 'cancellation_approval'];
  return Math.max(...names.map((name) => last(entriesOf(record, name))?.at ?? 0));
}

/** Of a ticket with several companies and no primary one, each may be its client: RULES do not say. */
function isOf(ticket: Ticket, company: string): boolean {
  return (companyOf(ticket) ?? company) === company && ticket.companies.some(({ id }) => id === company);
}

export function isNewRequest({ record }: Ticket): boolean {
  return valueIn(record, 'hs_pipeline_stage') === SUPPORT_PIPELINE.new;
}
