import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../process/paths';
import { betweenMarkers } from './between-markers';

/**
 * The generated part of `CONTRIBUTING.md`: the folders of `src`, each with the sentence of its layer in `.dependency-cruiser.cjs`,
 * and who imports whom, as dependency-cruiser finds it in the code.
 */

const MARKERS = {
  begin: '<!-- folders and imports: written by `npm run docs:layers` -->',
  end: '<!-- end of folders and imports -->',
};

const cruiseSchema = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(z.object({ resolved: z.string(), dependencyTypes: z.array(z.string()) })),
    }),
  ),
  summary: z.object({
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string().optional() })) }),
  }),
});
type Cruise = z.infer<typeof cruiseSchema>;

/** An arrow of a diagram; `typeOnly` when nothing but types is imported. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** The page with the folders and imports of the current code between its markers; throws if it has none. */
export function withLayers(page: string): string {
  return betweenMarkers(page, MARKERS, () => layers(cruise()));
}

function cruise(): Cruise {
  const command = join(PROJECT_ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [command, '--no-progress', '--output-type', 'json', 'src'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, encoding: 'utf8', maxBuffer: 64 << 20 });
  return cruiseSchema.parse(JSON.parse(stdout));
}

function layers(result: Cruise): string {
  return [
    'All of `src`:',
    diagram(withoutImplied(arrows(result, 'src'))),
    ...['src/sop', 'src/hubspot'].flatMap((parent) => [
      `Inside \`${parent}\`:`,
      folderTable(result, parent),
      diagram(withoutImplied(arrows(result, parent))),
    ]),
  ].join('\n\n');
}

/** The sentences stand in the comments of the rules that keep the layers: `src/sop/ticket is WHAT. It imports …`. */
function folderTable({ summary }: Cruise, parent: string): string {
  const rows = summary.ruleSetUsed.forbidden.flatMap(({ comment = '' }) => {
    const [, folder, what] = /^(src\/\S+) is (.+)\. It imports /.exec(comment) ?? [];
    return folder?.startsWith(`${parent}/`) === true && what !== undefined ? [`| \`${folder}\` | ${what} |`] : [];
  });
  return ['| folder | what it holds |', '| --- | --- |', ...rows].join('\n');
}

/** Who imports whom among the folders of `parent`, in alphabetical order; the files beside them count as one. */
function arrows({ modules }: Cruise, parent: string): readonly Arrow[] {
  const nodeOf = nodesOf(
    modules.map(({ source }) => source),
    parent,
  );
  const found = new Map<string, Arrow>();
  for (const { source, dependencies } of modules) {
    for (const { resolved, dependencyTypes } of dependencies) {
      const [from, to] = [nodeOf(source), nodeOf(resolved)];
      if (from === undefined || to === undefined || from === to) continue;
      const key = `${from} ${to}`;
      const typeOnly = dependencyTypes.includes('type-only') && (found.get(key)?.typeOnly ?? true);
      found.set(key, { from, to, typeOnly });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, arrow]) => arrow);
}

/** Which node of the diagram a file belongs to. `worker.ts` and the folder `worker` are one node of `src`. */
function nodesOf(files: readonly string[], parent: string): (file: string) => string | undefined {
  const partsOf = (file: string): readonly string[] => file.slice(parent.length + 1).split('/');
  const inside = files.filter((file) => file.startsWith(`${parent}/`)).map(partsOf);
  const beside = inside
    .filter(({ length }) => length === 1)
    .sort()
    .join(', ');
  return (file) => {
    if (!file.startsWith(`${parent}/`)) return undefined;
    const [first = '', ...rest] = partsOf(file);
    if (rest.length > 0) return first;
    return parent === 'src' ? first.replace(/\.ts$/, '') : beside;
  };
}

/**
 * Without the arrows that a longer way implies, so that the diagram can be read. An arrow of types alone implies no import of
 * code.
 */
export function withoutImplied(all: readonly Arrow[]): readonly Arrow[] {
  return all.filter(({ from, to, typeOnly }) => {
    const usable = all.filter((arrow) => typeOnly || !arrow.typeOnly);
    return !usable.some((first) => first.from === from && first.to !== to && leadsTo(usable, first.to, to));
  });
}

function leadsTo(all: readonly Arrow[], from: string, to: string): boolean {
  return from === to || all.some((arrow) => arrow.from === from && leadsTo(all, arrow.to, to));
}

function diagram(all: readonly Arrow[]): string {
  const node = (name: string): string => `${name.replace(/\W+/g, '_')}["${name}"]`;
  const lines = all.map(({ from, to, typeOnly }) => `  ${node(from)} ${typeOnly ? '-.->' : '-->'} ${node(to)}`);
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}
