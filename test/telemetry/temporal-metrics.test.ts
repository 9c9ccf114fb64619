import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, toPayloads } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { freePort } from '../../dev/process/ports';
import { until } from '../../dev/process/until';
import {
  AUDIT_WORKFLOW,
  CASE_WORKFLOW,
  INTAKE_WORKFLOW,
  SEARCH_ATTRIBUTES,
  SWEEP_WORKFLOW,
  caseWorkflowId,
  intakeWorkflowId,
  sweepWorkflowId,
} from '../../src/contract/names';
import type { SweepResult } from '../../src/contract/sweep';
import { emptyReport } from '../../src/sop/audit/audit-report';
import { EPOCH, instantAt } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { ageFamilies } from '../../src/telemetry/ages';
import { TEMPORAL_METRICS } from '../../src/telemetry/catalog';
import { countFamilies } from '../../src/telemetry/counts';
import { exposition, type Family } from '../../src/telemetry/exposition';
import { lastRunFamilies } from '../../src/telemetry/last-runs';
import { temporalMetrics } from '../../src/telemetry/temporal-metrics';
import type { ListedCase } from '../../src/temporal/listed-case';
import { searchAttributeTypes } from '../../src/temporal/search-attributes';
import { startLocalServer } from '../support/temporal';

const PORTAL = '4242001';
/** Its ids begin alike. */
const OTHER = '42420019';
const SEEN_WITHIN_MS = 20_000;
const MINUTE_MS = 60_000;

describe('what Temporal shows of a portal', () => {
  let temporal: TestWorkflowEnvironment;

  beforeAll(async () => {
    temporal = await startLocalServer();
    const searchAttributes = searchAttributeTypes();
    await temporal.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  });

  afterAll(async () => {
    await temporal.teardown();
  });

  /** Waits, as Temporal's lists lag by a moment. */
  const untilShown = (families: () => Promise<readonly Family[]>, ...lines: readonly string[]): Promise<string> =>
    until(
      async () => {
        const text = exposition(await families());
        return lines.every((line) => text.includes(`${line}\n`)) ? text : undefined;
      },
      { what: `the metrics ${lines.join(', ')}`, withinMs: SEEN_WITHIN_MS },
    );

  it('S1–X3: counts cases by phase, requirement and attention, those that are overdue, and nothing of another portal', async () => {
    const open = async (
      portalId: string,
      id: number,
      phase?: string,
      attention?: string,
      wakesIn = 60,
    ): Promise<void> => {
      const next = new Date(Date.now() + wakesIn * MINUTE_MS);
      await temporal.client.workflow.start(CASE_WORKFLOW, {
        workflowId: caseWorkflowId(portalId, ticketIdSchema.parse(String(id))),
        taskQueue: 'nobody-works-here',
        args: [],
        ...(phase !== undefined && {
          typedSearchAttributes: [
            { key: SEARCH_ATTRIBUTES.phase, value: phase },
            { key: SEARCH_ATTRIBUTES.waitingFor, value: ['etfNote', 'cancellationNotice'] },
            { key: SEARCH_ATTRIBUTES.nextDate, value: next },
            ...(attention === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.attention, value: attention }]),
          ],
        }),
      });
    };
    await open(PORTAL, 1, 'collecting');
    await open(PORTAL, 2, 'collecting', 'hubspotRefused');
    await open(PORTAL, 3, 'collecting', undefined, -20);
    await open(PORTAL, 4);
    await open(OTHER, 1, 'collecting', 'hubspotRefused', -20);

    const text = await untilShown(
      () => countFamilies(temporal.client, PORTAL, Date.now()),
      'at_risk_cases{phase="collecting"} 3',
      'at_risk_cases{phase="none"} 1',
      'at_risk_cases_waiting{requirement="etfNote"} 3',
      'at_risk_cases_attention{code="hubspotRefused"} 1',
      'at_risk_cases_overdue 1',
    );
    await untilShown(
      // The case without a phase has never read its ticket.
      () => countFamilies(temporal.client, PORTAL, Date.now() + 16 * MINUTE_MS),
      'at_risk_cases_overdue 2',
    );
    for (const zero of ['cases{phase="cancelling"}', 'cases_attention{code="noCompany"}', 'cases_paused'])
      expect(text).toContain(`at_risk_${zero} 0\n`);
  });

  it('X3: counts workflows that failed, and webhooks that wait', async () => {
    await temporal.client.workflow.start(INTAKE_WORKFLOW, {
      workflowId: intakeWorkflowId(PORTAL, 'waits'),
      taskQueue: 'nobody-works-here',
      args: [],
    });
    const failing = temporal.client.workflow.start(INTAKE_WORKFLOW, {
      workflowId: intakeWorkflowId(PORTAL, 'fails'),
      taskQueue: 'nobody-works-here',
      workflowExecutionTimeout: '1 second',
      args: [],
    });
    await failing;

    await untilShown(
      () => countFamilies(temporal.client, PORTAL, Date.now() + 16 * MINUTE_MS),
      'at_risk_failed_workflows{kind="intake"} 1',
      'at_risk_failed_workflows{kind="case"} 0',
      'at_risk_intakes_waiting 1',
    );
  });

  it('X1, X3: says what the last sweep and audit of its own portal found, and how old a change can be', async () => {
    const swept = (oldestUnreconciledMs: number): SweepResult => ({
      ...{ changed: 7, signalled: 2, started: 1, watermarks: {}, oldestUnreconciledMs },
      problems: [{ type: 'note', sentence: 'HubSpot answered 403.' }],
    });
    expect(await lastRunFamilies(temporal.client, PORTAL, Date.now())).toEqual([]);
    await completed(temporal, SWEEP_WORKFLOW, `${sweepWorkflowId(PORTAL)}-2026-11-28T00:00:00Z`, swept(60_000));
    await completed(temporal, SWEEP_WORKFLOW, `${sweepWorkflowId(OTHER)}-2026-11-28T00:00:00Z`, swept(9_000_000));
    const report = emptyReport(instantAt(Date.now()));
    const counts = { ...report.counts, caseStuck: 3 };
    await completed(temporal, AUDIT_WORKFLOW, `audit:${PORTAL}`, { ...report, counts });

    const now = Date.now() + 5 * MINUTE_MS;
    const text = await untilShown(
      () => lastRunFamilies(temporal.client, PORTAL, now),
      'at_risk_sweep_records{what="signaled"} 2',
      'at_risk_sweep_not_read{type="note"} 1',
      'at_risk_sweep_not_read{type="ticket"} 0',
      'at_risk_audit_findings{kind="caseStuck"} 3',
      'at_risk_audit_findings{kind="notRead"} 0',
    );
    const valueOf = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    expect(valueOf('at_risk_oldest_unreconciled_change_seconds')).toBeGreaterThanOrEqual(60 + 4 * 60);
    expect(valueOf('at_risk_oldest_unreconciled_change_seconds')).toBeLessThanOrEqual(60 + 5 * 60);
    expect(valueOf('at_risk_audit_age_seconds')).toBeGreaterThan(4 * 60);
  });

  it('says whether Temporal answers: without it nothing else is said, rather than something old', async () => {
    const metrics = temporalMetrics(temporal.client, PORTAL);
    await untilShown(() => metrics.families(), 'at_risk_temporal_up 1', 'at_risk_cases_paused 0');
    const connection = Connection.lazy({ address: `127.0.0.1:${String(await freePort())}` });
    const away = temporalMetrics(new Client({ connection }), PORTAL);

    const families = await away.families();
    await connection.close();
    expect(families).toEqual([{ metric: TEMPORAL_METRICS.up, values: { value: 0 } }]);
  });
});

