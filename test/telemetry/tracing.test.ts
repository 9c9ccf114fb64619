import { trace } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { InMemorySpanExporter, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { createTakeIn } from '../../src/bridge/take-in';
import { parsePortalConfig } from '../../src/config/portal';
import { traceIn, withTrace } from '../../src/contract/payloads/trace-header';
import { WEBHOOK_PATH, type HubSpotEvent } from '../../src/hubspot';
import { startSdk } from '../../src/telemetry/tracing/sdk';
import type { Tracing } from '../../src/telemetry/tracing/tracing';
import { WORKFLOW_CODE } from '../../src/worker/workflow-code';
import { CaseWorld, DAY_MS, type Played } from '../workflows/case-world';

const SERVICE = { service: 'test', portalId: '4242001' };
const MINUTE_MS = 60_000;

describe('the header of a trace', () => {
  const TRACE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true };

  it('is read as it was written', () => {
    for (const given of [TRACE, { ...TRACE, isSampled: false }]) expect(traceIn(withTrace({}, given))).toEqual(given);
    expect(withTrace({}, undefined)).toEqual({});
  });

  it.each([
    {},
    { traceparent: '' },
    { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` },
    { traceparent: `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01` },
    { traceparent: `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01` },
    null,
    'nonsense',
    7,
  ])('is no trace where anybody wrote something else there: %p', (carrier) => {
    const data = Buffer.from(JSON.stringify(carrier));
    expect(traceIn({ '_tracer-data': { metadata: { encoding: Buffer.from('json/plain') }, data } })).toBeUndefined();
    expect(traceIn({ '_tracer-data': { metadata: { encoding: Buffer.from('binary/other') }, data } })).toBeUndefined();
    expect(traceIn({ '_tracer-data': {} })).toBeUndefined();
  });
});

describe('what is exported', () => {
  const outcomes: number[] = [];
  const exported: ReadableSpan[] = [];
  const said: unknown[] = [];
  const exporter: SpanExporter = {
    export: (spans, done) => {
      exported.push(...spans);
      done({ code: outcomes.shift() ?? ExportResultCode.SUCCESS });
    },
    shutdown: () => Promise.resolve(),
  };
  const log = { info: (fields: object) => said.push(fields), warn: (fields: object) => said.push(fields) };
  const startSpan = (): void => {
    trace.getTracer('test').startSpan('one').end();
  };

  afterEach(() => {
    exported.length = 0;
  });

  it('has no attribute that may hold what people wrote, and no message of an error', async () => {
    const tracing = startSdk(SERVICE, exporter);
    const span = trace.getTracer('test').startSpan('one', {
      attributes: { 'at_risk.write': 'addNote', temporalTerminateReason: 'says Ottoline', memo: 'Quillfeather' },
      links: [
        { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }, attributes: { by: 'Ottoline' } },
      ],
    });
    span.recordException(new Error('Ottoline is unknown'));
    span.setStatus({ code: 2, message: 'Ottoline is unknown' });
    span.end();
    await tracing.stop();

    const [only] = exported;
    expect(only?.attributes).toEqual({ 'at_risk.write': 'addNote' });
    expect(only?.status).toEqual({ code: 2 });
    expect(only?.events.map(({ attributes }) => attributes)).toEqual([{ 'exception.type': 'Error' }]);
    expect(only?.links).toEqual([{ context: expect.objectContaining({ spanId: 'b'.repeat(16) }) }]);
    expect(only?.resource.attributes).toEqual({ 'service.name': 'test', 'at_risk.portal_id': '4242001' });
  });

  it('is missed in the log when it cannot be sent, once, and when it can again', async () => {
    for (const code of [ExportResultCode.FAILED, ExportResultCode.FAILED, ExportResultCode.SUCCESS])
      outcomes.push(code);
    const tracing = startSdk(SERVICE, exporter);
    tracing.reportTo(log);
    for (let time = 0; time < 3; time += 1) {
      startSpan();
      await tracing.flush();
    }
    await tracing.stop();

    expect(said).toEqual([{ event: 'traces.notExported' }, { event: 'traces.exported' }]);
  });

  it('a request that fails is one with an error, and its number leads to the log', async () => {
    const tracing = startSdk(SERVICE, exporter);
    const request = { id: 'r-1', method: 'POST', route: WEBHOOK_PATH };
    let fields = {};
    await tracing.request(request, () => {
      fields = tracing.logFields();
      return Promise.resolve({ status: 503 });
    });
    await expect(tracing.request(request, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(tracing.logFields()).toEqual({});
    await tracing.stop();

    const [unavailable, failed] = exported;
    expect(fields).toEqual({
      trace_id: unavailable?.spanContext().traceId,
      span_id: unavailable?.spanContext().spanId,
    });
    expect(unavailable).toMatchObject({ status: { code: 2 }, attributes: { 'at_risk.request_id': 'r-1' } });
    expect(failed).toMatchObject({ status: { code: 2 }, attributes: { 'http.response.status_code': 500 } });
  });
});

describe('the traces of a case', () => {
  const spans = new InMemorySpanExporter();
  let tracing: Tracing;
  let world: CaseWorld;
  let client: Played;
  let failures = 1;

  beforeAll(async () => {
    tracing = startSdk(SERVICE, spans);
    world = await CaseWorld.start('', undefined, {
      tracing,
      activities: (real) => ({
        ...real,
        perform: (write, ground) => {
          failures -= 1;
          if (failures === 0) throw ApplicationFailure.retryable('Ottoline is unknown', 'HubSpot.retryLater');
          return real.perform(write, ground);
        },
      }),
    });
    client = await world.client();
    await world.signal(client, 'recheck');
    await world.until(client, 'deciding', ({ decision }) => decision !== undefined);
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await webhook();
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    await world.untilEnded(client);
    await tracing.flush();
  });

  afterAll(async () => {
    await world.stop();
    await tracing.stop();
  });

  /** As the bridge takes it: the running case is signaled by a call of its own. */
  async function webhook(): Promise<void> {
    const portal = parsePortalConfig('', 'test');
    const takeIn = createTakeIn({ client: world.env.client, taskQueue: 'at-risk', portal });
    const event: HubSpotEvent = {
      eventId: '1',
      portalId: world.portalId,
      objectType: 'ticket',
      objectId: client.ticketId,
      change: 'property',
      property: 'customer_saved',
      value: 'Yes',
      occurredAt: (await world.portal.now()).getTime(),
      own: false,
    };
    await tracing.request({ id: 'r-1', method: 'POST', route: WEBHOOK_PATH }, async () => {
      await takeIn({ portalId: world.portalId, events: [event] });
      return { status: 200 };
    });
  }

  const all = (name: string): readonly ReadableSpan[] => spans.getFinishedSpans().filter((span) => span.name === name);
  const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;
  const childrenOf = (parent: ReadableSpan | undefined): readonly ReadableSpan[] =>
    spans
      .getFinishedSpans()
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === idOf(parent))
      .toSorted((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1]);

  it('S1: the signal of the webhook has the turn, whose activities have their calls', () => {
    const [request] = all(`POST ${WEBHOOK_PATH}`);
    const [signal] = childrenOf(request);
    const [turn] = childrenOf(signal);
    const [read, first] = childrenOf(turn);

    expect([request, signal, turn, read, first].map((span) => span?.name)).toEqual([
      `POST ${WEBHOOK_PATH}`,
      'SignalWorkflow:saved',
      'Turn:atRiskCase',
      'RunActivity:readCase',
      'RunActivity:perform',
    ]);
    expect(turn?.attributes).toMatchObject({ 'at_risk.turn.cause': 'signal' });
    expect(childrenOf(read).map(({ name }) => name)).toContain('GET /crm/objects/2026-09/tickets/{id}');
  });

  it('an attempt that fails is one span, and the next attempt another, of the same turn', () => {
    const [failed, again] = all('RunActivity:perform');

    expect(failed).toMatchObject({
      status: { code: 2 },
      attributes: { 'at_risk.attempt': 1, 'error.type': 'HubSpot.retryLater' },
    });
    expect(again).toMatchObject({ status: { code: 1 }, attributes: { 'at_risk.attempt': 2, 'at_risk.rules': ['S1'] } });
    expect(idOf(failed)).not.toBe(idOf(again));
    expect(failed?.parentSpanContext).toEqual(again?.parentSpanContext);
  });

  it('S2: a turn that the calendar begins is a trace of its own, linked to the last one', () => {
    const [, bySignal, byCalendar] = all('Turn:atRiskCase');

    expect(byCalendar?.attributes).toMatchObject({ 'at_risk.turn.cause': 'timer' });
    expect(byCalendar?.parentSpanContext).toBeUndefined();
    expect(byCalendar?.links.map(({ context }) => context.spanId)).toEqual([idOf(bySignal)]);
    expect(childrenOf(byCalendar).map(({ attributes }) => attributes['at_risk.write'])).toContain('setClientStatus');
    const took = (byCalendar?.duration[0] ?? 0) * 1_000;
    expect(took).toBeLessThan(MINUTE_MS);
  });

  it('its history replays with workflows that know nothing of traces', async () => {
    const history = await world.env.client.workflow.getHandle(world.workflowId(client.ticketId)).fetchHistory();
    const logger = new DefaultLogger('ERROR');
    const bundle = await bundleWorkflowCode({ ...WORKFLOW_CODE, workflowInterceptorModules: [], logger });

    expect(JSON.stringify(history)).toContain('_tracer-data');
    expect(bundle.code).not.toContain('workflows/tracing/interceptors');
    await Worker.runReplayHistory({ workflowBundle: bundle }, history);
  });
});
