import { kindOf, named } from '../portal/portal-directory';
import type { Sensitivity } from '../portal/portal-fit';
import type { FoundPipeline, FoundProperty, PortalSchema } from './portal-schema';
import type { PortalObject, WantedPipeline, WantedProperty } from './wanted';

/** One way in which a portal differs from its portal file. */
export type Difference =
  | { readonly kind: 'missingProperty'; readonly wanted: WantedProperty }
  | { readonly kind: 'sensitive'; readonly wanted: WantedProperty; readonly sensitivity: Sensitivity }
  | { readonly kind: 'wrongType'; readonly wanted: WantedProperty; readonly found: string }
  | { readonly kind: 'readOnly'; readonly wanted: WantedProperty }
  | { readonly kind: 'missingOptions'; readonly wanted: WantedProperty; readonly options: readonly string[] }
  | { readonly kind: 'hiddenOptions'; readonly wanted: WantedProperty; readonly options: readonly string[] }
  | { readonly kind: 'missingPipeline'; readonly wanted: WantedPipeline }
  | {
      readonly kind: 'missingStage';
      readonly wanted: WantedPipeline;
      readonly stage: WantedStage;
      readonly pipelineId: string;
    }
  | { readonly kind: 'wrongState'; readonly wanted: WantedPipeline; readonly stage: WantedStage };

type WantedStage = WantedPipeline['stages'][number];

/** Of one property; at most one kind, the one to mend first. */
export async function propertyDifference(
  wanted: WantedProperty,
  properties: readonly FoundProperty[],
  sensitivity: (object: PortalObject, name: string) => Promise<Sensitivity | undefined>,
): Promise<Difference | undefined> {
  const found = properties.find(({ name }) => name === wanted.name);
  if (found !== undefined) return differenceOf(wanted, found);
  const hidden = await sensitivity(wanted.object, wanted.name);
  if (hidden !== undefined) return { kind: 'sensitive', wanted, sensitivity: hidden };
  return { kind: 'missingProperty', wanted };
}

function differenceOf(wanted: WantedProperty, found: FoundProperty): Difference | undefined {
  if (!TYPES[wanted.kind].includes(found.type)) return { kind: 'wrongType', wanted, found: found.type };
  // An answer that HubSpot calculates can neither be given by a person nor set by this service.
  if (found.calculated === true || found.modificationMetadata?.readOnlyValue === true)
    return { kind: 'readOnly', wanted };
  const values = found.options.map(({ value }) => value);
  const options = wanted.options.filter((option) => !values.includes(option));
  if (options.length > 0) return { kind: 'missingOptions', wanted, options };
  const hidden = found.options.filter((option) => option.hidden === true).map(({ value }) => value);
  const concealed = wanted.options.filter((option) => hidden.includes(option));
  return concealed.length > 0 ? { kind: 'hiddenOptions', wanted, options: concealed } : undefined;
}

/** https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
const TYPES: Readonly<Record<WantedProperty['kind'], readonly string[]>> = {
  choice: ['enumeration'],
  choices: ['enumeration'],
  checkbox: ['bool', 'enumeration'],
  date: ['date'],
  datetime: ['datetime'],
  text: ['string'],
};

/** Of a pipeline and its stages. */
export function pipelineDifferences(
  wanted: WantedPipeline,
  pipelines: readonly FoundPipeline[],
): readonly Difference[] {
  const pipeline = named(pipelines, wanted.name);
  if (pipeline === undefined) return [{ kind: 'missingPipeline', wanted }];
  return wanted.stages.flatMap((stage): readonly Difference[] => {
    const found = named(pipeline.stages, stage.name);
    if (found === undefined) return [{ kind: 'missingStage', wanted, stage, pipelineId: pipeline.id }];
    const state = kindOf(found);
    return state === undefined || state === stage.state ? [] : [{ kind: 'wrongState', wanted, stage }];
  });
}

export async function allDifferences(
  properties: readonly WantedProperty[],
  pipelines: readonly WantedPipeline[],
  schema: PortalSchema,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const wanted of properties) {
    const difference = await propertyDifference(wanted, schema.properties[wanted.object], schema.sensitivityOf);
    if (difference !== undefined) found.push(difference);
  }
  return [...found, ...pipelines.flatMap((wanted) => pipelineDifferences(wanted, schema.pipelines))];
}
