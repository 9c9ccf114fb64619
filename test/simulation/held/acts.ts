import * as fc from 'fast-check';
import { SECOND, MINUTE, HOUR } from '../scenario/deeds';

/** Two people of Client Success, two of Finance, one of neither. */
const PEOPLE = ['casey', 'sasha', 'robin', 'finn', 'faye'] as const;
export type Person = (typeof PEOPLE)[number];

/** HubSpot's names for what software does; with each the attacker has a user of Finance named as the author. */
const SOFTWARE = [
  'IMPORT',
  'CLONE_OBJECTS',
  'MERGE_OBJECTS',
  'RESTORE_OBJECTS',
  'PROPERTY_RESTORE',
  'HELP_DESK_AI',
  'CUSTOMER_AGENT',
  'SALESFORCE',
  'BATCH_UPDATE',
  'AUTOMATION_PLATFORM',
  'INTEGRATION',
  'A_SOURCE_OF_NEXT_YEAR',
] as const;

/** Where people work, as HubSpot's histories name it. */
const PLACES = ['CRM_UI', 'CRM_UI_BULK_ACTION', 'MOBILE_IOS', 'MOBILE_ANDROID', 'HELP_DESK', 'CONVERSATIONS'] as const;

export type Author =
  | { readonly kind: 'person'; readonly who: Person; readonly place: (typeof PLACES)[number] }
  | { readonly kind: 'software'; readonly source: (typeof SOFTWARE)[number]; readonly names: 'finn' | 'faye' };

/** What is tried, in the words of the table of attacks in docs/security.md. `on`: the first ticket, or the newest. */
export type What =
  | { readonly kind: 'set'; readonly property: Property; readonly value: string; readonly by: Author }
  | { readonly kind: 'complete' }
  | { readonly kind: 'invoice'; readonly change: InvoiceChange; readonly onTicket: boolean; readonly by: Person }
  | { readonly kind: 'company'; readonly change: 'moved' | 'back' | 'removed' | 'dummyMadePrimary' }
  | { readonly kind: 'owner'; readonly to: Person; readonly by: Person }
  | { readonly kind: 'mergeIn'; readonly other: 'blank' | 'approved' | 'closedByService' }
  | { readonly kind: 'note'; readonly says: Forgery; readonly by: Person }
  | { readonly kind: 'editServiceNote'; readonly says: Forgery; readonly by: Person }
  | { readonly kind: 'deleteServiceNotes'; readonly by: Person }
  | { readonly kind: 'stage'; readonly to: 'open' | 'closed'; readonly by: Author }
  | { readonly kind: 'pipeline' }
  | { readonly kind: 'newTicket'; readonly answer: 'Yes' | 'No' | '' }
  | { readonly kind: 'clone' }
  | { readonly kind: 'deleteAndRestore' }
  | { readonly kind: 'command'; readonly command: 'approve' | 'rescind' | 'changeDate' | 'recheck' | 'nonsense' }
  | { readonly kind: 'form'; readonly change: 'date' | 'rescission'; readonly by: 'sasha' | 'finn' | 'robin' };

export type Property =
  'customer_saved' | 'cancellation_approval' | 'outstanding_invoice' | 'invoice_determination' | 'finance_approval';
export type InvoiceChange = 'added' | 'olderLinked' | 'grown' | 'paid' | 'paidWithBalance' | 'draft' | 'voided' | Gone;
type Gone = 'unlinked' | 'deleted';
export type Forgery = 'reopened' | 'freed' | 'approvedByFinance' | 'approvalStands';

/** `after`: milliseconds since the act before it. */
export interface Act {
  readonly what: What;
  readonly after: number;
}

/** How the ticket came to be held. */
const HOLDS = ['invoice', 'ticketInvoice', 'flag'] as const;
export type Hold = (typeof HOLDS)[number];

/**
 * How the ticket stands when the attack begins: saved; not saved, with N1–N5; or not saved and approved by Finance, with N2–N5
 * missing. Tickets without an answer are not checked closely.
 */
const BEGINNINGS = ['saved', 'notSaved', 'approved'] as const;

