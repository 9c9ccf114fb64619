import type { PortalConfig } from '../../config/portal';

/** Which of HubSpot's API versions is called: `apiVersion` in the section `hubspot` of the portal file. */
export type ApiVersion = PortalConfig['hubspot']['apiVersion'];

/**
 * Where the dated API has what HubSpot's client (13.5) and this service call by the old paths. Users, teams and files are not in
 * 2026-09 yet, so they have the newest version that has them. https://developers.hubspot.com/docs/developer-tooling/platform/versioning
 */
const DATED_PATHS: readonly (readonly [RegExp, string])[] = [
  [/\/crm\/v[34]\/objects(?=\/)/, '/crm/objects/2026-09'],
  [/\/crm\/v4\/associations(?=\/)/, '/crm/associations/2026-09'],
  [/\/crm\/v3\/(properties|pipelines|owners)(?=\/|$)/, '/crm/$1/2026-09'],
  [/\/account-info\/v3(?=\/)/, '/account-info/2026-09'],
  [/\/settings\/v3\/users(?=\/|$)/, '/settings/users/2026-03'],
  [/\/files\/v3\/files(?=\/|$)/, '/files/2026-03/files'],
];

/** The path of this version for a path of v3 or v4; what has no dated path keeps its own. docs/operations.md lists those. */
export function pathIn(version: ApiVersion, path: string): string {
  const [old, dated] = (version === 'v3' ? undefined : DATED_PATHS.find(([pattern]) => pattern.test(path))) ?? [];
  return old === undefined || dated === undefined ? path : path.replace(old, dated);
}

/** The same for a whole address. */
export function urlIn(version: ApiVersion, url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathIn(version, pathname)}${search}`;
}

const MULTI_STATUS = 207;

/**
 * The status with which HubSpot's client (13.5) takes an answer of success to `call`, such as `POST /crm/objects/2026-09/notes`: it has one
 * for each call, as v3 and v4 document it, and fails on any other. 2026-09 documents another for some (associations: 200 in place
 * of 201 and 204).
 */
export function statusForClient(call: string, status: number): number {
  if (status === MULTI_STATUS) return status;
  if (/^DELETE |\/archive$/.test(call)) return 204;
  const isReading = /^(?:GET|PATCH) |\/(?:read|search|update|merge|default)$|\/associations\/default\//.test(call);
  return isReading ? 200 : 201;
}
