import { HubSpotError } from '../hubspot';
import { notChecked, problem, type Checked, type Finding } from './finding';

/** One check: data, so that they can be listed, chosen and tested alike. */
export interface Check<Context> {
  readonly name: string;
  /** What it is about, for a check that could not be carried out. */
  readonly about: string;
  /** Scopes without which HubSpot refuses its calls. */
  readonly scopes?: readonly string[];
  readonly run: (context: Context) => Promise<readonly Finding[]>;
}

export async function runCheck<Context>(
  check: Check<Context>,
  context: Context,
  granted?: readonly string[],
): Promise<readonly Checked[]> {
  const lacking = granted === undefined ? [] : (check.scopes ?? []).filter((scope) => !granted.includes(scope));
  const findings =
    lacking.length > 0
      ? [notChecked(check.about, `The access token lacks ${lacking.join(', ')}: see the line about scopes.`)]
      : await findingsOf(check, context);
  return findings.map((finding) => ({ check: check.name, ...finding }));
}

async function findingsOf<Context>(check: Check<Context>, context: Context): Promise<readonly Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error;
    // A temporary failure says nothing about the portal.
    if (error.kind === 'retryLater')
      return [notChecked(`${check.about}: ${error.detail}`, 'Run at-risk doctor again.')];
    return [problem(`${check.about}: ${error.detail}`, 'Compare the scopes of the app with docs/operations.md.')];
  }
}
