import type { Emulator } from '../../emulator';
import { caller } from '../emulator/support';

const OURS = {
  tickets: [
    ...['customer_saved', 'cancellation_approval', 'rcm_cancellation_date', 'outstanding_invoice', 'finance_approval'],
    ...['invoice_determination', 'support_form', 'requested_change', 'requested_rcm_cancellation_date'],
    ...['change_explanation', 'at_risk_phase', 'at_risk_waiting_for', 'at_risk_waiting_since', 'at_risk_next_step'],
    ...['at_risk_next_date', 'at_risk_needs_attention', 'at_risk_outcome'],
  ],
  companies: ['client_status', 'service_line', 'at_risk_case_ticket'],
} as const;

/** Leaves the portal only what HubSpot brings. */
export async function emptyPortal(emulator: Emulator): Promise<void> {
  const app = caller(emulator);
  for (const [type, names] of Object.entries(OURS)) {
    for (const name of names) await app('DELETE', `/crm/v3/properties/${type}/${name}`);
  }
  for (const id of ['800100', '800200']) await app('DELETE', `/crm/v3/pipelines/tickets/${id}`);
}
