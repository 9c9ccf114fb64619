/** The person who acts on the page. Each tab keeps its own, so that two tabs can be two people. */
const KEY = 'hubspot-actor';

export const actor = { id: sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? '' };

export function actAs(id) {
  actor.id = id;
  sessionStorage.setItem(KEY, id);
  localStorage.setItem(KEY, id);
}
