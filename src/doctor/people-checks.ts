import type { PortalConfig } from '../config/portal';
import type { Check } from './check';
import { ok, problem, warning, type Finding } from './finding';
import type { HubSpotContext } from './hubspot-context';

interface Group {
  readonly teams: 'financeTeams' | 'requesterTeams';
  readonly users: 'financeUserIds' | 'requesterUserIds';
  readonly who: string;
  /** What nobody of them means. */
  readonly none: string;
}

const FINANCE: Group = {
  ...{ teams: 'financeTeams', users: 'financeUserIds', who: 'Finance' },
  none: 'nobody can approve closing a ticket under an outstanding invoice (I3)',
};
const REQUESTERS: Group = {
  ...{ teams: 'requesterTeams', users: 'requesterUserIds', who: 'requesters' },
  none: 'nobody can ask for a change with a support ticket (C3)',
};

const TEAM_CLICKS = 'In HubSpot: Settings → Users & Teams → Teams. HubSpot has no API that creates teams for an app.';

/** Who may approve and ask, and who gets tasks. */
export const PEOPLE_CHECKS: readonly Check<HubSpotContext>[] = [
  ...[FINANCE, REQUESTERS].flatMap((group): readonly Check<HubSpotContext>[] => [
    {
      name: group.teams,
      about: `the teams of sop.${group.teams}`,
      scopes: ['settings.users.teams.read'],
      run: async ({ portal, teams }: HubSpotContext): Promise<readonly Finding[]> =>
        teamFindings(group, portal, await teams()),
    },
    {
      name: group.users,
      about: `the users of sop.${group.users}`,
      scopes: ['settings.users.read'],
      run: async ({ portal, inspector }: HubSpotContext): Promise<readonly Finding[]> =>
        Promise.all(
          portal.sop[group.users].map(async (id) =>
            (await inspector.hasUser(id))
              ? ok(`user ${id} of sop.${group.users} exists`)
              : problem(`the portal has no user ${id}`, `Correct sop.${group.users} in the portal file.`),
          ),
        ),
    },
  ]),
  {
    name: 'taskOwners',
    about: 'the owners of the deactivation tasks (N9)',
    scopes: ['crm.objects.owners.read'],
    run: async ({ portal, inspector }: HubSpotContext): Promise<readonly Finding[]> => {
      const named = portal.sop.checklist.flatMap(({ key, owner }) => (owner === undefined ? [] : [{ key, owner }]));
      const findings = await Promise.all(
        named.map(async ({ key, owner }) =>
          (await inspector.hasOwner(owner))
            ? ok(`the owner of the task "${key}" exists`)
            : problem(
                `the portal has no owner ${owner}, of the task "${key}" (N9)`,
                `Correct sop.checklist (${key}) in the portal file.`,
              ),
        ),
      );
      return named.length > 0 ? findings : [ok('the deactivation tasks have no owner of their own (N9)')];
    },
  },
];

function teamFindings(
  { teams: key, users, who, none }: Group,
  { sop }: PortalConfig,
  found: readonly { readonly name: string; readonly members: number }[],
): readonly Finding[] {
  if (sop[key].length === 0 && sop[users].length === 0) {
    return [problem(`sop.${key} and sop.${users} are empty: ${none}`, 'Name a team or a user in the portal file.')];
  }
  return sop[key].map((name) => {
    const team = found.find((each) => each.name === name);
    if (team === undefined) {
      return problem(
        `the portal has no team "${name}"`,
        `Create it (${TEAM_CLICKS}), or name the team that you use as sop.${key} in the portal file.`,
      );
    }
    return team.members > 0
      ? ok(`the team "${name}" of ${who} has ${String(team.members)} members`)
      : warning(`the team "${name}" has no members: ${none}`, `Add them. ${TEAM_CLICKS}`);
  });
}
