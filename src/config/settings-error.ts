import type { z } from 'zod';

/** More than a person reads. */
const MOST_PROBLEMS = 50;

/** Settings that cannot be used. The message lists every bad key, with its path and what was expected, never a value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** One sentence for each bad key. */
  readonly problems: readonly string[];

  constructor(
    /** Where the settings came from: a file's name, or "environment". */
    readonly source: string,
    problems: readonly string[],
  ) {
    const listed = problems.slice(0, MOST_PROBLEMS);
    const more = problems.length - listed.length;
    const shown = more === 0 ? listed : [...listed, `… and ${String(more)} more`];
    super([`The settings in ${source} cannot be used:`, ...shown.map((problem) => `  - ${problem}`)].join('\n'));
    this.problems = shown;
  }
}

/** One sentence for each issue; an unknown key is named on its own, beside the keys that would have been right. */
export function problemsOf(error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${showPath([...issue.path, key])}: there is no such setting`);
    }
    return [`${showPath(issue.path)}: ${issue.message.replace(/^Invalid (input|option): /, '')}`];
  });
}

function showPath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(the whole)' : path.map(String).join('.');
}
