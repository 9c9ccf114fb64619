import { join } from 'node:path';
import { PROJECT_ROOT } from './paths';

/**
 * Names a folder that holds src, emulator, dev and the simulation as JavaScript. The tests set it: they start a program some hundred times, and each
 * start from TypeScript costs twice as much.
 */
export const BUILD_VARIABLE = 'AT_RISK_TEST_BUILD';

/** Node's arguments to run a TypeScript file of the project. @param script relative to the project's root */
export function scriptArgs(script: string): readonly string[] {
  const build = process.env[BUILD_VARIABLE];
  if (build === undefined) return ['--import', 'tsx', join(PROJECT_ROOT, script)];
  return [join(build, script.replace(/\.ts$/, '.js'))];
}
