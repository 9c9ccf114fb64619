import '../stand-in.cjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../dev/process/paths';
import { playedEvents } from './played';
import { withEventTable } from './table';

/** `npm run docs:events`: plays every event in every phase, and writes into docs/sop.md what came of it; with `--json` it prints that instead. */
async function main(): Promise<void> {
  const played = await playedEvents();
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(played)}\n`);
    return;
  }
  const page = join(PROJECT_ROOT, 'docs/sop.md');
  const before = readFileSync(page, 'utf8');
  const after = withEventTable(before, played);
  if (after !== before) writeFileSync(page, after);
  process.stdout.write(after === before ? 'docs/sop.md is up to date\n' : 'docs/sop.md rewritten: review each cell\n');
}

void main();
