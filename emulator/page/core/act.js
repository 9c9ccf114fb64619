import { byId } from './dom.js';

let refreshView = async () => undefined;

export function refreshBy(refresh) {
  refreshView = refresh;
}

export const refresh = () => refreshView();

/** Says something to the person, also to one who listens to the page. */
export function say(text, isWrong = false) {
  const place = byId('message');
  place.textContent = text;
  place.classList.toggle('wrong', isWrong);
}

/** Does what a person asked for, says what became of it, and shows everything again. False when it was refused. */
export async function act(said, work) {
  say('');
  try {
    const result = await work();
    await refresh();
    say(typeof said === 'function' ? said(result) : said);
    return true;
  } catch (error) {
    say(error.message, true);
    return false;
  }
}

/** A second click while the first one is at work does nothing. */
export function onceAtATime(work) {
  let isAtWork = false;
  return async (...given) => {
    if (isAtWork) return;
    isAtWork = true;
    try {
      await work(...given);
    } finally {
      isAtWork = false;
    }
  };
}
