import type { PortalConfig } from '../../config/portal';
import type { Instant } from '../../sop/vocabulary/dates';
import type { Stage } from '../../sop/vocabulary/facts';
import { userIdSchema, type CompanyId, type UserId } from '../../sop/vocabulary/ids';
import { fileSchema, ownerSchema, pipelinesSchema, teamsSchema, type HubSpotRecord } from '../client/answers';
import { cached, cachedByKey } from '../client/cached';
import { CALL, ask, unlessGone, type HubSpotClient } from '../client/client';
import { HubSpotError } from '../client/errors';
import { companyNames } from './company-names';
import { findPeopleProblems } from './people-fit';
import { ownerName, readName } from './people-names';
import { checkPortalFits, checkSupportFits } from './portal-fit';
import type { ShownInPortal } from './shown-properties';

/** The At-Risk pipeline by HubSpot's ids. */
export interface AtRiskPipeline {
  readonly pipelineId: string;
  readonly openStageIds: readonly string[];
  readonly closedStageIds: readonly string[];
  /** The stage that a ticket is closed with. */
  readonly closedStageId: string;
  /** The stage that a reopened ticket gets. */
  readonly reopenStageId: string;
}

/** C3: the pipeline of support tickets by HubSpot's ids, or what the portal lacks of it. */
export type SupportPipeline =
  | { readonly kind: 'found'; readonly pipelineId: string; readonly newStageId: string; readonly closedStageId: string }
  | { readonly kind: 'missing'; readonly error: HubSpotError };

/** What rarely changes in a portal: its pipelines, teams, owners and the names of files. Read when first needed. */
export interface PortalDirectory {
  /** Read again if `stageId` is a stage that it did not have when it was last read. */
  atRiskPipeline(stageId?: string): Promise<AtRiskPipeline>;
  /** Missing is allowed: the portal's cases continue. */
  supportPipeline(): Promise<SupportPipeline>;
  /** C3: fails with a `mismatch` like `fits`, for what support requests need. */
  supportFits(): Promise<void>;
  /**
   * Fails with a `mismatch` while the portal lacks a property or option that the portal file names. Answers with what the portal has
   * for tickets to show their cases; one that is created later is noticed within the hour.
   */
  fits(): Promise<ShownInPortal>;
  /** X1: people whom the portal file names and the portal does not have; delays no case. */
  settingProblems(): Promise<readonly string[]>;
  /** Names of the teams that a person is in, primary or not. */
  teamsOf(userId: UserId): Promise<readonly string[]>;
  /** The user behind an owner; undefined if the owner was removed. */
  userOfOwner(ownerId: string): Promise<UserId | undefined>;
  /** A person for a note: by name, or else by what HubSpot shows of them. */
  nameOf(userId: UserId): Promise<string>;
  /** A client for a task, by name. One call, unless the company was read in the last hour. */
  nameOfCompany(companyId: CompanyId): Promise<string>;
  /** Keeps the name of a company that was read anyway. */
  sawCompany(company: HubSpotRecord): void;
  /** The owner of a ticket, for lists; undefined if the owner was removed. */
  nameOfOwner(ownerId: string): Promise<string | undefined>;
  /** N2: undefined if HubSpot does not show the file: it was deleted, or is hidden from this service. */
  file(fileId: string): Promise<StoredFile | undefined>;
}

/** N2: what is known of a file; its content is not read. */
export interface StoredFile {
  /** With its extension. */
  readonly name: string;
  readonly createdAt: Instant;
}

const MINUTE_MS = 60_000;

/** How long a read is considered current. In milliseconds. */
const MAX_AGE = {
  /** A renamed stage is noticed within the hour; its id, which is what tickets hold, never changes. */
  pipelines: 60 * MINUTE_MS,
  /** A new stage is noticed as soon as a ticket is in it. */
  newStage: MINUTE_MS,
  /** A pipeline that was missing is noticed within minutes. */
  supportPipeline: 5 * MINUTE_MS,
  /** A property that is deleted is noticed within the hour; one that was missing, at the next check. */
  properties: 60 * MINUTE_MS,
  /** I3: someone who left Finance cannot approve for longer than this. */
  people: 5 * MINUTE_MS,
  /** Whoever has a new name is called by the old one this long. */
  names: 60 * MINUTE_MS,
  /** A file keeps its name and its age. */
  files: 60 * MINUTE_MS,
  /** One that is not shown may be, once the app has the scope; one that is shown may be deleted. */
  shownFiles: 5 * MINUTE_MS,
} as const;

const MAX_ENTRIES = 1_000;

