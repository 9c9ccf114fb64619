import type { Act, ActName, ActWay } from '../../../hubspot-app/src/app/backend/answers';
import type { PortalConfig, TicketProperty, YesNoProperty } from '../../config/portal';
import type { CaseView } from '../../contract/case';
import { obstacleTo } from '../../sop/after-closing/change';
import type { Decision } from '../../sop/decision/decision';
import { answerOf } from '../../sop/ticket/answer';
import type { CaseFacts, YesNo } from '../../sop/vocabulary/facts';
import { currentValue } from '../../sop/vocabulary/timeline';

/** A case that has read its ticket. */
interface Shown {
  readonly facts: CaseFacts;
  readonly decision: Decision;
}

type Portal = Pick<PortalConfig, 'app' | 'sop' | 'ticket' | 'supportRequests'>;

/**
 * What a person can do about a case, and how. Where HubSpot does not prove who the person is (decision 25), an act that needs one is
 * made in HubSpot, whose history does: on the ticket, or after closing with PrimeSupport's form, as the SOP says (C3).
 */
export function actsOf(view: CaseView, portal: Portal): readonly Act[] {
  const { reading, decision } = view;
  const recheck: Act = {
    act: 'recheck',
    label: 'Check again',
    effect: 'The service reads the ticket and its client again now, and does what the SOP says.',
    ...POSSIBLE,
    asksReason: false,
    financeOnly: false,
    way: { kind: 'here' },
  };
  if (reading?.kind !== 'found' || decision === undefined) return [recheck];
  const shown = { facts: reading.facts, decision };
  return [recheck, rescission(shown, portal), dateChange(shown, portal), approval(shown, portal)];
}

const POSSIBLE = { possible: true, whyNot: null } as const;

function unless(whyNot: string | undefined): Pick<Act, 'possible' | 'whyNot'> {
  return whyNot === undefined ? POSSIBLE : { possible: false, whyNot };
}

/** C2. */
function rescission(shown: Shown, portal: Portal): Act {
  return {
    act: 'rescind',
    label: 'Rescind the cancellation',
    effect:
      portal.sop.rescindedClient === 'monitor'
        ? `The client is saved: Customer Saved becomes Yes, Cancellation Approval becomes No, the RCM Cancellation Date is cleared, and the client is monitored for ${portal.sop.monitoringDays} days.`
        : 'The client is saved: Customer Saved becomes Yes, Cancellation Approval becomes No, the RCM Cancellation Date is cleared, and the client is Active.',
    ...unless(notCancelled(shown, portal)),
    asksReason: true,
    financeOnly: false,
    way: wayOf('rescind', shown, portal),
  };
}

/** C1. */
function dateChange(shown: Shown, portal: Portal): Act {
  return {
    act: 'changeDate',
    label: 'Change the RCM Cancellation Date',
    effect: 'The cancellation follows the new date, and the deactivation checklist moves with it.',
    ...unless(notCancelled(shown, portal)),
    asksReason: true,
    financeOnly: false,
    way: wayOf('changeDate', shown, portal),
  };
}

/** I1, I3. */
function approval(shown: Shown, portal: Portal): Act {
  const waits = shown.decision.waitingFor.some(({ code }) => code === 'financeApproval');
  return {
    act: 'approveClosing',
    label: 'Approve closing (Finance)',
    effect: 'The outstanding invoice no longer holds the ticket, which closes as soon as the SOP allows.',
    ...unless(waits ? undefined : 'No outstanding invoice waits for an approval.'),
    asksReason: false,
    financeOnly: true,
    way: wayOf('approveClosing', shown, portal),
  };
}

function notCancelled({ facts }: Shown, { sop }: Portal): string | undefined {
  return answerOf(facts.ticket, sop).kind === 'notSaved' ? undefined : 'Customer Saved is not No.';
}

/** C1–C3: whether the service itself, or the form, takes the change; an open ticket is simply edited. */
function isAfterClosing({ facts }: Shown, { sop }: Portal): boolean {
  const { ticket, company } = facts;
  const clientStatus = company?.kind === 'one' ? currentValue(company.clientStatus)?.value : undefined;
  return obstacleTo('date', { ticket, ...(clientStatus && { clientStatus }) }, sop) === undefined;
}

/** Whether the service makes the change itself, in the name of the person who asks. */
export function isOfferedHere(act: ActName, { app, sop, ticket }: Portal): boolean {
  if (act === 'recheck') return true;
  if (!app.userProvedByHubSpot || ticket.mode === 'observe') return false;
  return act !== 'approveClosing' || sop.approvalOutsideHubSpot;
}

function wayOf(act: Exclude<ActName, 'recheck'>, shown: Shown, portal: Portal): ActWay {
  const closed = act === 'approveClosing' || isAfterClosing(shown, portal);
  if (closed && isOfferedHere(act, portal)) return { kind: 'here' };
  if (act === 'approveClosing') return approvalInHubSpot(shown, portal);
  return isAfterClosing(shown, portal) ? byForm(act, portal) : onTicket(act, portal);
}

/** C3. */
function byForm(act: 'rescind' | 'changeDate', { supportRequests }: Portal): ActWay {
  const { form, changes } = supportRequests;
  return {
    kind: 'support',
    form,
    steps: [
      `Submit PrimeSupport's form "${form}", and choose "${act === 'rescind' ? changes.rescission : changes.date}".`,
      'Name this ticket or its company, and say why. The service makes the change, adds the note that explains it, and answers.',
    ],
  };
}

function onTicket(act: 'rescind' | 'changeDate', portal: Portal): ActWay {
  const set = act === 'rescind' ? [yesNo('customerSaved', 'Yes', portal)] : [chosen('rcmCancellationDate', portal)];
  return { kind: 'property', set, steps: set.map(inWords) };
}

/** I3: the determination comes first, as an approval that is older does not count. */
function approvalInHubSpot({ facts }: Shown, portal: Portal): ActWay {
  const determined = currentValue(facts.ticket.invoiceDetermination) !== undefined;
  const set = [
    ...(determined ? [] : [chosen('invoiceDetermination', portal)]),
    yesNo('financeApproval', 'Yes', portal),
  ];
  const steps = set.map((each) => `Finance ${lowerFirst(inWords(each))}`);
  return { kind: 'property', set, steps: [...steps, 'HubSpot records who it was; only Finance counts.'] };
}

type Setting = Extract<ActWay, { kind: 'property' }>['set'][number];

const LABELS: Readonly<Record<TicketProperty, string>> = {
  customerSaved: 'Customer Saved',
  cancellationApproval: 'Cancellation Approval',
  rcmCancellationDate: 'RCM Cancellation Date',
  outstandingInvoice: 'Outstanding Invoice',
  invoiceDetermination: 'Invoice Determination',
  financeApproval: 'Finance Approval',
};

function chosen(property: TicketProperty, { ticket }: Portal): Setting {
  return { name: ticket.properties[property], label: LABELS[property] };
}

function yesNo(property: YesNoProperty, value: YesNo, portal: Portal): Setting {
  const { checkboxes, write } = portal.ticket;
  const checkbox = value === 'Yes' ? 'true' : 'false';
  const written = value === 'Yes' ? write.yes : write.no;
  return { ...chosen(property, portal), value: checkboxes.includes(property) ? checkbox : written };
}

function inWords({ label, value }: Setting): string {
  return value === undefined ? `Sets ${label} on the ticket.` : `Sets ${label} on the ticket to ${value}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
