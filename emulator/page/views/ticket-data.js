import { associatedIds, listAll, readAll } from '../core/crm.js';
import { definitionsOf } from '../core/portal.js';

const SHOWN = [
  'subject',
  'hs_pipeline',
  'hs_pipeline_stage',
  'customer_saved',
  'rcm_cancellation_date',
  'hubspot_owner_id',
  'createdate',
];
/** Of the service, where the portal has it: what happens next, in words. */
const NEXT_STEP = 'at_risk_next_step';

/** All tickets with their company; the newest first. */
export async function ticketsWithCompany() {
  const definitions = await definitionsOf('tickets');
  const tickets = await listAll(
    'tickets',
    [...SHOWN, NEXT_STEP].filter((name) => definitions.has(name)),
    ['companies'],
  );
  const companyIds = [...new Set(tickets.map((ticket) => associatedIds(ticket, 'companies')[0]).filter(Boolean))];
  const companies = new Map(
    (await readAll('companies', companyIds, ['name', 'client_status'])).map((company) => [company.id, company]),
  );
  return tickets
    .map((ticket) => ({
      id: ticket.id,
      ...ticket.properties,
      nextStep: ticket.properties[NEXT_STEP] ?? '',
      company: companies.get(associatedIds(ticket, 'companies')[0]),
    }))
    .sort((a, b) => Number(b.id) - Number(a.id));
}
