import { allObjectTypes } from '../model/object-types';
import { missingScopes, notAuthenticated } from './errors';

const OTHER_SCOPES = [
  'crm.objects.owners.read',
  'crm.schemas.tickets.read',
  'crm.schemas.tickets.write',
  'crm.schemas.companies.read',
  'crm.schemas.companies.write',
  'settings.users.read',
  'settings.users.teams.read',
  'files',
  'files.ui_hidden.read',
] as const;

/** Every scope that the emulator asks for; the app's own token has them all. */
export function allScopes(): readonly string[] {
  return [
    ...new Set([...allObjectTypes().flatMap((type) => [...type.readScopes, ...type.writeScopes]), ...OTHER_SCOPES]),
  ];
}

export type TokenSnapshot = readonly {
  readonly token: string;
  readonly scopes: readonly string[];
  readonly revoked: boolean;
}[];

/** Which Bearer tokens are good, and for what. */
export class Tokens {
  private readonly known = new Map<string, { readonly scopes: readonly string[]; readonly revoked: boolean }>();

  public constructor(private readonly appToken: string) {
    this.reset();
  }

  public add(token: string, scopes: readonly string[]): void {
    this.known.set(token, { scopes, revoked: false });
  }

  /** False if there is no such token. */
  public setRevoked(token: string, revoked: boolean): boolean {
    const found = this.known.get(token);
    if (found !== undefined) this.known.set(token, { ...found, revoked });
    return found !== undefined;
  }

  /** The token of an Authorization header; throws HubSpot's 401. */
  public authenticate(header: string | undefined): string {
    const token = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) {
      throw notAuthenticated(
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      );
    }
    const found = this.known.get(token);
    if (found === undefined || found.revoked) {
      throw notAuthenticated('The OAuth token used to make this call is expired, revoked or not known.');
    }
    return token;
  }

  /** One of the scopes is enough, as HubSpot's documents list them; throws HubSpot's 403. */
  public authorize(token: string, oneOf: readonly string[]): void {
    const granted = this.known.get(token)?.scopes ?? [];
    if (!oneOf.some((scope) => granted.includes(scope))) throw missingScopes(oneOf);
  }

  public has(token: string, scope: string): boolean {
    return this.known.get(token)?.scopes.includes(scope) === true;
  }

  public list(): TokenSnapshot {
    return [...this.known].map(([token, value]) => ({ token, ...value }));
  }

  public reset(): void {
    this.known.clear();
    this.add(this.appToken, allScopes());
  }

  public restore(snapshot: TokenSnapshot): void {
    this.known.clear();
    for (const { token, scopes, revoked } of snapshot) this.known.set(token, { scopes, revoked });
  }
}
