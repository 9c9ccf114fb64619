import {
  describeDifference,
  pipelineDifferences,
  propertyDifference,
  wantedPipelines,
  wantedProperties,
  type Difference,
} from '../hubspot';
import type { Check } from './check';
import { ok, problem, warning, type Finding } from './finding';
import type { HubSpotContext } from './hubspot-context';

/** Every property, type, option, pipeline and stage that the portal file names. */
export const PORTAL_CHECKS: readonly Check<HubSpotContext>[] = [
  ...(['ticket', 'company'] as const).map((object): Check<HubSpotContext> => ({
    name: `${object}Properties`,
    about: `the ${object} properties that the portal file names`,
    scopes: object === 'ticket' ? ['tickets', 'crm.objects.companies.read'] : ['tickets', 'crm.objects.companies.read'],
    run: async ({ portal, schema }: HubSpotContext): Promise<readonly Finding[]> => {
      const { properties, sensitivityOf } = await schema();
      const findings: Finding[] = [];
      for (const wanted of wantedProperties(portal).filter((each) => each.object === object)) {
        const difference = await propertyDifference(wanted, properties[object], sensitivityOf);
        findings.push(
          difference === undefined
            ? ok(`the ${object} property ${wanted.name} is as the portal file says`)
            : findingOf(difference),
        );
      }
      return findings;
    },
  })),
  {
    name: 'pipelines',
    about: 'the pipelines and stages that the portal file names',
    scopes: ['tickets', 'crm.objects.companies.read'],
    run: async ({ portal, schema }: HubSpotContext): Promise<readonly Finding[]> => {
      const { pipelines } = await schema();
      return wantedPipelines(portal).flatMap((wanted) => {
        const differences = pipelineDifferences(wanted, pipelines);
        return differences.length > 0
          ? differences.map(findingOf)
          : [ok(`the ticket pipeline "${wanted.name}" has its ${String(wanted.stages.length)} stages`)];
      });
    },
  },
];

/** What is needed for the wording of tasks, or for views, alone stops nothing; nor does an option that is hidden. */
function findingOf(difference: Difference): Finding {
  const { what, whatToDo } = describeDifference(difference);
  const { neededBy } = difference.wanted;
  if (neededBy === 'views') return warning(`${what} (optional: views in HubSpot cannot use it)`, whatToDo);
  const stopsNothing = neededBy === 'task texts' || difference.kind === 'hiddenOptions';
  const effect = neededBy === 'support requests' ? ' (support requests wait, C3)' : '';
  return stopsNothing ? warning(what, whatToDo) : problem(`${what}${effect}`, whatToDo);
}
