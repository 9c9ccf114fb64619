import type { CasesQuery } from '@at-risk/backend/answers.ts';

/** What the list is filtered and sorted by; a filter that is `undefined` is taken away. */
export type Filters = { readonly [Key in keyof CasesQuery]?: CasesQuery[Key] | undefined };
