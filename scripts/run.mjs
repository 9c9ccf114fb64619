// node scripts/run.mjs FILE.ts [ARGUMENTS]: makes the clone ready, then runs FILE.ts as if it had been started directly.
import { Module } from 'node:module';
import { resolve } from 'node:path';
import { setup } from './setup.mjs';

const [node, , target, ...args] = process.argv;
if (target === undefined) {
  process.stderr.write('Say which file to run: node scripts/run.mjs FILE.ts [ARGUMENTS]\n');
  process.exit(2);
}

await setup();
await import('tsx');

// The target runs in this process, as its main module: signals and the exit code are its own, with nothing in between.
process.argv = [node, resolve(target), ...args];
Module.runMain();
