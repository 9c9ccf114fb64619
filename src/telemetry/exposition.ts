import type { Metric } from './catalog';

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** One metric's values by the value of its label; a metric without labels has one, under any key. */
export interface Family {
  readonly metric: Metric;
  readonly values: Readonly<Record<string, number>>;
}

/** A metric without labels. */
export function single(metric: Metric, value: number): Family {
  return { metric, values: { value } };
}

/** In Prometheus's text format. Labels are codes of ours, so nothing in them needs to be escaped. */
export function exposition(families: readonly Family[]): string {
  const lines = families.flatMap(({ metric: { name, type, help, labels }, values }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...Object.entries(values).map(([key, value]) => {
      const [label] = labels;
      return `${name}${label === undefined ? '' : `{${label}="${key}"}`} ${String(value)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
