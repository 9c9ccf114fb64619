import { join } from 'node:path';
import { PROJECT_ROOT } from '../dev/process/paths';
import { madeFromSources } from '../dev/stack/made-from-sources';

/**
 * Path of a program of bench/programs as JavaScript, which is what is deployed of the service too: TypeScript run as it is starts slower,
 * and its functions are slower.
 */
export async function builtProgram(name: string): Promise<string> {
  return madeFromSources({ kind: `bench-${name}`, sources: ['bench/programs'], suffix: '.js' }, async (draft) => {
    const { build } = await import('esbuild');
    const entryPoints = [join(PROJECT_ROOT, 'bench/programs', `${name}.ts`)];
    await build({ entryPoints, outfile: draft, bundle: true, platform: 'node', packages: 'external', format: 'cjs' });
  });
}
