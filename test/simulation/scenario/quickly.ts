import type { Deed } from './deeds';

const quick = new WeakSet<Deed>();

/** Done within seconds of what was done before it: a slip that is corrected at once, fields that are saved one by one. */
export function quickly(deed: Deed): Deed {
  quick.add(deed);
  return deed;
}

export function isQuick(deed: Deed): boolean {
  return quick.has(deed);
}
