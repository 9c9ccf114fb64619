import { cached, cachedByKey } from '../../src/hubspot/client/cached';

describe('a cache', () => {
  it('reads again only when what it has is too old', async () => {
    let now = 0;
    let reads = 0;
    const get = cached(
      1_000,
      () => Promise.resolve((reads += 1)),
      () => now,
    );

    expect([await get(), await get()]).toEqual([1, 1]);
    now = 999;
    expect(await get()).toBe(1);
    now = 1_000;
    expect(await get()).toBe(2);
  });

  it('shares one read among callers at the same time, and keeps no failure', async () => {
    let reads = 0;
    const get = cached(1_000, () => {
      reads += 1;
      return reads === 1 ? Promise.reject(new Error('down')) : Promise.resolve('up');
    });

    const [first, second] = await Promise.allSettled([get(), get()]);
    expect([first.status, second.status, reads]).toEqual(['rejected', 'rejected', 1]);
    await expect(get()).resolves.toBe('up');
  });

  it('by key holds no more entries than it may, and drops the one that was read first', async () => {
    const reads: string[] = [];
    const get = cachedByKey(1_000, 2, (key) => {
      reads.push(key);
      return Promise.resolve(key);
    });
    for (const key of ['a', 'b', 'b', 'c', 'c', 'a']) await get(key);

    expect(reads).toEqual(['a', 'b', 'c', 'a']);
  });
});
