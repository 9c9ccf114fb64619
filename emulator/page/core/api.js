import { actor } from './actor.js';

/** Calls of the same API that the service uses, in the name of the person who is chosen on the page. */
let accessToken = '';

/** The API refused; its own words say why. */
export class RefusedError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export async function startSession() {
  const session = await call('GET', '/emulator/session');
  accessToken = session.accessToken;
  return session;
}

/** @param submission the id of a submitted form: sent twice, it creates one record */
export async function call(method, path, body, submission) {
  const isForm = body instanceof FormData;
  const answer = await fetch(path, {
    method,
    headers: {
      Authorization: `Bearer ${accessToken}`,
      ...(actor.id !== '' && { 'X-Emulator-User': actor.id }),
      ...(submission !== undefined && { 'X-Emulator-Submission': submission }),
      ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  }).catch(() => {
    throw new RefusedError('HubSpot did not answer. Nothing that you typed is lost; try again in a moment.', 0);
  });
  const text = await answer.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new RefusedError(explain(parsed), answer.status);
  return parsed;
}

function explain(body) {
  const details = (body.errors ?? []).map((error) => error.message);
  return details.length > 0 ? details.join(' ') : (body.message ?? 'HubSpot refused.');
}
