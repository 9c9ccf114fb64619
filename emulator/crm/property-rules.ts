import { badRequest, invalidProperties, type PropertyProblem } from '../http/errors';
import { objectTypeOf } from '../model/object-types';
import type { CrmRecord, PropertyDefinition } from '../model/types';
import type { People } from '../portal/people';
import type { PipelineStore } from '../portal/pipeline-store';
import type { PropertyStore } from '../portal/property-store';
import { valueOf } from './history';
import { normaliseValue } from './values';

export type Properties = Readonly<Record<string, string>>;

/** What may be written into a record: known names, writable, values of the right kind. */
export class PropertyRules {
  public constructor(
    private readonly properties: PropertyStore,
    private readonly pipelines: PipelineStore,
    private readonly people: People,
  ) {}

  /** The values to store. Throws HubSpot's 400 that lists every property that is not right. */
  public check(typeId: string, written: Properties, before: CrmRecord | undefined): Properties {
    const complete = before === undefined ? this.withDefaults(typeId, written) : written;
    const problems: PropertyProblem[] = [];
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(complete)) {
      const outcome = this.checkOne(typeId, name, value, complete, before);
      if ('problem' in outcome) problems.push(outcome.problem);
      else values[name] = outcome.value;
    }
    if (problems.length > 0) throw invalidProperties(problems);
    if (before === undefined) this.checkRequired(typeId, values);
    return values;
  }

  public typeOf(typeId: string, name: string): PropertyDefinition['type'] | undefined {
    return this.properties.get(typeId, name)?.type;
  }

  public isWritable(typeId: string, name: string): boolean {
    return this.properties.get(typeId, name)?.readOnly === false;
  }

  /** HubSpot's form for a new record saves the portal's own checkboxes as `false` where nobody ticked them. */
  public unticked(typeId: string): Properties {
    const boxes = this.properties
      .list(typeId)
      .filter((each) => each.fieldType === 'booleancheckbox' && !each.readOnly && !each.hubspotDefined);
    return Object.fromEntries(boxes.map(({ name }) => [name, 'false']));
  }

  private checkOne(
    typeId: string,
    name: string,
    value: string,
    all: Properties,
    before: CrmRecord | undefined,
  ): ReturnType<typeof normaliseValue> {
    const definition = this.properties.get(typeId, name);
    if (definition === undefined) {
      return { problem: { name, error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` } };
    }
    if (definition.readOnly) {
      return {
        problem: {
          name,
          error: 'READ_ONLY_VALUE',
          message: `"${name}" is a read only property; its value cannot be set.`,
        },
      };
    }
    return normaliseValue(definition, value, this.externalOptions(typeId, definition, all, before));
  }

  private externalOptions(
    typeId: string,
    definition: PropertyDefinition,
    all: Properties,
    before: CrmRecord | undefined,
  ): readonly string[] | undefined {
    if (!definition.externalOptions) return undefined;
    if (definition.name === 'hubspot_owner_id') return this.people.users.map((user) => user.ownerId);
    const pipelines = this.pipelines.list(typeId);
    if (definition.name === 'hs_pipeline') return pipelines.map((pipeline) => pipeline.id);
    const chosen = all['hs_pipeline'] ?? (before && valueOf(before, 'hs_pipeline'));
    return pipelines
      .filter((pipeline) => pipeline.id === chosen)
      .flatMap((pipeline) => pipeline.stages.map((stage) => stage.id));
  }

  /** A ticket without a pipeline goes into the first one, as in HubSpot. */
  private withDefaults(typeId: string, written: Properties): Properties {
    const first = this.pipelines.list(typeId)[0];
    return first === undefined || written['hs_pipeline'] !== undefined
      ? written
      : { ...written, hs_pipeline: first.id };
  }

  private checkRequired(typeId: string, values: Properties): void {
    const type = objectTypeOf(typeId);
    const missing = type.requiredProperties.filter((name) => (values[name] ?? '') === '');
    if (missing.length === 0) return;
    throw badRequest(`Error creating ${type.singular.toUpperCase()}. Some required properties were not set.`, {
      properties: missing,
    });
  }
}
