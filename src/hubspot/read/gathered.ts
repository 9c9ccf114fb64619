import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/**
 * Answers questions that are asked one by one with reads of many: what is asked within one turn of the event loop is read
 * together, and each key once. A key that `read` leaves out is answered with undefined.
 */
export function gathered<T>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (key: string) => Promise<T | undefined> {
  const answers = new Map<string, Promise<T | undefined>>();
  let gathering: { readonly keys: string[]; readonly found: Promise<ReadonlyMap<string, T>> } | undefined;
  const gather = (): NonNullable<typeof gathering> => {
    const keys: string[] = [];
    const found = turnOfTheLoop().then(() => {
      gathering = undefined;
      return read(keys);
    });
    return { keys, found };
  };
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    gathering ??= gather();
    gathering.keys.push(key);
    const answer = gathering.found.then((found) => found.get(key));
    answers.set(key, answer);
    return answer;
  };
}
