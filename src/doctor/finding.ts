/** What a check found: one line for a person. `what` and `whatToDo` never hold a secret, or the name of a person. */
export type Finding =
  | { readonly kind: 'ok'; readonly what: string }
  | { readonly kind: 'warning' | 'problem' | 'notChecked'; readonly what: string; readonly whatToDo: string };

/** A finding, and the check that made it. */
export type Checked = Finding & { readonly check: string };

export const ok = (what: string): Finding => ({ kind: 'ok', what });
/** The service works, but not as well as it could, or not for long. */
export const warning = (what: string, whatToDo: string): Finding => ({ kind: 'warning', what, whatToDo });
/** A part of the service does not work. */
export const problem = (what: string, whatToDo: string): Finding => ({ kind: 'problem', what, whatToDo });
export const notChecked = (what: string, whatToDo: string): Finding => ({ kind: 'notChecked', what, whatToDo });

/** Of all findings: what the exit code says. */
export function worstOf(findings: readonly Finding[]): 'ok' | 'warning' | 'problem' {
  if (findings.some(({ kind }) => kind === 'problem')) return 'problem';
  return findings.some(({ kind }) => kind === 'warning') ? 'warning' : 'ok';
}
