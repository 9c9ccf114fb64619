import { ownerOf, pipelineOf, portal, stageOf } from '../core/portal.js';
import { calendarDay, moment } from '../core/time.js';

/** What a property can hold as `[value, label]`; undefined where a person types freely. */
export function optionsOf(definition, pipelineId) {
  if (definition.name === 'hubspot_owner_id') return portal.people.map(({ ownerId, name }) => [ownerId, name]);
  if (definition.name === 'hs_pipeline_stage')
    return pipelineOf(pipelineId)?.stages.map(({ id, label }) => [id, label]);
  if (definition.options.length === 0) return undefined;
  return definition.options.map(({ value, label }) => [value, label]);
}

/** A value as people read it. */
export function shownValue(definition, value, pipelineId) {
  if (value === undefined || value === null || value === '') return '—';
  if (definition.name === 'hubspot_owner_id') return ownerOf(value)?.name ?? value;
  if (definition.name === 'hs_pipeline') return pipelineOf(value)?.label ?? value;
  if (definition.name === 'hs_pipeline_stage') return stageOf(pipelineId, value)?.label ?? value;
  if (definition.type === 'date') return calendarDay(value);
  if (definition.type === 'datetime') return moment(/^\d+$/.test(value) ? Number(value) : value);
  const labels = new Map(definition.options.map((option) => [option.value, option.label]));
  return value
    .split(definition.options.length > 0 ? ';' : '\u0000')
    .map((each) => labels.get(each) ?? each)
    .join(', ');
}
