/** What HubSpot refused to show, and why, in words for people. */
export interface NotRead {
  readonly what: string;
  readonly sentence: string;
}

/** All of them, each once: one page after another is refused for the same reason. */
export function withNotRead(before: readonly NotRead[], more: readonly NotRead[]): readonly NotRead[] {
  return more.reduce(
    (all, each) =>
      all.some(({ what, sentence }) => what === each.what && sentence === each.sentence) ? all : [...all, each],
    before,
  );
}