describe('the age of cases', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const listed = (phase: ListedCase['phase'], hours: number): ListedCase => ({
    ...{ ticketId: ticketIdSchema.parse('1'), status: 'open', observes: false, phase, waitingFor: [] },
    ...{ attention: undefined, companyId: undefined, endedAt: undefined, nextCheck: undefined },
    startedAt: EPOCH,
    overview: { openedAt: EPOCH, since: instantAt(100 * HOUR_MS - hours * HOUR_MS) },
  });
  async function* all(cases: readonly ListedCase[]): AsyncIterable<ListedCase> {
    await Promise.resolve();
    yield* cases;
  }

  it('is that of the oldest one of each phase, in seconds', async () => {
    const cases = [listed('monitoring', 2), listed('monitoring', 5), listed('collecting', 1), listed(undefined, 50)];
    const [family] = await ageFamilies(all(cases), 100 * HOUR_MS);

    expect(family?.values).toEqual({ deciding: 0, monitoring: 5 * 3_600, collecting: 3_600, cancelling: 0 });
  });
});

/** A workflow that ended with this result; no worker is needed for it. */
async function completed(
  { client }: TestWorkflowEnvironment,
  type: string,
  workflowId: string,
  result: unknown,
): Promise<void> {
  const { workflowService: service } = client;
  const taskQueue = `queue-of-${workflowId}`;
  const namespace = 'default';
  await client.workflow.start(type, { workflowId, taskQueue, args: [] });
  const { taskToken } = await client.withDeadline(Date.now() + 20_000, () =>
    service.pollWorkflowTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
  );
  const attributes = { result: { payloads: toPayloads(defaultPayloadConverter, result) ?? [] } };
  const commandType = proto.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
  const commands = [{ commandType, completeWorkflowExecutionCommandAttributes: attributes }];
  await service.respondWorkflowTaskCompleted({ namespace, taskToken, commands });
}
