import type { Team, User } from '../model/types';

const CLIENT_SUCCESS = '301';
const FINANCE = '302';
const REVOPS = '303';

const TEAMS: readonly Team[] = [
  { id: CLIENT_SUCCESS, name: 'Client Success' },
  { id: FINANCE, name: 'Finance' },
  { id: REVOPS, name: 'RevOps' },
];

function user(id: number, firstName: string, lastName: string, primaryTeamId: string, more: Partial<User> = {}): User {
  return {
    id: String(id),
    ownerId: String(id + 2000),
    email: `${firstName}.${lastName}@example.com`.toLowerCase(),
    firstName,
    lastName,
    roleIds: ['9101'],
    primaryTeamId,
    secondaryTeamIds: [],
    superAdmin: false,
    ...more,
  };
}

/** Invented people, named after what they do. */
const USERS: readonly User[] = [
  user(5001, 'Casey', 'Success', CLIENT_SUCCESS),
  user(5002, 'Sasha', 'Success', CLIENT_SUCCESS),
  user(5003, 'Finn', 'Finance', FINANCE),
  user(5004, 'Faye', 'Finance', REVOPS, { secondaryTeamIds: [FINANCE] }),
  user(5005, 'Robin', 'Revops', REVOPS, { superAdmin: true }),
];

/** The portal's users, each of whom is an owner too, and their teams. They do not change. */
export class People {
  public readonly users = USERS;
  public readonly teams = TEAMS;

  public user(id: string): User | undefined {
    return this.users.find((candidate) => candidate.id === id);
  }

  public byEmail(email: string): User | undefined {
    return this.users.find((candidate) => candidate.email === email.toLowerCase());
  }

  public owner(ownerId: string): User | undefined {
    return this.users.find((candidate) => candidate.ownerId === ownerId);
  }

  /** Teams of a user, the primary one first. */
  public teamsOf(member: User): readonly (Team & { readonly primary: boolean })[] {
    const ids = [member.primaryTeamId, ...member.secondaryTeamIds];
    return ids.flatMap((id) =>
      this.teams
        .filter((team) => team.id === id)
        .map((team) => ({ ...team, primary: team.id === member.primaryTeamId })),
    );
  }
}
