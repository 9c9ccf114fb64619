import { TYPE_IDS } from './crm.js';
import { portal } from './portal.js';

/** The page's addresses, made as HubSpot's are: each can be bookmarked, sent and reloaded. */

const inPortal = (path) => `/contacts/${portal.id}/${path}`;

export const addressOf = {
  board: (pipelineId) => inPortal(`objects/0-5/views/all/board?pipeline=${pipelineId}`),
  tickets: (query = '') => inPortal(`objects/0-5/views/all/list${query}`),
  companies: () => inPortal('objects/0-2/views/all/list'),
  record: (type, id) => inPortal(`record/${TYPE_IDS[type]}/${id}`),
  tasks: () => `/tasks/${portal.id}/view/all`,
  search: (words) => `/search/${portal.id}?query=${encodeURIComponent(words)}`,
  support: (ticketId) => `/primesupport/properties-and-objects${ticketId === undefined ? '' : `?ticket=${ticketId}`}`,
  guide: () => '/guide',
  app: () => `/app/${portal.id}/at-risk-closer`,
};

const ROUTES = [
  [/^\/contacts\/\d+\/objects\/0-5\/views\/all\/board\/?$/, () => ({ view: 'board' })],
  [/^\/contacts\/\d+\/objects\/0-5\/views\/all\/list\/?$/, () => ({ view: 'tickets' })],
  [/^\/contacts\/\d+\/objects\/0-2\/views\/all\/list\/?$/, () => ({ view: 'companies' })],
  [/^\/contacts\/\d+\/record\/(0-\d+)\/(\d+)\/?$/, (typeId, id) => recordRoute(typeId, id)],
  [/^\/tasks\/\d+\/view\/all\/?$/, () => ({ view: 'tasks' })],
  [/^\/search\/\d+\/?$/, () => ({ view: 'search' })],
  [/^\/primesupport\/properties-and-objects\/?$/, () => ({ view: 'support' })],
  [/^\/app\/\d+\/at-risk-closer\/?$/, () => ({ view: 'app' })],
  [/^\/guide\/?$/, () => ({ view: 'guide' })],
];

function recordRoute(typeId, id) {
  const type = Object.keys(TYPE_IDS).find((name) => TYPE_IDS[name] === typeId);
  return type === undefined ? { view: 'unknown' } : { view: 'record', type, id };
}

/** Which view an address asks for. */
export function routeOf({ pathname, search }) {
  const query = new URLSearchParams(search);
  if (pathname === '/') return { view: 'board', query };
  for (const [pattern, route] of ROUTES) {
    const match = pattern.exec(pathname);
    if (match !== null) return { ...route(...match.slice(1)), query };
  }
  return { view: 'unknown', query };
}

/** Puts a choice into the address, so that a reload shows the same. */
export function remember(name, value) {
  const address = new URL(location.href);
  if (value === '') address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.replaceState(null, '', address);
}
