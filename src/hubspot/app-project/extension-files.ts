import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The UI extensions of the app, in the sources of this project: HubSpot builds them, so they are copied as they are. */
const FOLDER = 'hubspot-app/src/app';

/** A workspace of npm and its parts: HubSpot builds each folder by itself, and finds what they share as a package. */
const PARTS = ['package.json', 'backend', 'cards', 'pages'];

/** What `npm install` and HubSpot's command line leave there. */
const NOT_OURS = /(^|\/)(node_modules|dist)\/|package-lock\.json$/;

const SETTINGS = 'src/app/backend/settings.ts';

/** Card and page. `publicUrl`: where they reach the service, without a slash at the end. Paths begin at the project's folder. */
export function extensionFiles(publicUrl: string): readonly { readonly path: string; readonly text: string }[] {
  const app = join(projectRoot(), FOLDER);
  const paths = PARTS.flatMap((part) => filesUnder(join(app, part)))
    .map((path) => relative(app, path).split(sep).join('/'))
    .filter((path) => !NOT_OURS.test(path))
    .sort();
  return paths.map((path) => {
    const text = readFileSync(join(app, path), 'utf8');
    const written = `src/app/${path}`;
    return { path: written, text: written === SETTINGS ? withUrl(text, publicUrl) : text };
  });
}

function filesUnder(path: string): readonly string[] {
  if (path.endsWith('.json')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function withUrl(text: string, publicUrl: string): string {
  return text.replace(
    /(BACKEND_URL = ')[^']*(')/,
    (_all, before: string, after: string) => `${before}${publicUrl}${after}`,
  );
}

/** The command runs from the sources, or from a build below them. */
function projectRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, FOLDER, 'package.json'))) return folder;
  }
  throw new Error(`${FOLDER} with the card and the page is missing: run this command from the sources of the service`);
}
