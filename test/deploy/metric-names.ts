import { parse } from 'yaml';
import { z } from 'zod';
import { read } from '../docs/pages';

export const RULES_FILE = 'deploy/prometheus/at-risk.rules.yaml';
export const DASHBOARD_FILE = 'deploy/grafana/at-risk.json';

const ruleSchema = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
});
const rulesSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(ruleSchema) })),
});

export type Alert = z.infer<typeof ruleSchema>;

export function alerts(): readonly Alert[] {
  return rulesSchema.parse(parse(read(RULES_FILE))).groups.flatMap(({ rules }) => rules);
}

const panelSchema = z.looseObject({
  title: z.string(),
  targets: z.array(z.looseObject({ expr: z.string() })).default([]),
});
const dashboardSchema = z.looseObject({ title: z.string(), uid: z.string(), panels: z.array(panelSchema) });

export type Dashboard = z.infer<typeof dashboardSchema>;

export function dashboard(): Dashboard {
  return dashboardSchema.parse(JSON.parse(read(DASHBOARD_FILE)));
}

/** The metrics that the alerts and the dashboard read; Prometheus makes `up` itself. */
export function namesInRulesAndDashboard(): readonly string[] {
  const expressions = [
    ...alerts().map(({ expr }) => expr),
    ...dashboard().panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  return [...new Set(expressions.flatMap((expr) => expr.match(/\b(?:at_risk|temporal)_\w+/g) ?? []))].sort();
}

/** Whether one of a histogram's series, or the metric itself, is among the exported types. */
export function isExported(name: string, types: ReadonlyMap<string, string>): boolean {
  const family = name.replace(/_(?:bucket|sum|count)$/, '');
  return types.has(name) || types.get(family) === 'histogram';
}
