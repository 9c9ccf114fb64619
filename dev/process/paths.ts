import { resolve } from 'node:path';

/** The project's root, whatever directory a command is started from. */
export const PROJECT_ROOT = resolve(__dirname, '../..');

/** Everything that may be deleted and made again. Not in git. */
export const CACHE_DIR = resolve(PROJECT_ROOT, '.cache');
