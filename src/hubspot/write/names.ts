import { clientsIn, peopleIn, withClientNames, withNames, withTicketLinks } from '../../sop/vocabulary/person';
import type { PortalDirectory } from '../portal/portal-directory';

/** A note names two or three; whoever writes ids into a reason must not make this service look up all of them. */
const MOST_NAMES = 10;

/** Texts of this service with the names of the persons and clients whom a decision names by id. Calls HubSpot only where there are any. */
export async function withPeopleNamed(
  directory: Pick<PortalDirectory, 'nameOf' | 'nameOfCompany'>,
  paragraphs: readonly string[],
): Promise<readonly string[]> {
  const text = paragraphs.join('\n');
  const [people, clients] = await Promise.all([
    named(peopleIn(text), (id) => directory.nameOf(id)),
    named(clientsIn(text), (id) => directory.nameOfCompany(id)),
  ]);
  return paragraphs.map((paragraph) => withClientNames(withNames(paragraph, people), clients));
}

async function named<Id extends string>(
  ids: readonly Id[],
  nameOf: (id: Id) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  const each = ids.slice(0, MOST_NAMES).map(async (id): Promise<[string, string]> => [id, await nameOf(id)]);
  return new Map(await Promise.all(each));
}

/** Where people open a record: the portal's address in the browser. */
export interface RecordLinks {
  readonly appUrl: string;
  /** Absent: a ticket is named, without a link. */
  readonly portalId?: string | undefined;
}

/** `0-5` is HubSpot's type of tickets. */
export function ticketLink({ appUrl, portalId }: RecordLinks, ticketId: string): string {
  return portalId === undefined ? `ticket ${ticketId}` : `${appUrl}/contacts/${portalId}/record/0-5/${ticketId}`;
}

/** The same text with the address of each ticket that it names. */
export function withLinks(links: RecordLinks, paragraph: string): string {
  return withTicketLinks(paragraph, (id) => ticketLink(links, id));
}
