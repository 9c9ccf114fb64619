import type { PortalConfig } from '../../config/portal';
import { teamsSchema, ownerSchema, userSchema } from '../client/answers';
import { CALL, ask, unlessGone, type HubSpotClient } from '../client/client';
import { HubSpotError } from '../client/errors';

/** Who of the portal file must exist in the portal, under which key. */
interface Named {
  readonly key: string;
  readonly what: string;
  readonly isThere: () => Promise<boolean>;
}

/**
 * X1: teams, users and owners of the portal file that the portal does not have, a clause each. Nobody could approve or ask, or a task
 * would have no owner, and that would show only when it is too late. No case waits for it.
 */
export async function findPeopleProblems(client: HubSpotClient, portal: PortalConfig): Promise<readonly string[]> {
  const problems = await Promise.all(peopleNamed(client, portal).map(problemOf));
  return problems.flatMap((problem) => problem ?? []);
}

function peopleNamed({ api }: HubSpotClient, { sop }: PortalConfig): readonly Named[] {
  let teams: Promise<readonly string[]> | undefined;
  const readTeams = async (): Promise<readonly string[]> => {
    const { results } = await ask('read the teams', teamsSchema, () => api.settings.users.teamsApi.getAll(CALL));
    return results.map(({ name }) => name);
  };
  const hasTeam = async (team: string): Promise<boolean> => (await (teams ??= readTeams())).includes(team);
  const hasUser = async (id: string): Promise<boolean> =>
    isThere(() => ask('look up a person', userSchema, () => api.settings.users.usersApi.getById(id, 'USER_ID', CALL)));
  const hasOwner = async (id: string): Promise<boolean> =>
    isThere(() =>
      ask('look up an owner', ownerSchema, () => api.crm.owners.ownersApi.getById(Number(id), 'id', false, CALL)),
    );
  return [
    ...(['financeTeams', 'requesterTeams'] as const).flatMap((key) =>
      sop[key].map((team) => ({ key: `sop.${key}`, what: `team "${team}"`, isThere: () => hasTeam(team) })),
    ),
    ...(['financeUserIds', 'requesterUserIds'] as const).flatMap((key) =>
      sop[key].map((id) => ({ key: `sop.${key}`, what: `user ${id}`, isThere: () => hasUser(id) })),
    ),
    ...sop.checklist.flatMap(({ key, owner }) =>
      owner === undefined
        ? []
        : [{ key: `sop.checklist (${key})`, what: `owner ${owner}`, isThere: () => hasOwner(owner) }],
    ),
  ];
}

async function isThere(read: () => Promise<unknown>): Promise<boolean> {
  return (await unlessGone(read)) !== undefined;
}

async function problemOf({ key, what, isThere: found }: Named): Promise<string | undefined> {
  try {
    return (await found()) ? undefined : `${key}: the portal has no ${what}`;
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error;
    // A temporary failure proves nothing.
    return error.kind === 'retryLater'
      ? undefined
      : `${key}: whether the portal has ${what} is not shown. ${error.detail}`;
  }
}
