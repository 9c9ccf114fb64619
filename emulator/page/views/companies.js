import { addressOf } from '../core/addresses.js';
import { associatedIds, listAll } from '../core/crm.js';
import { badge, button, link } from '../core/dom.js';
import { ownerOf } from '../core/portal.js';
import { statusKind } from '../core/status.js';
import { createCompany } from '../forms/create-company.js';
import { heading } from './heading.js';
import { table } from './table.js';

const SHOWN = ['name', 'client_status', 'service_line', 'hubspot_owner_id'];

const COLUMNS = [
  {
    name: 'Company name',
    text: ({ properties }) => properties.name ?? '',
    cell: ({ id, properties }) => link(addressOf.record('companies', id), properties.name || `Company ${id}`),
  },
  {
    name: 'Client Status',
    text: ({ properties }) => properties.client_status ?? '',
    cell: ({ properties: { client_status: status } }) => (status ? badge(status, statusKind(status)) : ''),
  },
  { name: 'Service Line', text: ({ properties }) => properties.service_line ?? '' },
  { name: 'Tickets', text: (company) => String(associatedIds(company, 'tickets').length) },
  { name: 'Owner', text: ({ properties }) => ownerOf(properties.hubspot_owner_id)?.name ?? '' },
];

/** The portal's companies, with their Client Status. */
export async function showCompanies(main, { query }) {
  const shown = table('Companies', COLUMNS, query);
  main.replaceChildren(
    heading(
      'Companies',
      button('Create company', () => void createCompany(), { class: 'primary' }),
    ),
    shown.element,
  );
  const refresh = async () => shown.show(await listAll('companies', SHOWN, ['tickets']));
  await refresh();
  return refresh;
}
