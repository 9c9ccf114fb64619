import type { Edit, Mutation } from './list';

/** The file's text with the rule broken. Throws where it does not say any more what is to be broken, or says it twice. */
export function apply({ file, from, to }: Edit, text: string): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} has not exactly one ${JSON.stringify(from)}`);
  }
  return `${before}${to}${after}`;
}

export function editsOf(mutation: Mutation): readonly Edit[] {
  return mutation.and === undefined ? [mutation] : [mutation, mutation.and];
}
