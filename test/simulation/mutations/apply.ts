import type { Mutation } from './list';

/** The file's text with the rule broken. Throws where it does not say any more what is to be broken, or says it twice. */
export function apply({ rule, what, file, from, to }: Mutation, text: string): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${rule}, ${what}: ${file} has not exactly one ${JSON.stringify(from)}`);
  }
  return `${before}${to}${after}`;
}
