import { kindOf } from '../portal/portal-directory';
import type { FoundPipeline, FoundProperty, PortalSchema } from './portal-schema';
import type { WantedPipeline, WantedProperty } from './wanted';

/** A guess by labels, for a person to review: what of the portal seems to be meant. */
export interface Proposal<T> {
  readonly match: T | undefined;
  /** Others that are nearly as alike, or all that are, where none stands out. */
  readonly others: readonly T[];
}

/** Below it two texts have too few words in common. */
const ALIKE = 0.5;

/** Which property of the portal has the label, or the name, of a wanted one, and a type that suits. */
export function proposeProperty(wanted: WantedProperty, { properties }: PortalSchema): Proposal<FoundProperty> {
  const suitable = properties[wanted.object].filter(
    (property) => TYPES[wanted.kind].includes(property.type) && property.modificationMetadata?.readOnlyValue !== true,
  );
  return best(suitable, ({ name, label }) => Math.max(likeness(label, wanted.label), likeness(name, wanted.name)));
}

const TYPES: Readonly<Record<WantedProperty['kind'], readonly string[]>> = {
  choice: ['enumeration', 'bool'],
  choices: ['enumeration'],
  checkbox: ['enumeration', 'bool'],
  date: ['date'],
  datetime: ['datetime'],
  text: ['string'],
};

/** The value of the option whose label is most like a wanted one. */
export function proposeOption({ options }: FoundProperty, wanted: string): string | undefined {
  return best(options, ({ label, value }) => Math.max(likeness(label, wanted), likeness(value, wanted))).match?.value;
}

/** Of a question with two answers: an option that begins with Yes, or is true. */
export function proposeAnswer({ options }: FoundProperty, answer: 'yes' | 'no'): string | undefined {
  const words = answer === 'yes' ? ['yes', 'true'] : ['no', 'false'];
  return options.find(({ label, value }) => [label, value].some((text) => words.includes(wordsOf(text)[0] ?? '')))
    ?.value;
}

export function proposePipeline(wanted: WantedPipeline, { pipelines }: PortalSchema): Proposal<FoundPipeline> {
  return best(pipelines, ({ label }) => likeness(label, wanted.name));
}

/** The stages of a pipeline that HubSpot itself calls open, or closed. */
export function stagesOf({ stages }: FoundPipeline, state: 'open' | 'closed'): readonly string[] {
  return stages.filter((stage) => kindOf(stage) === state).map(({ label }) => label);
}

export function proposeTeam(teams: readonly { readonly name: string }[], wanted: string): string | undefined {
  return best(teams, ({ name }) => likeness(name, wanted)).match?.name;
}

function best<T>(all: readonly T[], score: (each: T) => number): Proposal<T> {
  const scored = all
    .map((each) => ({ each, score: score(each) }))
    .filter((found) => found.score >= ALIKE)
    .sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  // Of two that are equally alike, a person chooses.
  const isClear = first !== undefined && first.score > (second?.score ?? 0);
  return { match: isClear ? first.each : undefined, others: scored.slice(isClear ? 1 : 0, 6).map(({ each }) => each) };
}

/** The part of the words of both that they have in common, from 0 to 1. */
function likeness(a: string, b: string): number {
  const [left, right] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  const common = [...left].filter((word) => right.has(word)).length;
  const all = new Set([...left, ...right]).size;
  return all === 0 ? 0 : common / all;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
