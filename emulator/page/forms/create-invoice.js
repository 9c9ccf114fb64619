import { create } from '../core/crm.js';
import { element } from '../core/dom.js';
import { labelled, openDialog } from './dialog.js';

/** HubSpot's *Create invoice*, for a company. */
export function createInvoice(companyId) {
  openDialog({
    title: 'Create invoice',
    fields: [
      labelled(
        'Number',
        element('input', { name: 'number', required: true, value: `INV-${String(Date.now()).slice(-6)}` }),
      ),
      labelled(
        'Balance due, USD',
        element('input', {
          name: 'amount',
          required: true,
          inputmode: 'decimal',
          pattern: '[0-9]+([.][0-9]{1,2})?',
          value: '500.00',
        }),
      ),
    ],
    action: 'Create',
    said: 'Invoice created.',
    submit: ({ number, amount }, submission) =>
      create(
        'invoices',
        {
          hs_number: number,
          hs_invoice_status: 'open',
          hs_balance_due: amount,
          hs_amount_billed: amount,
          hs_currency: 'USD',
        },
        [['companies', companyId]],
        submission,
      ),
  });
}
