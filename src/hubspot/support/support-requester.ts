import type { PortalConfig } from '../../config/portal';
import type { Requester } from '../../sop/support/support-facts';
import type { UserId } from '../../sop/vocabulary/ids';
import type { HistoryEntry, HubSpotRecord } from '../client/answers';
import { readAssociations, readRecords } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import type { PortalDirectory } from '../portal/portal-directory';
import { userByEmail } from '../read/approver';
import { broughtBy } from '../records/sources';
import { PIPELINE } from '../records/ticket-facts';
import { actorOf, type ServiceApps } from '../records/timeline-of';

/** Holds the ids of the records that were merged into this one. */
export const MERGED_IDS = 'hs_merged_object_ids';

const EMAIL = 'email';

/** Sources of a form that was submitted without signing in: the ticket's contact is the person. */
const SUBMITTED: readonly string[] = ['FORM', 'CONVERSATIONS'];

interface RequesterContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
}

/** C3: who asks, as far as HubSpot proves it. One call for the teams, if they are not known; three more for a submitted form. */
export async function readRequester(context: RequesterContext, request: HubSpotRecord): Promise<Requester> {
  const source = sourceOfForm(request, context.portal, context.apps);
  const userId = source === 'contact' ? await userOfContact(context.client, request.id) : source;
  if (userId === undefined) return { kind: 'unknown' };
  return { kind: 'user', userId, teams: await context.directory.teamsOf(userId) };
}

type FormSource = UserId | 'contact' | undefined;

/**
 * Whoever saved the form last stands for all of it. An automation that fills in an empty field acts for whoever filled in the
 * rest or created the ticket; one that changes what was there acts for nobody, and so do imports, clones and merges (X1).
 */
function sourceOfForm(
  { propertiesWithHistory = {} }: HubSpotRecord,
  { supportRequests, people }: PortalConfig,
  apps: ServiceApps,
): FormSource {
  const { requestedChange, requestedDate, explanation } = supportRequests.properties;
  const entriesOf = (property: string): readonly HistoryEntry[] =>
    [...(propertiesWithHistory[property] ?? [])].sort((a, b) => b.timestamp - a.timestamp);
  const sourceOf = (entry: HistoryEntry): FormSource => {
    const actor = actorOf(entry, apps, people.sources);
    if (actor.kind === 'person') return actor.userId;
    return actor.kind === 'other' && SUBMITTED.includes(actor.source) ? 'contact' : undefined;
  };
  const saves = [requestedChange, requestedDate, explanation]
    .flatMap((property) =>
      entriesOf(property).map((entry, index, { length }) => ({ entry, isFirst: index === length - 1 })),
    )
    .sort((a, b) => b.entry.timestamp - a.entry.timestamp);
  const mergedAt = entriesOf(MERGED_IDS)[0]?.timestamp ?? 0;
  if ((saves[0]?.entry.timestamp ?? 0) <= mergedAt) return undefined;
  const decisive = saves.find(({ entry, isFirst }) => !isFirst || isBrought(entry) || sourceOf(entry) !== undefined);
  const entry = decisive?.entry ?? entriesOf(PIPELINE).at(-1);
  return entry && sourceOf(entry);
}

function isBrought({ sourceType }: HistoryEntry): boolean {
  return broughtBy(sourceType ?? 'UNKNOWN', true) !== undefined;
}

/** The user of the portal who has the e-mail address of the ticket's only contact. */
async function userOfContact(client: HubSpotClient, ticketId: string): Promise<UserId | undefined> {
  const ids = (await readAssociations(client, 'tickets', 'contacts', [ticketId])).get(ticketId) ?? [];
  if (ids.length !== 1) return undefined;
  const [contact] = await readRecords(client, { objectType: 'contacts', ids, properties: [EMAIL] });
  const email = contact?.properties[EMAIL] ?? '';
  return email === '' ? undefined : userByEmail(client, email);
}
