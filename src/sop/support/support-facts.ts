import type { ChangeAfterClosing } from '../after-closing/change';
import type { CalendarDate, Instant } from '../vocabulary/dates';
import type { ClientStatus, ServiceNote, TicketFacts } from '../vocabulary/facts';
import type { CompanyId, TicketId, UserId } from '../vocabulary/ids';
import type { Timeline } from '../vocabulary/timeline';

/** C3: what the *Properties & Objects* form can ask for. */
export type RequestedChange = 'date' | 'rescission';

/** Null in a timeline means any other stage: someone has taken over the support ticket. */
export type SupportStage = 'new' | 'closed';

/** What the form says, so far. The explanation's text stays in HubSpot. */
export interface SupportForm {
  readonly change?: RequestedChange | undefined;
  readonly date?: CalendarDate | undefined;
  readonly explained: boolean;
}

/** C1, C2: the change that the form asks for; undefined where it does not say. */
export function changeOf({ change, date }: SupportForm): ChangeAfterClosing | undefined {
  if (change === 'rescission') return { kind: 'rescission' };
  return change === undefined || date === undefined ? undefined : { kind: 'date', date };
}

/** Who last filled in the form, as far as HubSpot proves it; `unknown`: an automation, an import, a copy, or a stranger. */
export type Requester =
  { readonly kind: 'user'; readonly userId: UserId; readonly teams: readonly string[] } | { readonly kind: 'unknown' };

/** An At-Risk ticket that the request may be about. */
export interface AtRiskCandidate {
  readonly ticket: TicketFacts;
  /** Associated with the support ticket itself; otherwise found through its company. */
  readonly named: boolean;
  /** C4: the explanations that this service wrote there, which show what was applied (X3). */
  readonly explanations: readonly ServiceNote[];
  /** The current value of its company's Client Status; read only where it decides something (`needsClientStatus`). */
  readonly clientStatus?: ClientStatus;
}

/** Another request around the same At-Risk tickets or companies. */
export interface OtherRequest {
  readonly id: TicketId;
  readonly createdAt: Instant;
  readonly open: boolean;
  readonly form: SupportForm;
}

/**
 * One fresh snapshot of a support ticket. The tickets around it are read only while it is open, the explanations and other
 * requests only once its form is filled in.
 */
export interface SupportFacts {
  readonly id: TicketId;
  readonly createdAt: Instant;
  /** When the record was last changed, by HubSpot's clock: shows whether this read is as new as a signal. */
  readonly changedAt: Instant;
  /** When the form was last filled in or changed: the instant of this request. */
  readonly askedAt: Instant;
  readonly stage: Timeline<SupportStage>;
  readonly form: SupportForm;
  /** Read only once the form is filled in. */
  readonly requester?: Requester | undefined;
  /** All companies that the support ticket is associated with. */
  readonly companyIds: readonly CompanyId[];
  /** The primary one of them, or the only one. */
  readonly clientId?: CompanyId | undefined;
  /** This service's notes on the support ticket; absent where they were not read. */
  readonly notes?: readonly ServiceNote[] | undefined;
  readonly candidates: readonly AtRiskCandidate[];
  readonly others: readonly OtherRequest[];
  /** `mode: observe`: the stage is assumed, and HubSpot does not show it. */
  readonly isAhead?: true;
}

/** What reading a support ticket can find. `otherForm`: another form of PrimeSupport, or no support ticket at all. */
export type SupportReading =
  | { readonly kind: 'found'; readonly facts: SupportFacts }
  | { readonly kind: 'merged'; readonly into: TicketId }
  | { readonly kind: 'otherForm' }
  | { readonly kind: 'gone' };

/** Whether every field that the wanted change needs has something in it. */
export function isFilledIn(form: SupportForm): boolean {
  return form.explained && changeOf(form) !== undefined;
}
