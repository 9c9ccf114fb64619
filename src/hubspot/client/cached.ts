/** Something that is read at most once in `maxAgeMs`; callers at the same time share one read, and a failure is not kept. */
export function cached<T>(maxAgeMs: number, read: () => Promise<T>, now: () => number = Date.now): () => Promise<T> {
  let current: { readonly value: Promise<T>; readonly at: number } | undefined;
  return () => {
    if (current !== undefined && now() - current.at < maxAgeMs) return current.value;
    const mine = { value: read(), at: now() };
    current = mine;
    mine.value.catch(() => {
      if (current === mine) current = undefined;
    });
    return mine.value;
  };
}

/** The same for many keys, of which the ones read first are dropped when there are more than `maxEntries`. */
export function cachedByKey<T>(
  maxAgeMs: number,
  maxEntries: number,
  read: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const entries = new Map<string, () => Promise<T>>();
  return (key) => {
    const entry = entries.get(key) ?? cached(maxAgeMs, () => read(key));
    entries.set(key, entry);
    const oldest = entries.keys().next();
    if (entries.size > maxEntries && oldest.done !== true) entries.delete(oldest.value);
    return entry();
  };
}