export interface Attack {
  readonly hold: Hold;
  readonly beginning: (typeof BEGINNINGS)[number];
  readonly acts: readonly Act[];
}

const person = fc.constantFrom(...PEOPLE);
const author: fc.Arbitrary<Author> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('person' as const), who: person, place: fc.constantFrom(...PLACES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('software' as const),
      source: fc.constantFrom(...SOFTWARE),
      names: fc.constantFrom('finn' as const, 'faye' as const),
    }),
  },
);
const finance: fc.Arbitrary<Author> = fc.record({
  kind: fc.constant('person' as const),
  who: fc.constantFrom('finn' as const, 'faye' as const),
  place: fc.constantFrom(...PLACES),
});

const set = (property: Property, values: readonly string[], by = author): fc.Arbitrary<What> =>
  fc.record({
    kind: fc.constant('set' as const),
    property: fc.constant(property),
    value: fc.constantFrom(...values),
    by,
  });
const act = <K extends What['kind']>(
  kind: K,
  rest: { [P in Exclude<keyof Extract<What, { kind: K }>, 'kind'>]: fc.Arbitrary<Extract<What, { kind: K }>[P]> },
): fc.Arbitrary<What> => fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<What>;
const often = (weight: number, arbitrary: fc.Arbitrary<What>): fc.WeightedArbitrary<What> => ({ weight, arbitrary });

const forgery = fc.constantFrom<Forgery>('reopened', 'freed', 'approvedByFinance', 'approvalStands');

const what: fc.Arbitrary<What> = fc.oneof(
  often(5, set('customer_saved', ['Yes', 'Yes', 'No', ''])),
  often(4, act('complete', {})),
  often(3, set('outstanding_invoice', ['Yes', 'No', ''])),
  often(5, set('invoice_determination', ['Paid in full', 'Sent to collections', 'Paid in full', ''])),
  often(4, set('finance_approval', ['Yes'], finance)),
  often(4, set('finance_approval', ['Yes', 'Yes', 'No', ''])),
  often(1, set('cancellation_approval', ['Yes', 'No', ''])),
  often(
    6,
    act('invoice', {
      change: fc.constantFrom<InvoiceChange>(
        'added',
        'olderLinked',
        'grown',
        'paid',
        'paidWithBalance',
        'draft',
        'voided',
        'unlinked',
        'deleted',
      ),
      onTicket: fc.boolean(),
      by: person,
    }),
  ),
  often(3, act('company', { change: fc.constantFrom('moved', 'back', 'back', 'removed', 'dummyMadePrimary') })),
  often(2, act('owner', { to: person, by: person })),
  often(2, act('mergeIn', { other: fc.constantFrom('blank', 'approved', 'closedByService') })),
  often(2, act('note', { says: forgery, by: person })),
  often(2, act('editServiceNote', { says: forgery, by: person })),
  often(1, act('deleteServiceNotes', { by: person })),
  often(3, act('stage', { to: fc.constantFrom('closed', 'closed', 'open'), by: author })),
  often(1, act('pipeline', {})),
  often(1, act('newTicket', { answer: fc.constantFrom('Yes', 'No', '') })),
  often(1, act('clone', {})),
  often(1, act('deleteAndRestore', {})),
  often(
    3,
    act('command', { command: fc.constantFrom('approve', 'approve', 'rescind', 'changeDate', 'recheck', 'nonsense') }),
  ),
  often(
    1,
    act('form', { change: fc.constantFrom('date', 'rescission'), by: fc.constantFrom('sasha', 'finn', 'robin') }),
  ),
);

const after = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * SECOND),
  fc.integer({ min: 3, max: 90 }).map((minutes) => minutes * MINUTE),
  fc.integer({ min: 2, max: 60 }).map((hours) => hours * HOUR),
);

/** What people, software and forms do around a ticket that is held by an outstanding invoice. */
export const attacks: fc.Arbitrary<Attack> = fc.record({
  hold: fc.constantFrom(...HOLDS),
  beginning: fc.constantFrom(...BEGINNINGS),
  acts: fc.array(fc.record({ what, after }), { minLength: 1, maxLength: 14, size: 'max' }),
});
