import type { UserId } from '../../sop/vocabulary/ids';
import { peopleIn, withNames } from '../../sop/vocabulary/person';
import type { PortalDirectory } from '../portal/portal-directory';

/** A note names two or three; whoever writes ids into a reason must not make this service look up all of them. */
const MOST_NAMES = 10;

/** Texts of this service with the names of the persons whom a decision names by id. Calls HubSpot only where there are any. */
export async function withPeopleNamed(
  directory: Pick<PortalDirectory, 'nameOf'>,
  paragraphs: readonly string[],
): Promise<readonly string[]> {
  const people = peopleIn(paragraphs.join('\n')).slice(0, MOST_NAMES);
  const named = people.map(async (id): Promise<[UserId, string]> => [id, await directory.nameOf(id)]);
  const names = new Map(await Promise.all(named));
  return paragraphs.map((paragraph) => withNames(paragraph, names));
}
