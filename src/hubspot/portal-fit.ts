import { YES_NO_PROPERTIES, TICKET_PROPERTIES, type PortalConfig } from '../config/portal';
import { propertiesSchema, type PropertyDefinition } from './answers';
import { CALL, ask, input, type HubSpotClient } from './client';
import { HubSpotError } from './errors';
import { writeYesNo } from './values';

/**
 * X1: whether the portal has every property and option that the portal file names. HubSpot answers a question for a
 * property that it does not have as if it had never been set, so without this a case would wait for ever.
 */
export async function checkPortalFits(client: HubSpotClient, portal: PortalConfig): Promise<void> {
  const [tickets, companies] = await Promise.all([
    readDefinitions(client, 'tickets', Object.values(portal.ticket.properties)),
    readDefinitions(client, 'companies', [portal.company.properties.clientStatus]),
  ]);
  const problems = misfits(portal, tickets, companies);
  if (problems.length > 0) throw new HubSpotError({ kind: 'mismatch', detail: `${problems.join('; ')}.` });
}

/** C3: the same for what support requests need. Apart, as cases do not need it. */
export async function checkSupportFits(client: HubSpotClient, portal: PortalConfig): Promise<void> {
  const names = Object.values(portal.supportRequests.properties);
  const problems = supportMisfits(portal, await readDefinitions(client, 'tickets', names));
  if (problems.length > 0) throw new HubSpotError({ kind: 'mismatch', detail: `${problems.join('; ')}.` });
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
