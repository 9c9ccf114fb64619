import { call, startSession } from './api.js';
import { useZone } from './time.js';

/** What the page knows of the portal: people, pipelines, properties. Read once; they change rarely. */
export const portal = { id: '', hostsCard: false, people: [], pipelines: [] };

const definitions = new Map();

export async function loadPortal() {
  const session = await startSession();
  portal.id = String(session.portalId);
  portal.hostsCard = session.hostsCard;
  const [account, people, pipelines] = await Promise.all([
    call('GET', '/account-info/v3/details'),
    call('GET', '/emulator/users'),
    call('GET', '/crm/v3/pipelines/tickets'),
  ]);
  useZone(account.timeZone);
  portal.people = people.results;
  portal.pipelines = pipelines.results;
}

/** The definitions of a type's properties, by name. */
export async function definitionsOf(type) {
  if (!definitions.has(type)) {
    const { results } = await call('GET', `/crm/v3/properties/${type}`);
    definitions.set(type, new Map(results.map((definition) => [definition.name, definition])));
  }
  return definitions.get(type);
}

export const pipelineOf = (id) => portal.pipelines.find((pipeline) => pipeline.id === id);

/** The pipeline with this name, else the first one. */
export const pipelineNamed = (label) =>
  portal.pipelines.find((pipeline) => pipeline.label === label) ?? portal.pipelines[0];

export const stageOf = (pipelineId, stageId) => pipelineOf(pipelineId)?.stages.find(({ id }) => id === stageId);

export const isClosed = (stage) => stage?.metadata.isClosed === 'true';

export const personOf = (userId) => portal.people.find(({ id }) => id === String(userId));

export const ownerOf = (ownerId) => portal.people.find((person) => person.ownerId === ownerId);

/** Who made an entry of a property's history, in words. */
export function authorOf(entry) {
  if (entry === undefined) return 'unknown';
  const person = entry.updatedByUserId === undefined ? undefined : personOf(entry.updatedByUserId);
  if (person !== undefined && entry.sourceType === 'CRM_UI') return person.name;
  const source = SOURCES[entry.sourceType] ?? entry.sourceType;
  if (entry.sourceType === 'INTEGRATION') return entry.sourceLabel ?? 'At-Risk Closer';
  return person === undefined ? source : `${source} of ${person.name}`;
}

const SOURCES = {
  AUTOMATION_PLATFORM: 'a workflow',
  IMPORT: 'an import',
  MERGE_OBJECTS: 'a merge of records',
  CALCULATED: 'HubSpot',
  CLONE_OBJECTS: 'a clone of a record',
};
