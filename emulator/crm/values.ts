import type { PropertyProblem } from '../http/errors';
import type { PropertyDefinition } from '../model/types';

export type Normalised = { readonly value: string } | { readonly problem: PropertyProblem };

/** Turns what a caller wrote into what HubSpot stores, or says what is wrong with it. '' always clears. */
export function normaliseValue(
  definition: PropertyDefinition,
  written: string,
  allowed: readonly string[] | undefined,
): Normalised {
  if (written === '') return { value: '' };
  switch (definition.type) {
    case 'date':
      return normaliseDate(definition, written);
    case 'datetime':
      return normaliseDatetime(definition, written);
    case 'number':
      return Number.isFinite(Number(written))
        ? { value: written }
        : refuse(definition, 'INVALID_NUMBER', `${written} was not a valid number.`);
    case 'enumeration':
    case 'bool':
      return normaliseOption(definition, written, allowed);
    case 'string':
    case 'phone_number':
      return { value: written };
  }
}

function refuse(definition: PropertyDefinition, error: string, message: string): Normalised {
  return { problem: { name: definition.name, error, message } };
}

function normaliseOption(
  definition: PropertyDefinition,
  written: string,
  allowed: readonly string[] | undefined,
): Normalised {
  const options = allowed ?? definition.options.map((option) => option.value);
  const chosen = definition.fieldType === 'checkbox' ? written.split(';').filter((part) => part !== '') : [written];
  const unknown = chosen.find((value) => !options.includes(value));
  if (unknown === undefined) return { value: written };
  return refuse(definition, 'INVALID_OPTION', `${unknown} was not one of the allowed options: [${options.join(', ')}]`);
}

function normaliseDate(definition: PropertyDefinition, written: string): Normalised {
  const at = toInstant(written);
  if (at === undefined) return refuse(definition, 'INVALID_DATE', `${written} was not a valid date.`);
  const midnight = at % 86_400_000 === 0;
  if (!midnight) {
    return refuse(
      definition,
      'INVALID_DATE',
      `${written} is at ${new Date(at).toISOString().slice(11, 23)} UTC, not midnight!`,
    );
  }
  return { value: new Date(at).toISOString().slice(0, 10) };
}

function normaliseDatetime(definition: PropertyDefinition, written: string): Normalised {
  const at = toInstant(written);
  if (at === undefined) return refuse(definition, 'INVALID_DATE', `${written} was not a valid datetime.`);
  return { value: new Date(at).toISOString() };
}

/** Epoch ms of `1700000000000`, `2026-01-31` or an ISO instant; undefined for anything else, also for 31 February. */
export function toInstant(text: string): number | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}($|T)/.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  const dayKept = text.length > 10 || new Date(at).toISOString().startsWith(text);
  return dayKept ? at : undefined;
}
