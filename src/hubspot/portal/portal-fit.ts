import { YES_NO_PROPERTIES, TICKET_PROPERTIES, type PortalConfig } from '../../config/portal';
import { propertiesSchema, propertyDefinitionSchema, type PropertyDefinition } from '../client/answers';
import { CALL, ask, callWith, input, unlessGone, type HubSpotClient } from '../client/client';
import { HubSpotError } from '../client/errors';
import { shownInPortal, type ShownInPortal } from './shown-properties';
import { writeYesNo } from './values';

/**
 * X1: whether the portal has every property and option that the portal file names. HubSpot answers a question for a property
 * that it does not have as if it had never been set, so without this check a case would wait forever. The same calls answer what
 * the portal has for tickets to show their cases, which nothing waits for.
 */
export async function checkPortalFits(client: HubSpotClient, portal: PortalConfig): Promise<ShownInPortal> {
  const ofTicket = Object.values(portal.ticket.properties);
  const ofCompany = [portal.company.properties.clientStatus];
  const { write, properties } = portal.ticket.shown;
  const [tickets, companies] = await Promise.all([
    readDefinitions(client, 'tickets', [...ofTicket, ...(write ? Object.values(properties) : [])]),
    readDefinitions(client, 'companies', [...ofCompany, ...(write ? [portal.company.properties.caseTicket] : [])]),
  ]);
  refuseAll([
    ...(await hiddenOnes(client, 'ticket', ofTicket, tickets)),
    ...(await hiddenOnes(client, 'company', ofCompany, companies)),
  ]);
  refuseAll(misfits(portal, tickets, companies));
  return shownInPortal(portal, tickets, companies);
}

/** C3: the same for what support requests need. Separate, as cases do not need it. */
export async function checkSupportFits(client: HubSpotClient, portal: PortalConfig): Promise<void> {
  const names = Object.values(portal.supportRequests.properties);
  const definitions = await readDefinitions(client, 'tickets', names);
  refuseAll(await hiddenOnes(client, 'ticket', names, definitions));
  refuseAll(supportMisfits(portal, definitions));
}

function refuseAll(problems: readonly string[]): void {
  if (problems.length > 0) throw new HubSpotError({ kind: 'mismatch', detail: `${problems.join('; ')}.` });
}

/** Scopes without which an app is not shown what such a property holds. https://developers.hubspot.com/docs/api-reference/crm-sensitive-data/guide */
export const SENSITIVE_SCOPES = {
  ticket: { sensitive: 'tickets.sensitive', highly_sensitive: 'tickets.highly_sensitive' },
  company: {
    sensitive: 'crm.objects.companies.sensitive.read',
    highly_sensitive: 'crm.objects.companies.highly_sensitive.read',
  },
} as const;
export type Sensitivity = keyof (typeof SENSITIVE_SCOPES)['ticket'];

/** Properties that are not there among the others, as they hold sensitive data: a clause each. Asked for one by one, seldom as it is. */
async function hiddenOnes(
  client: HubSpotClient,
  objectType: 'ticket' | 'company',
  names: readonly string[],
  shown: readonly PropertyDefinition[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names.filter((each) => !shown.some((definition) => definition.name === each))) {
    const sensitivity = await sensitivityOf(client, objectType, name);
    if (sensitivity === undefined) continue;
    found.push(
      `the ${objectType} property ${name} holds sensitive data, which HubSpot shows only to an app with the scope ${SENSITIVE_SCOPES[objectType][sensitivity]}; this service asks for no such data: name a property in the portal file whose data is not marked as sensitive`,
    );
  }
  return found;
}

/** Whether HubSpot has the property, but does not list it among the others. */
export async function sensitivityOf(
  { api }: HubSpotClient,
  objectType: 'ticket' | 'company',
  name: string,
): Promise<Sensitivity | undefined> {
  const plural = objectType === 'ticket' ? 'tickets' : 'companies';
  for (const sensitivity of ['sensitive', 'highly_sensitive'] as const) {
    const definition = await unlessGone(() =>
      ask('read a property', propertyDefinitionSchema, () =>
        api.crm.properties.coreApi.getByName(plural, name, false, undefined, callWith('dataSensitivity', sensitivity)),
      ),
    );
    if (definition !== undefined) return sensitivity;
  }
  return undefined;
}

async function readDefinitions(
  { api }: HubSpotClient,
  objectType: 'tickets' | 'companies',
  names: readonly string[],
): Promise<readonly PropertyDefinition[]> {
  const inputs = names.map((name) => ({ name }));
  const { results } = await ask(`read properties of ${objectType}`, propertiesSchema, () =>
    api.crm.properties.batchApi.read(objectType, input({ archived: false, inputs }), CALL),
  );
  return results;
}

/** What the portal lacks, a clause each. */
export function misfits(
  portal: PortalConfig,
  tickets: readonly PropertyDefinition[],
  companies: readonly PropertyDefinition[],
): readonly string[] {
  const { properties, determinations } = portal.ticket;
  const wanted = new Map<string, readonly string[]>([
    ...TICKET_PROPERTIES.map((key) => [properties[key], []] as const),
    ...YES_NO_PROPERTIES.map(
      (key) => [properties[key], [writeYesNo('Yes', key, portal), writeYesNo('No', key, portal)]] as const,
    ),
    [properties.invoiceDetermination, Object.values(determinations)],
  ]);
  return [
    ...[...wanted].flatMap(([name, options]) => lacks('ticket', name, options, tickets)),
    ...lacks('company', portal.company.properties.clientStatus, Object.values(portal.company.statuses), companies),
  ];
}

/** C3: what the portal lacks of the form, a clause each. */
export function supportMisfits(portal: PortalConfig, tickets: readonly PropertyDefinition[]): readonly string[] {
  const { properties, form, changes } = portal.supportRequests;
  return [
    ...lacks('ticket', properties.form, [form], tickets),
    ...lacks('ticket', properties.requestedChange, Object.values(changes), tickets),
    ...lacks('ticket', properties.requestedDate, [], tickets),
    ...lacks('ticket', properties.explanation, [], tickets),
  ];
}

function lacks(
  objectType: 'ticket' | 'company',
  name: string,
  options: readonly string[],
  definitions: readonly PropertyDefinition[],
): readonly string[] {
  const definition = definitions.find((candidate) => candidate.name === name);
  if (definition === undefined) return [`the ${objectType} property ${name} does not exist`];
  const values = definition.options.map(({ value }) => value);
  const missing = options.filter((option) => values.length > 0 && !values.includes(option));
  return missing.map((option) => `the ${objectType} property ${name} has no option "${option}"`);
}
