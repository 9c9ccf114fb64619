/** In milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Who acts in the portal: two people of Client Success, two of Finance, one of neither, and other software. */
export type Who = 'casey' | 'sasha' | 'finn' | 'faye' | 'robin' | 'import' | 'workflow';

/** A day counted from the one on which something is done; null clears. */
export type Days = number | null;

/** What somebody does, or what goes wrong. `ticket` counts the At-Risk tickets in the order of their opening. */
export type Deed =
  | { readonly kind: 'openTicket'; readonly owner: 'casey' | 'finn' }
  | {
      readonly kind: 'set';
      readonly ticket: number;
      readonly property: TicketProperty;
      readonly value: string | null;
      readonly by: Who;
    }
  | { readonly kind: 'date'; readonly ticket: number; readonly days: Days; readonly by: Who }
  | { readonly kind: 'status'; readonly value: string | null; readonly by: Who }
  | { readonly kind: 'attachFile'; readonly ticket: number; readonly which?: 'old' | 'missing' }
  | {
      readonly kind: 'etfNote';
      readonly ticket: number;
      readonly blank: boolean;
      readonly how?: 'placeholder' | 'loose';
    }
  | { readonly kind: 'fillEtfNote'; readonly ticket: number }
  | { readonly kind: 'removeNote'; readonly ticket: number; readonly which?: 'notice' | 'etfNote' }
  | { readonly kind: 'note'; readonly ticket: number; readonly words?: 'none' }
  | {
      readonly kind: 'invoice';
      readonly what: 'added' | 'paid' | 'changed' | 'voided' | 'unlinked' | 'deleted';
    }
  /** HubSpot offers invoices on tickets too. */
  | { readonly kind: 'ticketInvoice'; readonly ticket: number }
  /** `moved`: it is another client's. */
  | { readonly kind: 'company'; readonly ticket: number; readonly what: 'removed' | 'back' | 'second' | 'moved' }
  /** A duplicate of the client's company appears, and both are merged into one. */
  | { readonly kind: 'mergeCompany'; readonly into: 'client' | 'duplicate' }
  | { readonly kind: 'clone'; readonly ticket: number; readonly open: boolean }
  /** An old ticket, created closed. */
  | { readonly kind: 'importOld'; readonly answer: 'Yes' | 'No' }
  | { readonly kind: 'merge'; readonly ticket: number }
  | { readonly kind: 'delete'; readonly ticket: number }
  | { readonly kind: 'restore'; readonly ticket: number }
  | { readonly kind: 'pipeline'; readonly ticket: number; readonly atRisk: boolean }
  | { readonly kind: 'task'; readonly ticket: number; readonly what: 'completed' | 'renamed' | 'deleted' }
  | { readonly kind: 'rescind'; readonly ticket: number; readonly as: 'update' | 'signal' }
  | { readonly kind: 'changeDate'; readonly ticket: number; readonly days: number }
  | { readonly kind: 'approve'; readonly ticket: number; readonly by: Who; readonly paid: boolean }
  | { readonly kind: 'nonsense'; readonly ticket: number; readonly as: 'update' | 'signal' | 'webhook' }
  | { readonly kind: 'recheck'; readonly ticket: number }
  | {
      readonly kind: 'support';
      readonly ticket: number;
      readonly about: 'ticket' | 'company' | 'nothing' | 'both' | 'otherClient';
      readonly by?: 'sasha' | 'finn' | 'robin';
      readonly change: 'date' | 'rescission' | 'nothing';
      readonly days: Days;
      readonly explained: boolean;
    }
  | { readonly kind: 'supportForm'; readonly change: 'date' | 'rescission'; readonly days: number }
  | { readonly kind: 'supportClosed' }
  | Trouble;

/** What goes wrong between the service and HubSpot, or with Temporal. */
export type Trouble =
  | { readonly kind: 'hubspotDown'; readonly ms: number; readonly answer: 429 | 503 }
  | { readonly kind: 'readOnly'; readonly ms: number }
  | { readonly kind: 'answersLost'; readonly ms: number }
  | { readonly kind: 'tokenRevoked'; readonly ms: number }
  | { readonly kind: 'webhooksLost'; readonly ms: number }
  | { readonly kind: 'workerKilled'; readonly ms: number }
  | { readonly kind: 'temporalLost'; readonly ms: number };

export type TicketProperty =
  | 'customer_saved'
  | 'cancellation_approval'
  | 'outstanding_invoice'
  | 'invoice_determination'
  | 'finance_approval'
  | 'stage';
