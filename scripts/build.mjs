// npm run build: src and emulator as plain JavaScript in dist/, with the workflows bundled once instead of at each worker's start.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

await setup();
rmSync(join(root, 'dist'), { recursive: true, force: true });
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
copyAssets('src');
copyAssets('emulator');
node('--import', 'tsx', 'scripts/bundle-workflows.ts');
node('--import', 'tsx', 'scripts/bundle-extensions.ts');

function node(...args) {
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

/** Pages, styles and the like, which tsc leaves behind. */
function copyAssets(folder) {
  cpSync(join(root, folder), join(root, 'dist', folder), {
    recursive: true,
    filter: (source) => statSync(source).isDirectory() || !/\.tsx?$/.test(source),
  });
}
