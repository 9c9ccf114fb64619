import { refresh } from '../core/act.js';
import { actAs, actor } from '../core/actor.js';
import { addressOf } from '../core/addresses.js';
import { byId, element } from '../core/dom.js';
import { pipelineNamed, portal } from '../core/portal.js';

/** Sections, search, and who acts. */
export function showHeader(route) {
  const sections = [
    ['Tickets', addressOf.board(pipelineNamed('At-Risk').id), ['board', 'tickets']],
    ['Companies', addressOf.companies(), ['companies']],
    ['Tasks', addressOf.tasks(), ['tasks']],
    ['PrimeSupport', addressOf.support(), ['support']],
    ...(portal.hostsCard ? [['At-Risk Closer', addressOf.app(), ['app']]] : []),
    ['How to play', addressOf.guide(), ['guide']],
  ];
  byId('sections').append(
    ...sections.map(([text, href, views]) =>
      element('a', { href, 'aria-current': views.includes(route.view) ? 'page' : undefined }, text),
    ),
  );
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    location.assign(addressOf.search(byId('search-words').value.trim()));
  });
  showActor();
}

function showActor() {
  const choice = byId('actor');
  choice.append(
    ...portal.people.map((person) =>
      element('option', { value: person.id }, `${person.name} (${person.teams.map(({ name }) => name).join(', ')})`),
    ),
  );
  const known = portal.people.some(({ id }) => id === actor.id);
  if (!known) actAs(portal.people[0].id);
  choice.value = actor.id;
  choice.addEventListener('change', () => {
    actAs(choice.value);
    void refresh();
  });
}
