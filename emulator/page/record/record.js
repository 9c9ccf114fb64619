import { say } from '../core/act.js';
import { addressOf } from '../core/addresses.js';
import { readRecord } from '../core/crm.js';
import { badge, element, link } from '../core/dom.js';
import { definitionsOf, isClosed, pipelineOf, stageOf } from '../core/portal.js';
import { statusKind } from '../core/status.js';
import { ACTIVITY_TYPES, activityPanel } from './activities.js';
import { appCard } from './app-card.js';
import { associationPanel } from './associations.js';
import { propertyPanel } from './properties.js';
import { groupsOf, SHAPES } from './shapes.js';

/** A record in HubSpot's three columns: properties, activities, associations. */
export async function showRecord(main, { type, id, query }) {
  if (SHAPES[type] === undefined) throw new Error('Records of this kind have no page here.');
  const definitions = await definitionsOf(type);
  const reread = () => readWhole(type, id, definitions);
  const record = await reread();
  const card = type === 'tickets' ? appCard(id) : undefined;
  const panels = {
    properties: propertyPanel({ type, id, definitions, reread }),
    activities: activityPanel({
      card,
      type,
      id,
      definitions,
      tab: query.get('tab'),
      historyNames: shownNames(type, definitions),
    }),
    associations: associationPanel({ type, id, reread }),
  };
  const head = element('div', { class: 'record-head' });
  main.replaceChildren(
    head,
    element(
      'div',
      { class: 'record' },
      panels.properties.element,
      panels.activities.element,
      element('section', { class: 'column-right', 'aria-label': 'Associations' }, ...panels.associations.elements),
    ),
  );
  let shown = JSON.stringify(record.properties);
  const show = async (current) => {
    const properties = JSON.stringify(current.properties);
    if (properties !== shown) card?.updated();
    shown = properties;
    showHead(head, type, current);
    panels.properties.show(current);
    await Promise.all([panels.activities.show(current), panels.associations.show(current)]);
  };
  await show(record);
  return async () => {
    try {
      await show(await reread());
    } catch (error) {
      if (error.status !== 404) throw error;
      say('This record was deleted. What you typed is kept in this tab.', true);
    }
  };
}

function readWhole(type, id, definitions) {
  const names = [...definitions.keys()];
  return readRecord(type, id, {
    properties: names,
    histories: shownNames(type, definitions),
    associations: [...SHAPES[type].associations, ...ACTIVITY_TYPES],
  });
}

/** Properties whose history is shown: those on the page, but for what HubSpot calculates. */
function shownNames(type, definitions) {
  return groupsOf(type, definitions, undefined)
    .flatMap(({ names }) => names)
    .filter((name) => !['createdate', 'closed_date'].includes(name));
}

function showHead(head, type, record) {
  const { properties } = record;
  const name = SHAPES[type].nameOf(properties) || record.id;
  document.title = `${name} · HubSpot (emulated)`;
  const signature = JSON.stringify([name, properties.hs_pipeline_stage, properties.client_status]);
  if (head.dataset.state === signature) return;
  head.dataset.state = signature;
  const back =
    type === 'tickets'
      ? link(addressOf.board(properties.hs_pipeline), `${pipelineOf(properties.hs_pipeline)?.label ?? ''} tickets`)
      : link(addressOf.companies(), 'Companies');
  head.replaceChildren(
    back,
    element('h1', {}, name),
    ...badges(properties),
    element('span', { class: 'hint' }, `${SHAPES[type].singular} ${record.id}`),
  );
}

function badges({ hs_pipeline: pipeline, hs_pipeline_stage: stageId, client_status: status }) {
  const stage = stageOf(pipeline, stageId);
  if (stage !== undefined) return [badge(stage.label, isClosed(stage) ? '' : 'warm')];
  return status ? [badge(status, statusKind(status))] : [];
}
