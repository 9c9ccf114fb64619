/** Which HubSpot the emulator is: `2026-09` answers dated paths and the old ones, `v3` the old ones alone, as before dates. */
export const PROFILES = ['2026-09', 'v3'] as const;
export type Profile = (typeof PROFILES)[number];

/** Routes are registered by their dated paths; the old ones lead to the same places. */
const OLD_PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/crm\/v[34]\/objects(?=[/?]|$)/, '/crm/objects/2026-09'],
  [/^\/crm\/v4\/associations(?=[/?]|$)/, '/crm/associations/2026-09'],
  [/^\/crm\/v3\/(properties|pipelines|owners|property-validations)(?=[/?]|$)/, '/crm/$1/2026-09'],
  [/^\/account-info\/v3(?=[/?]|$)/, '/account-info/2026-09'],
  // HubSpot's client lists users under the first path, HubSpot's document of v3 under the second.
  [/^\/settings\/v3\/users(?=[/?]|$)/, '/settings/users/2026-03'],
  [/^\/settings\/users\/v3(?=[/?]|$)/, '/settings/users/2026-03'],
  [/^\/files\/v3(?=[/?]|$)/, '/files/2026-03'],
];

const DATED = /^\/[^?]*\/20\d\d-\d\d(?=[/?]|$)/;

/** Of an address as it was called, before it was led to a route. */
export function isDated(url: string): boolean {
  return DATED.test(url);
}

/** The address that a route is registered for. */
export function routedUrl(profile: Profile, url: string): string {
  if (profile === 'v3' && isDated(url)) return '/no-dated-api';
  const [old, dated] = OLD_PATHS.find(([pattern]) => pattern.test(url)) ?? [];
  return old === undefined || dated === undefined ? url : url.replace(old, dated);
}
