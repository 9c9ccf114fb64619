import { createRoot } from 'react-dom/client';
import { alertActions } from './alerts';
import { rendered, useAppPageLocation, type Context } from './worker';

/** For HubSpot's own router of app pages, which asks the worker where it is. */
Object.assign(globalThis, { __HUBSPOT_EXTENSION_WORKER__: true, hsWorkerAPI: { useAppPageLocation } });

/** Shows the extension of this bundle, for whom and where the emulator's page says. */
export function show(): void {
  const place = document.getElementById('extension');
  const context = document.getElementById('context')?.textContent;
  if (place === null || context == null) throw new Error('This page has no place for an extension');
  // The emulator wrote it a moment ago.
  const given = JSON.parse(context) as Context;
  createRoot(place).render(rendered({ context: given, actions: alertActions() }));
}
