import type { Attention } from './attention';
import type { Decision } from './decision';

type Asked = Pick<Decision, 'attention' | 'others'>;

/** X1: of several things that a person must do, the first is said; for the others see `Decision`. */
export function asked(...causes: readonly (Attention | undefined)[]): Asked {
  const [first, ...others] = causes.filter((each) => each !== undefined);
  return { ...(first && { attention: first }), ...besides(first, others) };
}

/** The decision, with what a person must do only later, or perhaps not at all. */
export function askingAlso<Asking extends Decision>(decision: Asking, also: Attention | undefined): Asking {
  const others = [...(decision.others ?? []), ...(also ? [also] : [])];
  return { ...decision, ...besides(decision.attention, others) };
}

function besides(first: Attention | undefined, causes: readonly Attention[]): Pick<Decision, 'others'> {
  const others = [...new Set(causes)].filter((each) => each !== first);
  return others.length === 0 ? {} : { others };
}
