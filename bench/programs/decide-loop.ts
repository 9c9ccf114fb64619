import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CaseSnapshot } from '../../src/activities';
import type { decide as Decide } from '../../src/sop/decide';
import type { Instant } from '../../src/sop/vocabulary/dates';

/**
 * A program: decides the snapshots in a file over and over, and prints how many decisions it made in a second of its processor's time,
 * a line for each repetition. Arguments: the folder of the compiled service, the file, repetitions, milliseconds of one.
 */
const [, , build = '', file = '', repetitions = '', ms = ''] = process.argv;
const NOW = Date.UTC(2026, 10, 25) as Instant;

const load = createRequire(__filename);
const { decide } = load(join(build, 'src/sop/decide.js')) as { readonly decide: typeof Decide };
const snapshots = JSON.parse(readFileSync(file, 'utf8')) as readonly CaseSnapshot[];

decisionsASecond(Number(ms));
for (let repetition = 0; repetition < Number(repetitions); repetition += 1)
  process.stdout.write(`${String(decisionsASecond(Number(ms)))}\n`);

function decisionsASecond(forMs: number): number {
  const begun = cpuMs();
  let times = 0;
  let took = 0;
  while (took < forMs) {
    for (const { reading, settings } of snapshots) decide(reading, settings, NOW);
    times += 1;
    took = cpuMs() - begun;
  }
  return (times * snapshots.length * 1_000) / took;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
