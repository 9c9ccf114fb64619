import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../process/paths';
import { withDecisionTable } from './decision-table';
import { withLayers } from './layers';

interface Generated {
  readonly page: string;
  readonly update: (page: string) => string;
}

/** `npm run docs:table` and `npm run docs:layers`: write a generated part of a page again, from the code. */
const PARTS: Readonly<Record<string, Generated>> = {
  table: { page: 'docs/sop.md', update: withDecisionTable },
  layers: { page: 'CONTRIBUTING.md', update: withLayers },
};

const part = PARTS[process.argv[2] ?? ''];
if (part === undefined) throw new Error(`Say which part: ${Object.keys(PARTS).join(' or ')}`);

const path = join(PROJECT_ROOT, part.page);
const before = readFileSync(path, 'utf8');
const after = part.update(before);
if (after !== before) writeFileSync(path, after);
process.stdout.write(`${part.page} ${after === before ? 'is up to date' : 'rewritten'}\n`);
