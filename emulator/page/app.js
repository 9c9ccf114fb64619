import { act, refresh, refreshBy, say } from './core/act.js';
import { routeOf } from './core/addresses.js';
import { byId, element } from './core/dom.js';
import { loadPortal, portal } from './core/portal.js';
import { showRecord } from './record/record.js';
import { showClock } from './shell/clock.js';
import { showHeader } from './shell/header.js';
import { showAppPage } from './views/app-page.js';
import { showBoard } from './views/board.js';
import { showCompanies } from './views/companies.js';
import { showGuide } from './views/guide.js';
import { showSearch } from './views/search.js';
import { showSupportForm } from './views/support-form.js';
import { showTasks } from './views/tasks.js';
import { showTickets } from './views/tickets.js';

/** Each fills `main` and gives a function that shows what changed since; the promise may fail with HubSpot's words. */
const VIEWS = {
  board: showBoard,
  tickets: showTickets,
  companies: showCompanies,
  record: showRecord,
  tasks: showTasks,
  search: showSearch,
  support: showSupportForm,
  guide: showGuide,
  app: showAppPage,
  unknown: showNothing,
};

/** How often the page asks for what others changed: the service does its work while the page is open. */
const REFRESH_MS = 1500;

async function start() {
  await loadPortal();
  const route = routeOf(location);
  showHeader(route);
  const refreshClock = await showClock();
  const refreshView = await VIEWS[route.view](byId('main'), route);
  refreshBy(async () => {
    await Promise.all([refreshClock(), refreshView()]);
  });
  document.documentElement.dataset.ready = 'true';
  keepFresh();
}

/** One refresh at a time, and none while nobody sees the page. */
async function keepFresh() {
  await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  if (!document.hidden) await refresh().catch(() => undefined);
  void keepFresh();
}

async function showNothing(main) {
  document.title = 'Not found · HubSpot (emulated)';
  main.replaceChildren(
    element('h1', {}, 'There is no such page'),
    element('p', {}, element('a', { href: '/' }, 'Open the At-Risk tickets')),
  );
  return async () => undefined;
}

/** Links that the service writes lead to HubSpot; this portal's records are here. */
function stayHere(event) {
  const href = event.target.closest?.('a')?.href ?? '';
  if (!href.startsWith(`https://app.hubspot.com/contacts/${portal.id}/`)) return;
  event.preventDefault();
  location.assign(new URL(href).pathname);
}

document.addEventListener('click', stayHere);

start().catch((error) => {
  say(error.message, true);
  const main = byId('main');
  if (main.childElementCount === 0)
    main.append(
      element('h1', {}, 'This cannot be shown'),
      element('p', {}, element('a', { href: '/' }, 'Open the At-Risk tickets')),
    );
  document.documentElement.dataset.ready = 'true';
});

addEventListener('unhandledrejection', ({ reason }) => void act('', () => Promise.reject(reason)));
