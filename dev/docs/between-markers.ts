/** The place of a generated part in a page: the two comments around it. */
export interface Markers {
  readonly begin: string;
  readonly end: string;
}

/** The page with the generated text between its markers, which Prettier leaves alone; throws if the page has none. */
export function betweenMarkers(page: string, markers: Markers, generate: () => string): string {
  const begin = page.indexOf(markers.begin);
  const end = page.indexOf(markers.end);
  if (begin < 0 || end < begin) throw new Error(`the page has no markers: ${markers.begin} … ${markers.end}`);
  const head = page.slice(0, begin + markers.begin.length);
  return `${head}\n\n<!-- prettier-ignore-start -->\n\n${generate()}\n\n<!-- prettier-ignore-end -->\n\n${page.slice(end)}`;
}
