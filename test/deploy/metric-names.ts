import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parsePortalConfig } from '../../src/config/portal';
import { read, root } from '../docs/pages';

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
  return metricsIn(expressions().join('\n'));
}

/** The same for what people read; HubSpot's properties of the service have names like metrics. */
export function namesInDocs(): readonly string[] {
  const { ticket, company } = parsePortalConfig('', 'the default portal');
  const properties = new Set<string>([...Object.values(ticket.shown.properties), company.properties.caseTicket]);
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const text = [...pages.map((name) => read(`docs/${name}`)), read('README.md')].join('\n');
  return metricsIn(text).filter((name) => !properties.has(name));
}

/** `metric label="value"`: what the alerts and the dashboard select, and what the runbook's tables of metrics name. */
export function namedSeries(): readonly string[] {
  const selected = [
    ...expressions()
      .join('\n')
      .matchAll(/\b(at_risk_\w+)\{([^}]*)\}/g),
  ].flatMap(([, name = '', matchers = '']) =>
    [...matchers.matchAll(/(\w+)(?:=~|!=|=)"([^"$]+)"/g)].flatMap(([, label = '', values = '']) =>
      values.split('|').map((value) => `${name} ${label}="${value}"`),
    ),
  );
  const rows = read('docs/operations.md').matchAll(/^\| `(at_risk_\w+)` *\| \w+ *\| `(\w+)` *\|(.*)\|$/gm);
  const documented = [...rows].flatMap(([, name = '', label = '', meaning = '']) =>
    [...meaning.matchAll(/`(\w+)`/g)].map(([, value = '']) => `${name} ${label}="${value}"`),
  );
  return [...new Set([...selected, ...documented])].sort();
}

/** Whether a text of `/metrics` has a series that `namedSeries` names. */
export function hasSeries(text: string, named: string): boolean {
  const [name = '', label = ''] = named.split(' ');
  return new RegExp(`^${name}\\{(?:.*,)?${label}[,}]`, 'm').test(text);
}

function expressions(): readonly string[] {
  return [
    ...alerts().map(({ expr }) => expr),
    ...dashboard().panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
}

function metricsIn(text: string): readonly string[] {
  return [...new Set(text.match(/\b(?:at_risk|temporal)_\w+/g) ?? [])].sort();
}

/** Whether one of a histogram's series, or the metric itself, is among the exported types. */
export function isExported(name: string, types: ReadonlyMap<string, string>): boolean {
  const family = name.replace(/_(?:bucket|sum|count)$/, '');
  return types.has(name) || types.get(family) === 'histogram';
}
