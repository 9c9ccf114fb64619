import type {
  ExtensionPointApiActions,
  ExtensionPointApiContext,
  HubSpotFetchOptions,
  HubSpotFetchRequestURI,
} from '@hubspot/ui-extensions';
import { useSyncExternalStore, type ReactElement } from 'react';

/** What HubSpot's worker gives an extension that it runs: where it is, what it may do, and `hubspot.extend`. */
export type Context = ExtensionPointApiContext<'crm.record.tab'> | ExtensionPointApiContext<'pages'>;
export type Actions = Pick<ExtensionPointApiActions<'pages'>, 'addAlert' | 'copyTextToClipboard' | 'reloadPage'> &
  Pick<ExtensionPointApiActions<'crm.record.tab'>, 'onCrmPropertiesUpdate' | 'refreshObjectProperties'>;

interface Api {
  readonly context: Context;
  readonly actions: Actions;
}

type Extension = (api: Api) => ReactElement;

let extension: Extension | undefined;
let api: Api | undefined;

export const hubspot = {
  extend(render: Extension): void {
    extension = render;
  },
  fetch: hubspotFetch,
};

/** The extension that this bundle registered, with what HubSpot would give it. */
export function rendered(given: Api): ReactElement {
  api = given;
  if (extension === undefined) throw new Error('The extension did not call hubspot.extend');
  return extension(given);
}

export function useExtensionContext(): Context {
  return current().context;
}

export function useExtensionActions(): Actions {
  return current().actions;
}

/** For HubSpot's own router of app pages. */
export function useAppPageLocation(): { readonly path: string; readonly params: Record<string, string> } {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash);
  return { path: hash === '' ? '/' : hash.slice(1), params: {} };
}

function onHashChange(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => {
    window.removeEventListener('hashchange', changed);
  };
}

function current(): Api {
  if (api === undefined) throw new Error('The extension is not shown yet');
  return api;
}

/** HubSpot sends it from its own servers, signed, and wraps what the app answered: the emulator does so too. */
async function hubspotFetch(
  url: HubSpotFetchRequestURI,
  { method = 'GET', body }: HubSpotFetchOptions = {},
): Promise<Response> {
  const { user } = current().context;
  const answer = await fetch('/emulator/extensions/fetch', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Emulator-User': String(user.id) },
    body: JSON.stringify({ url: String(url), method, ...(body !== undefined && { body }) }),
  });
  if (!answer.ok) return answer;
  const { status, text } = (await answer.json()) as { readonly status: number; readonly text: string };
  return new Response(text, { status });
}
