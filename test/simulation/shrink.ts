import { play, type Played } from './play';
import { scenarioOf, type Cut } from './scenario';

/** A smaller scenario in which the same invariant breaks: acts, accidents and settings that it does not need are left out. */
export async function shrink(found: Played, except: readonly string[] = []): Promise<Played> {
  let smallest = found;
  const { seed } = found.scenario;
  const stillBreaks = async (cut: Cut): Promise<boolean> => {
    const played = await play(scenarioOf(seed, cut), except);
    if (played.broken?.invariant !== found.broken?.invariant) return false;
    smallest = played;
    return true;
  };
  const without = async (name: string): Promise<void> => {
    const { cut } = smallest.scenario;
    if (!cut.without.includes(name)) await stillBreaks({ ...cut, without: [...cut.without, name] });
  };
  await without('rough');
  for (let size = smallest.scenario.acts.length >> 1; size >= 1; size = size >> 1) {
    for (let first = 0; first < smallest.scenario.acts.length;) {
      const indices = smallest.scenario.acts.map(({ index }) => index);
      const acts = [...indices.slice(0, first), ...indices.slice(first + size)];
      if (!(await stillBreaks({ ...smallest.scenario.cut, acts }))) first += size;
    }
  }
  for (const name of ['rough', 'slowness', 'longHistory', ...Object.keys(smallest.scenario.settings)])
    await without(name);
  return smallest;
}
