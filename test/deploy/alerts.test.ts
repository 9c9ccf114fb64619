import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CAUSES } from '../../dev/alerts/causes/all';
import { FACTOR, scaledRules } from '../../dev/alerts/scaled-rules';
import { attention } from '../../src/sop/decision/attention';
import { settledBy } from '../../src/sop/overview/words';
import { BUCKETS, CATALOG } from '../../src/telemetry/catalog';
import { read, root } from '../docs/pages';
import { RULES_FILE, alerts, dashboard, namesInRulesAndDashboard } from './metric-names';

const page = read('docs/operations.md');
const ours = CATALOG.map(({ name }) => name);

describe('the alerts', () => {
  it.each(alerts())('$alert has an entry in the runbook: what it means, what to check, what to do', (alert) => {
    const entry = page.split(`\n#### ${alert.alert}\n`)[1]?.split('\n#')[0];

    expect(entry).toMatch(/^\n- Means: .+\n- Check: .+\n- Do: .+\n$/);
    expect(alert.annotations.runbook).toBe(`docs/operations.md#${alert.alert.toLowerCase()}`);
  });

  it('are all that the runbook has', () => {
    const entries = [...page.matchAll(/^#### (AtRisk\w+)$/gm)].map(([, name]) => name);

    expect(entries).toEqual(alerts().map(({ alert }) => alert));
  });

  it('are each played, with what causes it', () => {
    const played = z
      .object({ tests: z.array(z.object({ name: z.string() })) })
      .parse(parse(read('deploy/prometheus/at-risk.rules.test.yaml')));

    expect(played.tests.map(({ name }) => name)).toEqual([
      'nothing fires while all is well',
      ...alerts().map(({ alert }) => alert),
    ]);
  });

  it('are each caused on the running service by npm run alerts, as the runbook says', () => {
    const names = CAUSES.map(({ alert }) => alert);
    const table = page.split('\n### Each alert, caused\n')[1]?.split('\n##')[0] ?? '';
    const rows = [...table.matchAll(/^\| `(AtRisk\w+)` *\| (.+?) *\|/gm)].map(([, alert, cause]) => [alert, cause]);

    expect([...names].sort()).toEqual(
      alerts()
        .map(({ alert }) => alert)
        .sort(),
    );
    expect(rows).toEqual(CAUSES.map(({ alert, cause }) => [alert, cause]));
  });

  it('are played there with minutes as seconds, and nothing else changed', () => {
    const scaled = scaledRules(read(RULES_FILE));
    const back = scaled.replace(/\b(\d+)ms\b/g, (_all, ms: string) => {
      const seconds = (Number(ms) * FACTOR) / 1_000;
      return seconds % 3_600 === 0 ? `${String(seconds / 3_600)}h` : `${String(seconds / 60)}m`;
    });

    expect(scaled).toMatch(/^ +for: 5000ms$/m);
    expect(scaled).toContain('[10000ms]');
    expect(scaled).toContain('offset 60000ms');
    expect(scaled).not.toMatch(/for: \d+m$|\[\d+[smhd]\]|offset \d+[smhd]\b/m);
    expect(back).toBe(read(RULES_FILE));
  });

  it('compare a quantile with a boundary of its histogram: between two boundaries Prometheus would guess', () => {
    const quantiles = alerts().flatMap(({ expr }) => [
      ...expr.matchAll(/histogram_quantile\(.*?\b(?:temporal_)?(\w+)_bucket.* > (\d+)/g),
    ]);
    const compared = quantiles.map(([, name = '', value]) => [name, BUCKETS[name]?.includes(Number(value))]);

    expect(compared).toEqual([
      ['at_risk_event_to_write_seconds', true],
      ['workflow_task_schedule_to_start_latency', true],
    ]);
  });

  it('X1: name every code that an operator settles', () => {
    const { expr = '' } = alerts().find(({ alert }) => alert === 'AtRiskOperatorNeeded') ?? {};
    const codes = (Object.keys(attention) as (keyof typeof attention)[]).filter(
      (code) => settledBy(code) === 'operator',
    );

    expect(/code=~"([\w|]+)"/.exec(expr)?.[1]?.split('|').sort()).toEqual(codes.sort());
  });
});

describe('the dashboard', () => {
  it('has titles, and one query or more in each panel', () => {
    const { title, panels } = dashboard();

    expect(title).toBe('At-Risk Closer');
    expect(panels.length).toBeGreaterThan(10);
    for (const panel of panels) expect([panel.title, panel.targets.length > 0]).toEqual([panel.title, true]);
  });

  it('shows, with the alerts, each of the service’s metrics, and none that it does not have', () => {
    const used = new Set(
      namesInRulesAndDashboard()
        .filter((name) => name.startsWith('at_risk_'))
        .map((name) => name.replace(/_bucket$/, '')),
    );

    expect([...used].sort()).toEqual([...ours].sort());
  });
});

describe('docs/operations.md', () => {
  it('lists each of the service’s metrics, with type and label', () => {
    const listed = [...page.matchAll(/^\| `(at_risk_\w+)` *\| (\w+) *\| (?:`(\w+)`|–) *\|/gm)].map(
      ([, name, type, label]) => ({ name, type, labels: label === undefined ? [] : [label] }),
    );

    expect(listed).toEqual(CATALOG.map(({ name, type, labels }) => ({ name, type, labels })));
  });
});

const promtool = process.env['PROMTOOL'] ?? 'promtool';
const available = spawnSync(promtool, ['--version']).status === 0;
const describeWithPromtool = available ? describe : describe.skip;
describeWithPromtool(`promtool${available ? '' : ' (skipped: promtool is not installed; Debian: prometheus)'}`, () => {
  it('accepts the alerts; each fires on what causes it, and on nothing else', () => {
    const { status, stdout, stderr } = spawnSync(join(root, 'deploy/prometheus/check.sh'), {
      encoding: 'utf8',
      env: { ...process.env, PROMTOOL: promtool },
    });

    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
