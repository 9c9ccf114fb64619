import { actor } from '../core/actor.js';
import { addressOf } from '../core/addresses.js';
import { create } from '../core/crm.js';
import { element } from '../core/dom.js';
import { definitionsOf, personOf } from '../core/portal.js';
import { choice, labelled, openDialog } from './dialog.js';

/** HubSpot's *Create company*. */
export async function createCompany() {
  const definitions = await definitionsOf('companies');
  const optionsOf = (name) => (definitions.get(name)?.options ?? []).map(({ value, label }) => [value, label]);
  const none = ['', '—'];
  openDialog({
    title: 'Create company',
    fields: [
      labelled('Company name', element('input', { name: 'name', required: true })),
      labelled('Service Line', choice('service_line', [none, ...optionsOf('service_line')], 'RCM')),
      labelled('Client Status', choice('client_status', [none, ...optionsOf('client_status')], 'At-Risk')),
    ],
    action: 'Create',
    said: 'Company created.',
    submit: async (values, submission) => {
      const properties = { ...values, hubspot_owner_id: personOf(actor.id)?.ownerId ?? '' };
      const company = await create('companies', properties, [], submission);
      location.assign(addressOf.record('companies', company.id));
    },
  });
}
