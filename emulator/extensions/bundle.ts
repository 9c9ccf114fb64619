import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/** The extensions of our app that the emulator shows: each has its entry in browser/. */
export const EXTENSIONS = ['card', 'page'] as const;
export type ExtensionName = (typeof EXTENSIONS)[number];

const APP = 'hubspot-app/src/app';

/** `npm run build` leaves the scripts beside this file: an image has no sources to make them of. */
const builtScript = (name: ExtensionName): string => join(__dirname, `${name}.js`);

/** The extension with what stands in for HubSpot around it, as one script for a browser. */
export async function extensionScript(name: ExtensionName): Promise<string> {
  if (existsSync(builtScript(name))) return readFile(builtScript(name), 'utf8');
  const root = projectRoot();
  const browser = join(root, 'emulator/extensions/browser');
  // Loaded when a card is first shown, so that tests of the API do not wait for it.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(browser, `${name}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [standIns(browser, join(root, APP))],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Sends the imports of HubSpot's components to what stands in for them; HubSpot's router of app pages stays its own. */
function standIns(browser: string, app: string): Plugin {
  return {
    name: 'stand-ins',
    setup(build) {
      build.onResolve({ filter: /^@hubspot\/ui-extensions$|\/remoteComponents\.synced\.js$/ }, () => ({
        path: join(browser, 'sdk.ts'),
      }));
      build.onResolve({ filter: /^@hubspot\/ui-extensions\/crm$/ }, () => ({ path: join(browser, 'crm.tsx') }));
      // In HubSpot's build this is a workspace of src/app/package.json.
      build.onResolve({ filter: /^@at-risk\/backend\// }, ({ path }) => ({
        path: join(app, path.replace('@at-risk/', '')),
      }));
    },
  };
}

function projectRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, APP, 'package.json'))) return folder;
  }
  throw new Error('The card and the page are neither built nor there as sources');
}
