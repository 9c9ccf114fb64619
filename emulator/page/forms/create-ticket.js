import { actor } from '../core/actor.js';
import { addressOf } from '../core/addresses.js';
import { create, listAll } from '../core/crm.js';
import { element } from '../core/dom.js';
import { personOf, pipelineNamed } from '../core/portal.js';
import { choice, labelled, openDialog } from './dialog.js';

/** HubSpot's *Create ticket*, for the At-Risk pipeline. `company` is chosen already when the form is opened from a company's record. */
export async function createAtRiskTicket(company) {
  const companies = (await listAll('companies', ['name'])).map(({ id, properties }) => [id, properties.name ?? id]);
  const pipeline = pipelineNamed('At-Risk');
  const subject = element('input', { name: 'subject', required: true, value: '' });
  const companyChoice = choice('company', [['', 'Choose a company'], ...companies], company?.id ?? '');
  companyChoice.required = true;
  const name = () => companies.find(([id]) => id === companyChoice.value)?.[1];
  const suggest = () => {
    if (subject.value === '' || subject.value.startsWith('At-Risk: '))
      subject.value = name() === undefined ? '' : `At-Risk: ${name()}`;
  };
  companyChoice.addEventListener('change', suggest);
  suggest();
  openDialog({
    title: 'Create At-Risk ticket',
    fields: [
      labelled('Company', companyChoice),
      labelled('Ticket name', subject),
      labelled('Ticket description', element('textarea', { name: 'content', rows: 3 })),
    ],
    action: 'Create',
    said: 'At-Risk ticket created.',
    submit: async (values, submission) => {
      const stage = pipeline.stages[0];
      const properties = {
        subject: values.subject,
        content: values.content,
        hs_pipeline: pipeline.id,
        hs_pipeline_stage: stage.id,
        hubspot_owner_id: personOf(actor.id)?.ownerId ?? '',
      };
      const ticket = await create('tickets', properties, [['companies', values.company]], submission);
      location.assign(addressOf.record('tickets', ticket.id));
    },
  });
}
