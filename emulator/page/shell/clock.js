import { act, onceAtATime, say } from '../core/act.js';
import { call } from '../core/api.js';
import { button, byId, element } from '../core/dom.js';
import { clockTime } from '../core/time.js';

const STEPS = [1, 7, 30];

/** The portal's time, and the way to let days go by: for the portal, and for the cases that run. */
export async function showClock() {
  const time = element('time', {});
  const about = element('p', {});
  const steps = STEPS.map((days) =>
    button(
      `Skip ${inWords(days)}`,
      onceAtATime(() => skip(days, steps)),
    ),
  );
  const menu = element(
    'details',
    {},
    element('summary', {}, element('span', { class: 'hidden' }, 'Portal time: '), time),
    element('div', { class: 'menu' }, about, ...steps),
  );
  byId('clock').append(menu);
  closeOnEscape(menu);
  const refresh = async () => {
    const { now, movesCases } = await call('GET', '/emulator/calendar');
    time.textContent = clockTime(now);
    time.dateTime = now;
    about.textContent = movesCases
      ? 'Lets days go by for this portal and for all running cases.'
      : 'Lets days go by for this portal only: no service is attached to its calendar.';
  };
  await refresh();
  return refresh;
}

const inWords = (days) => `${days} ${days === 1 ? 'day' : 'days'}`;

async function skip(days, steps) {
  for (const step of steps) step.setAttribute('aria-disabled', 'true');
  await act(
    ({ now, moved, problems }) => {
      if (problems.length > 0) throw new Error(problems.join(' '));
      return `It is now ${clockTime(now)}. ${moved === 1 ? '1 running case' : `${moved} running cases`} moved along.`;
    },
    () => {
      say(`Skipping ${inWords(days)}. Running cases do on the way what is due; this can take a minute.`);
      return call('POST', '/emulator/calendar', { days });
    },
  );
  for (const step of steps) step.removeAttribute('aria-disabled');
}

function closeOnEscape(menu) {
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