export function createPortalDirectory(client: HubSpotClient, portal: PortalConfig): PortalDirectory {
  const { api } = client;
  const teams = cached(MAX_AGE.people, () =>
    ask('read the teams', teamsSchema, () => api.settings.users.teamsApi.getAll(CALL)),
  );
  const pipelines = async (): Promise<Pipelines> => {
    const { results } = await ask('read the ticket pipelines', pipelinesSchema, () =>
      api.crm.pipelines.pipelinesApi.getAll('tickets', CALL),
    );
    return results;
  };
  const readPipeline = async (): Promise<AtRiskPipeline> => resolvePipeline(await pipelines(), portal);
  const pipeline = cached(MAX_AGE.pipelines, readPipeline);
  const withNewStage = cached(MAX_AGE.newStage, readPipeline);
  const file = cachedByKey(MAX_AGE.files, MAX_ENTRIES, async (fileId) => {
    const { name, extension, createdAt } = await ask('read a file', fileSchema, () =>
      api.files.filesApi.getById(fileId, undefined, CALL),
    );
    return { name: [name, extension].filter((part) => part != null && part !== '').join('.'), createdAt };
  });
  const owner = cachedByKey(MAX_AGE.people, MAX_ENTRIES, (ownerId) =>
    unlessGone(() =>
      ask('read the owner of a ticket', ownerSchema, () =>
        api.crm.owners.ownersApi.getById(Number(ownerId), 'id', false, CALL),
      ),
    ),
  );
  return {
    atRiskPipeline: async (stageId) => {
      const known = await pipeline();
      const isNew = stageId !== undefined && ![...known.openStageIds, ...known.closedStageIds].includes(stageId);
      return isNew ? withNewStage() : known;
    },
    supportPipeline: cached(MAX_AGE.supportPipeline, async () => resolveSupportPipeline(await pipelines(), portal)),
    fits: cached(MAX_AGE.properties, () => checkPortalFits(client, portal)),
    supportFits: cached(MAX_AGE.properties, () => checkSupportFits(client, portal)),
    settingProblems: cached(MAX_AGE.people, () => findPeopleProblems(client, portal)),
    teamsOf: async (userId) => {
      const { results } = await teams();
      return results
        .filter((team) => team.userIds.includes(userId) || team.secondaryUserIds.includes(userId))
        .map(({ name }) => name);
    },
    userOfOwner: async (ownerId) => {
      const userId = (await owner(ownerId))?.userId;
      return userId == null ? undefined : userIdSchema.parse(userId);
    },
    nameOf: cachedByKey(MAX_AGE.names, MAX_ENTRIES, (userId) => readName(client, userIdSchema.parse(userId))),
    ...companyNames(client, MAX_AGE.names, MAX_ENTRIES),
    nameOfOwner: cachedByKey(MAX_AGE.names, MAX_ENTRIES, async (ownerId) => {
      const found = await owner(ownerId);
      return found && ownerName(found);
    }),
    file: cachedByKey(MAX_AGE.shownFiles, MAX_ENTRIES, (fileId) => unlessHidden(() => file(fileId))),
  };
}

/** N2: 404 for a file that is hidden, 403 where the scope for files is missing; an invalid token is reported by other calls. */
async function unlessHidden<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessGone(read);
  } catch (error) {
    if (error instanceof HubSpotError && error.kind === 'refused' && error.status === 403) return undefined;
    throw error;
  }
}

type Pipelines = ReturnType<typeof pipelinesSchema.parse>['results'];

/**
 * Finds pipeline and stages by id or label; what is not found is said in one sentence, for the operator (X1). Of the other
 * stages HubSpot itself says which are open and which are closed; the portal file's names are those that this service sets.
 */
export function resolvePipeline(pipelines: Pipelines, portal: PortalConfig): AtRiskPipeline {
  const { ticket } = portal;
  const { pipeline, stageId } = pipelineNamed(pipelines, ticket.pipeline);
  const openStageIds = ticket.openStages.map(stageId);
  const closedStageId = stageId(ticket.closedStage);
  const others = pipeline.stages.filter(({ id }) => id !== closedStageId && !openStageIds.includes(id));
  const ofKind = (kind: Stage): readonly string[] => others.filter((each) => kindOf(each) === kind).map(({ id }) => id);
  return {
    pipelineId: pipeline.id,
    openStageIds: [...openStageIds, ...ofKind('open')],
    closedStageIds: [closedStageId, ...ofKind('closed')],
    closedStageId,
    reopenStageId: openStageIds[0] ?? closedStageId,
  };
}

/** X1: undefined where HubSpot does not say; such a stage is unknown. */
export function kindOf({ metadata }: Pick<Pipelines[number]['stages'][number], 'metadata'>): Stage | undefined {
  const { ticketState, isClosed } = metadata ?? {};
  if (ticketState === 'CLOSED' || isClosed === 'true') return 'closed';
  return ticketState === 'OPEN' || isClosed === 'false' ? 'open' : undefined;
}

/** C3: the same for support tickets. */
function resolveSupportPipeline(pipelines: Pipelines, portal: PortalConfig): SupportPipeline {
  const { pipeline: wanted, newStage, closedStage } = portal.supportRequests;
  try {
    const { pipeline, stageId } = pipelineNamed(pipelines, wanted);
    const stages = { newStageId: stageId(newStage), closedStageId: stageId(closedStage) };
    return { kind: 'found', pipelineId: pipeline.id, ...stages };
  } catch (error) {
    if (error instanceof HubSpotError) return { kind: 'missing', error };
    throw error;
  }
}

function pipelineNamed(
  pipelines: Pipelines,
  wanted: string,
): { readonly pipeline: Pipelines[number]; readonly stageId: (wanted: string) => string } {
  const pipeline = named(pipelines, wanted);
  if (pipeline === undefined) throw notFound(`a ticket pipeline "${wanted}"`, pipelines);
  const stageId = (label: string): string => {
    const stage = named(pipeline.stages, label);
    if (stage === undefined) throw notFound(`a stage "${label}" in its pipeline ${wanted}`, pipeline.stages);
    return stage.id;
  };
  return { pipeline, stageId };
}

interface Named {
  readonly id: string;
  readonly label: string;
}

/** By id or label, as the portal file names pipelines and stages. */
export function named<T extends Named>(all: readonly T[], wanted: string): T | undefined {
  return all.find(({ id }) => id === wanted) ?? all.find(({ label }) => label === wanted);
}

function notFound(what: string, found: readonly Named[]): HubSpotError {
  const labels = found.map(({ label }) => label).join(', ') || 'none';
  return new HubSpotError({ kind: 'mismatch', detail: `The portal does not have ${what} (it has: ${labels}).` });
}
