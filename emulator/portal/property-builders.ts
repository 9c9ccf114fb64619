import type { PropertyDefinition } from '../model/types';

/** Definitions of the portal's start were made long before any test began. */
const MADE_AT = '2024-01-02T09:00:00.000Z';

type Extra = Partial<
  Pick<PropertyDefinition, 'readOnly' | 'hubspotDefined' | 'description' | 'externalOptions' | 'groupName'>
>;

function define(
  name: string,
  label: string,
  type: PropertyDefinition['type'],
  fieldType: string,
  choices: readonly (readonly [string, string])[] = [],
  extra: Extra = {},
): PropertyDefinition {
  return {
    name,
    label,
    type,
    fieldType,
    groupName: 'information',
    description: '',
    options: choices.map(([value, text], displayOrder) => ({
      label: text,
      value,
      displayOrder,
      hidden: false,
      description: '',
    })),
    externalOptions: false,
    hasUniqueValue: false,
    dataSensitivity: 'non_sensitive',
    hubspotDefined: name.startsWith('hs_'),
    readOnly: false,
    createdAt: MADE_AT,
    updatedAt: MADE_AT,
    ...extra,
  };
}

const same = (values: readonly string[]): readonly (readonly [string, string])[] =>
  values.map((value) => [value, value]);

export const text = (name: string, label: string): PropertyDefinition => define(name, label, 'string', 'text');
export const textarea = (name: string, label: string): PropertyDefinition => define(name, label, 'string', 'textarea');
export const date = (name: string, label: string): PropertyDefinition => define(name, label, 'date', 'date');
export const datetime = (name: string, label: string): PropertyDefinition => define(name, label, 'datetime', 'date');
export const number = (name: string, label: string): PropertyDefinition => define(name, label, 'number', 'number');

export function select(name: string, label: string, values: readonly string[]): PropertyDefinition {
  return define(name, label, 'enumeration', 'select', same(values));
}

export function labelledSelect(
  name: string,
  label: string,
  choices: readonly (readonly [string, string])[],
): PropertyDefinition {
  return define(name, label, 'enumeration', 'select', choices);
}

export function radio(name: string, label: string, values: readonly string[]): PropertyDefinition {
  return define(name, label, 'enumeration', 'radio', same(values));
}

/** Several of them can be chosen. */
export function checkboxes(
  name: string,
  label: string,
  choices: readonly (readonly [string, string])[],
): PropertyDefinition {
  return define(name, label, 'enumeration', 'checkbox', choices);
}

/** Options that are kept elsewhere: owners, pipelines, stages. */
export function external(name: string, label: string): PropertyDefinition {
  return define(name, label, 'enumeration', 'select', [], { externalOptions: true, hubspotDefined: true });
}

export function calculated(name: string, label: string, type: PropertyDefinition['type']): PropertyDefinition {
  const fieldType =
    type === 'bool' ? 'booleancheckbox' : type === 'datetime' ? 'date' : type === 'number' ? 'number' : 'text';
  const choices: readonly (readonly [string, string])[] =
    type === 'bool'
      ? [
          ['true', 'True'],
          ['false', 'False'],
        ]
      : [];
  return define(name, label, type, fieldType, choices, { readOnly: true, hubspotDefined: true });
}

export function definition(
  given: Pick<PropertyDefinition, 'name' | 'label' | 'type' | 'fieldType'> & Partial<PropertyDefinition>,
): PropertyDefinition {
  return { ...define(given.name, given.label, given.type, given.fieldType), hubspotDefined: false, ...given };
}
