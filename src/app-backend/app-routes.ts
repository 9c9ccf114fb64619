import type { PortalConfig } from '../config/portal';
import { cardRoutes } from './card-routes';
import type { Routes } from './entry/routes';
import { pageRoutes } from './page-routes';
import type { AppCases } from './temporal';

/** Every path of the card and the page. */
export function appRoutes(cases: AppCases, portal: PortalConfig): Routes {
  return { ...cardRoutes(cases, portal), ...pageRoutes(cases, portal.sop.timeZone) };
}
