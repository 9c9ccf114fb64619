import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transformFile } from '@swc/core';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { filesUnder, madeFromSources } from '../../dev/stack/made-from-sources';

const BUILD = { kind: 'programs', sources: ['src', 'emulator', 'dev', 'test/simulation', 'test/sop'] } as const;

/** Path of a folder with the programs that tests start, as JavaScript: see dev/process/script.ts. */
export async function builtPrograms(): Promise<string> {
  return madeFromSources(BUILD, async (draft) => {
    const files = await Promise.all(BUILD.sources.map(filesUnder));
    await Promise.all(files.flat().map((file) => build(file, join(draft, file))));
  });
}

async function build(file: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const source = join(PROJECT_ROOT, file);
  if (!file.endsWith('.ts')) return copyFile(source, target);
  const { code } = await transformFile(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  return writeFile(target.replace(/\.ts$/, '.js'), code);
}
