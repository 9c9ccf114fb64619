import { createRequire } from 'node:module';
import { temporal } from '@temporalio/proto';
import * as proto from '@temporalio/proto';
import { patchProtobufRoot } from '@temporalio/proto/lib/patch-protobuf-root';

export type History = temporal.api.history.v1.IHistory;

interface ProtoJson {
  toJson(type: unknown, message: unknown): unknown;
  fromJson(type: unknown, json: unknown, options: { readonly ignoreUnknownFields: boolean }): unknown;
}

/**
 * What `historyToJSON` and `historyFromJSON` of @temporalio/common do. npm may install a protobufjs for each of Temporal's
 * packages, and those two then fail ("type must be a Type"), as they ask one copy about the types of another.
 */
const protoJson = createRequire(require.resolve('@temporalio/proto'))('protobufjs/ext/protojson') as ProtoJson;
const root = patchProtobufRoot(proto) as unknown as { lookupType(name: string): unknown };
const historyType = root.lookupType('temporal.api.history.v1.History');

/** In the form that Temporal's tools export. */
export function historyToJson(history: History): unknown {
  return protoJson.toJson(historyType, temporal.api.history.v1.History.fromObject(history));
}

/** From the form that Temporal's tools export. */
export function historyFromJson(json: unknown): History {
  return protoJson.fromJson(historyType, json, { ignoreUnknownFields: true }) as History;
}
