/**
 * Stands for a text in a snapshot, which goes into Temporal's history: people can edit any text in HubSpot, and nothing that they
 * write belongs there. Equal texts have equal marks, and two texts of this service hardly ever share one: two FNV-1a of 32 bits.
 */
export function textMark(text: string): string {
  return [0x811c9dc5, 0x9747b28c].map((seed) => fnv(text, seed).toString(36)).join('-');
}

function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
