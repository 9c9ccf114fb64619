import '../stand-in.cjs';
import { play } from '../play';
import { scenarioOf } from '../scenario';
import { WRONG_SERVICES, type WrongService } from './services';

/** Enough where the scenarios change: each is found within the first few from its seed. */
const SCENARIOS = 120;

/** Prints, for each wrong service in its order, the first invariant that it is seen to break; null for none. */
async function main(): Promise<void> {
  const found: (string | null)[] = [];
  for (const service of WRONG_SERVICES) found.push((await firstBroken(service)) ?? null);
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

async function firstBroken({ wrong, fromSeed = 1 }: WrongService): Promise<string | undefined> {
  for (let seed = fromSeed; seed < fromSeed + SCENARIOS; seed += 1) {
    const { broken } = await play(scenarioOf(seed), [], wrong);
    if (broken !== undefined) return broken.invariant;
  }
  return undefined;
}

void main();
