import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../process/paths';
import { withDecisionTable } from './decision-table';

/** `npm run docs:table`: writes the decision table of now into docs/sop.md. */
const page = join(PROJECT_ROOT, 'docs/sop.md');
const before = readFileSync(page, 'utf8');
const after = withDecisionTable(before);
if (after !== before) writeFileSync(page, after);
process.stdout.write(after === before ? 'docs/sop.md is up to date\n' : 'docs/sop.md rewritten\n');
