/** Minutes become seconds, so that the longest pause of a rule takes a quarter of one. */
export const FACTOR = 60;

const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const isUnit = (text: string): text is keyof typeof MS => text in MS;

/** A pause of a rule (`for: 5m`), a range (`[10m]`), an offset (`offset 1h`). */
const DURATION = /(?<before>^ +for: |\[|\boffset )(?<number>\d+)(?<unit>[smhd])\b/gm;

/** Prometheus's rules with each duration divided by 60; nothing else is changed. */
export function scaledRules(rules: string): string {
  return rules.replace(DURATION, (_all, before: string, number: string, unit: string) => {
    if (!isUnit(unit)) throw new Error(`no unit of Prometheus: ${unit}`);
    return `${before}${String((Number(number) * MS[unit]) / FACTOR)}ms`;
  });
}
