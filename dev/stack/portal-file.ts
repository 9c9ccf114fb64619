import { readFile, writeFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { DEFAULT_LIMITS } from '../../emulator/constants';

/** Nobody else uses the emulated portal; a tenth is left so that calls which arrive closer together than they went out still fit. */
const SHARE = 0.9;

/** Writes a portal file that is as another one, but for the quota: that of the emulated portal. */
export async function writePortalFile(like: string, path: string): Promise<void> {
  const document = parseDocument(await readFile(like, 'utf8'));
  document.set('hubspot', {
    callsPerTenSeconds: DEFAULT_LIMITS.perTenSeconds,
    searchesPerSecond: DEFAULT_LIMITS.searchPerSecond,
    share: SHARE,
  });
  await writeFile(path, document.toString());
}
