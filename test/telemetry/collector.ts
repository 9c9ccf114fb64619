import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** The part of OTLP that tests check. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
const PROTO = `
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Link links = 13; Status status = 15;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
  message ArrayValue { repeated AnyValue values = 1; }
`;

interface Protobuf {
  parse(text: string): {
    readonly root: {
      lookupType(name: string): {
        decode(bytes: Uint8Array): unknown;
        toObject(message: unknown, how: object): unknown;
      };
    };
  };
}

const protobuf = createRequire(require.resolve('@temporalio/proto'))('protobufjs') as Protobuf;
const requestType = protobuf.parse(PROTO).root.lookupType('Request');

const id = z.string().transform((base64) => Buffer.from(base64, 'base64').toString('hex'));
const one = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ intValue: z.string() }).transform(({ intValue }) => Number(intValue)),
]);
const value = z.union([
  one,
  z.object({ arrayValue: z.object({ values: z.array(one) }) }).transform(({ arrayValue }) => arrayValue.values),
]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((all): Readonly<Record<string, z.output<typeof value>>> => {
    return Object.fromEntries(all.map((each) => [each.key, each.value]));
  });
const spanSchema = z.object({
  traceId: id,
  spanId: id,
  parentSpanId: id,
  name: z.string(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes,
  links: z.array(z.object({ traceId: id, spanId: id })),
});
const requestSchema = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) }),
  ),
});

export type CollectedSpan = z.output<typeof spanSchema> & { readonly service: string };

/** Takes traces as OpenTelemetry's collector does: OTLP over HTTP, as protobuf. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** All that came, as text: what is in a span stands in it as it is. */
  text(): string;
  /** From the root of its trace to a span. */
  pathTo(span: CollectedSpan): readonly CollectedSpan[];
  /** The names of a span and of what follows from it, indented. */
  tree(root: CollectedSpan): readonly string[];
  close(): void;
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      bodies.push(body);
      spans.push(...spansIn(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tree = (root: CollectedSpan): readonly string[] => [
    root.name,
    ...spans
      .filter(({ parentSpanId }) => parentSpanId === root.spanId)
      .toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
      .flatMap((child) => tree(child).map((name) => `  ${name}`)),
  ];
  const pathTo = (span: CollectedSpan): readonly CollectedSpan[] => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent === undefined ? [] : pathTo(parent)), span];
  };
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans,
    text: () => Buffer.concat(bodies).toString('utf8'),
    pathTo,
    tree,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function spansIn(body: Buffer): readonly CollectedSpan[] {
  const how = { longs: String, bytes: String, defaults: true };
  const { resourceSpans } = requestSchema.parse(requestType.toObject(requestType.decode(body), how));
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, service: String(resource.attributes['service.name']) })),
    ),
  );
}
