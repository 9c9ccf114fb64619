import { companyIdSchema, userIdSchema, type CompanyId, type TicketId, type UserId } from './ids';

/**
 * A person in a text of this service. Names have no place in a history (`docs/decisions/0008-no-personal-data-in-histories.md`), so
 * a decision names a person by id alone; where the text becomes a note or a task, `src/hubspot/write/names.ts` puts in the name.
 */
export function personText(userId: string): string {
  return `HubSpot user ${userId}`;
}

const PERSON = /\bHubSpot user (\d{1,20})\b/g;

/** The persons whom a text names, each once. */
export function peopleIn(text: string): readonly UserId[] {
  return [...new Set([...text.matchAll(PERSON)].flatMap(([, id]) => userIdSchema.safeParse(id).data ?? []))];
}

/** The text with names in it; a person without one stays an id. `a person …` begins a sentence with a capital. */
export function withNames(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(PERSON, (found, id: string, offset: number) => {
    const name = names.get(id) ?? found;
    return offset === 0 ? name.replace(/^a person/, 'A person') : name;
  });
}

/** A client in a text of this service: by id, as a person is. */
export function clientText(companyId: CompanyId | undefined): string {
  return companyId === undefined ? 'this client' : `HubSpot company ${companyId}`;
}

const CLIENT = /\bHubSpot company (\d{1,20})\b/g;

/** The clients whom a text names, each once. */
export function clientsIn(text: string): readonly CompanyId[] {
  return [...new Set([...text.matchAll(CLIENT)].flatMap(([, id]) => companyIdSchema.safeParse(id).data ?? []))];
}

/** The text with their names in it; a client without one stays an id. */
export function withClientNames(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(CLIENT, (found, id: string) => names.get(id) ?? found);
}

/** A ticket in a text of this service, which becomes a link where the portal's address is known. */
export function ticketText(ticketId: TicketId): string {
  return `HubSpot ticket ${ticketId}`;
}

const TICKET = /\bHubSpot ticket (\d{1,20})\b/g;

export function withTicketLinks(text: string, linkOf: (ticketId: string) => string): string {
  return text.replaceAll(TICKET, (_found, id: string) => linkOf(id));
}
