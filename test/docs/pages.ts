import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

/** A file of the project, by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
