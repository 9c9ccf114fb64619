import type { PortalConfig } from '../../config/portal';
import { labelReader } from '../../sop/evidence/etf-labels';
import { visibleText } from '../../sop/vocabulary/visible-text';
import { ownerSchema, teamsSchema, userSchema } from '../client/answers';
import { CALL, ask, createClient, unlessGone, type ClientOptions } from '../client/client';
import { LAST_MODIFIED, createSearch } from '../client/search';
import { NOTE_BODY } from '../records/evidence-facts';
import { noteLines } from '../records/note-text';
import { verifyToken, type TokenIdentity } from '../token/token-check';
import { readAccount, type Account } from './account';
import { create, type Creation } from './create';
import { readSchema, type PortalSchema } from './portal-schema';

/** What `at-risk prepare` and `at-risk doctor` ask of HubSpot. Every method fails with a HubSpotError, and with nothing else. */
export interface PortalInspector {
  /** Whose the token is, compared with nothing. */
  identity(): Promise<TokenIdentity>;
  account(): Promise<Account>;
  schema(): Promise<PortalSchema>;
  teams(): Promise<readonly { readonly name: string; readonly members: number }[]>;
  hasUser(userId: string): Promise<boolean>;
  hasOwner(ownerId: string): Promise<boolean>;
  /** N3: labels that the newest notes made from the snippet have; undefined where the portal has no such note yet. */
  labelsInNotes(snippet: PortalConfig['etfSnippet']): Promise<readonly string[] | undefined>;
  create(creation: Creation): Promise<'created' | 'existed'>;
  close(): void;
}

export interface InspectorOptions extends ClientOptions {
  readonly accessToken: string;
  readonly apiUrl: string;
}

/** Notes among which those made from the snippet are searched: the newest ones. */
const NOTES = 200;

export function createInspector(options: InspectorOptions): PortalInspector {
  const { accessToken, apiUrl, apiVersion } = options;
  const client = createClient(accessToken, apiUrl, options);
  const { users } = client.api.settings;
  const search = createSearch(client);
  return {
    identity: () => verifyToken({ accessToken, apiUrl, apiVersion }),
    account: () => readAccount(options),
    schema: () => readSchema(client),
    teams: async () => {
      const { results } = await ask('read the teams', teamsSchema, () => users.teamsApi.getAll(CALL));
      return results.map(({ name, userIds, secondaryUserIds }) => ({
        name,
        members: new Set([...userIds, ...secondaryUserIds]).size,
      }));
    },
    hasUser: (id) =>
      exists(() => ask('look up a person', userSchema, () => users.usersApi.getById(id, 'USER_ID', CALL))),
    hasOwner: (id) =>
      exists(() =>
        ask('look up an owner', ownerSchema, () =>
          client.api.crm.owners.ownersApi.getById(Number(id), 'id', false, CALL),
        ),
      ),
    labelsInNotes: async (snippet) => {
      const { records } = await search({
        objectType: 'notes',
        filters: [{ propertyName: NOTE_BODY, operator: 'HAS_PROPERTY' }],
        properties: [NOTE_BODY],
        sort: `-${LAST_MODIFIED}`,
        limit: NOTES,
      });
      return labelsOf(
        records.map(({ properties }) => properties[NOTE_BODY] ?? ''),
        snippet,
      );
    },
    create: (creation) => create(client, creation),
    close: () => {
      client.close();
    },
  };
}

async function exists(read: () => Promise<unknown>): Promise<boolean> {
  return (await unlessGone(read)) !== undefined;
}

/** Of the notes that have the snippet's title. */
function labelsOf(
  bodies: readonly string[],
  { title, labels }: PortalConfig['etfSnippet'],
): readonly string[] | undefined {
  const wanted = visibleText(title).toLowerCase();
  const notes = bodies
    .map((body) => noteLines(body).map(visibleText))
    .filter((lines) => lines.join('\n').toLowerCase().includes(wanted));
  if (notes.length === 0) return undefined;
  const read = labelReader(labels);
  return [...new Set(notes.flat().flatMap((line) => read(line).map(({ label }) => label)))];
}
