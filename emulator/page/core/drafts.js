/** What was typed and is not saved yet. It survives a reload of the tab, and what others save meanwhile. */
const key = (name) => `draft:${name}`;

export function draftOf(name) {
  try {
    return JSON.parse(sessionStorage.getItem(key(name)) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(name, draft) {
  if (draft === undefined) sessionStorage.removeItem(key(name));
  else sessionStorage.setItem(key(name), JSON.stringify(draft));
}
