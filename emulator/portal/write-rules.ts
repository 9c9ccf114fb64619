import type { PropertyProblem } from '../http/errors';

/** A value that an admin made necessary: where another property has `value`, or, without `when`, in a new record. */
export interface RequiredRule {
  readonly typeId: string;
  readonly when?: { readonly property: string; readonly value: string } | undefined;
  readonly properties: readonly string[];
}

/** What an admin lets a property hold, by the names of HubSpot's property validations API. */
export interface ValidationRule {
  readonly typeId: string;
  readonly property: string;
  readonly ruleType: string;
  readonly ruleArguments: readonly string[];
}

export interface WriteRulesSnapshot {
  readonly required: readonly RequiredRule[];
  readonly validations: readonly ValidationRule[];
}

type Values = Readonly<Record<string, string>>;

/** Rules that an admin set for what is written. None until they are set. */
export class WriteRules {
  public required: readonly RequiredRule[] = [];
  private validations: readonly ValidationRule[] = [];

  public validationsOf(typeId: string, property?: string): readonly ValidationRule[] {
    return this.validations.filter(
      (rule) => rule.typeId === typeId && (property === undefined || rule.property === property),
    );
  }

  public putValidation(rule: ValidationRule): void {
    const others = this.validations.filter(
      (other) => other.typeId !== rule.typeId || other.property !== rule.property || other.ruleType !== rule.ruleType,
    );
    this.validations = [...others, rule];
  }

  /** Which of the written values break a rule; an empty one breaks none. */
  public invalid(typeId: string, written: Values): readonly PropertyProblem[] {
    return this.validations
      .filter((rule) => rule.typeId === typeId && (written[rule.property] ?? '') !== '')
      .filter((rule) => !allows(rule, written[rule.property] ?? ''))
      .map(({ property, ruleType, ruleArguments }) => ({
        name: property,
        error: `INVALID_${ruleType}`,
        message: `The value does not fit ${ruleType} ${ruleArguments.join(', ')}`,
      }));
  }

  /** Which values a write lacks. `before`: what the record holds; undefined for a new one. */
  public missing(
    typeId: string,
    written: Values,
    before: ((name: string) => string) | undefined,
  ): readonly PropertyProblem[] {
    const after = (name: string): string => written[name] ?? before?.(name) ?? '';
    return this.required
      .filter((rule) => rule.typeId === typeId)
      .flatMap(({ when, properties }) => {
        const isAsked = when === undefined ? before === undefined : after(when.property) === when.value;
        const concerned = [...properties, ...(when ? [when.property] : [])].some((name) => name in written);
        if (!isAsked || (before !== undefined && !concerned)) return [];
        return properties.filter((name) => after(name) === '').map((name) => problemOf(name, when?.property));
      });
  }

  public reset(): void {
    this.restore({ required: [], validations: [] });
  }

  public snapshot(): WriteRulesSnapshot {
    return { required: this.required, validations: this.validations };
  }

  public restore({ required, validations }: WriteRulesSnapshot): void {
    this.required = required;
    this.validations = validations;
  }
}

/** HubSpot's codes and sentences. https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement */
function problemOf(name: string, because: string | undefined): PropertyProblem {
  return because === undefined
    ? { name, error: 'MISSING_REQUIRED_PROPERTY', message: `A value for ${name} must be provided` }
    : {
        name,
        error: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
        message: `${name} is required because of a conditional property rule based on [${because}]`,
      };
}

/** Rules of other types are kept, and hold nobody back. */
function allows({ ruleType, ruleArguments: [first = ''] }: ValidationRule, value: string): boolean {
  switch (ruleType) {
    case 'MIN_LENGTH':
      return value.length >= Number(first);
    case 'MAX_LENGTH':
      return value.length <= Number(first);
    case 'MIN_NUMBER':
      return Number(value) >= Number(first);
    case 'MAX_NUMBER':
      return Number(value) <= Number(first);
    case 'START_DATE':
      return value >= first;
    case 'END_DATE':
      return value <= first;
    case 'REGEX':
      return new RegExp(`^(?:${first})$`).test(value);
    default:
      return true;
  }
}
