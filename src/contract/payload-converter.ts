import {
  defaultPayloadConverter,
  type Payload,
  type PayloadConverter,
  type SerializationContext,
} from '@temporalio/common';

/** What a payload that cannot be decoded is read as: no schema of ours accepts it. */
export const UNREADABLE = Object.freeze({ unreadable: true });

/**
 * Temporal's own conversion, except for what anyone may send to a workflow: an argument that cannot be decoded fails every task of
 * the workflow, forever, so it is read as something that fits no schema. A signal like that then only wakes its case, an update is
 * refused. The result of an activity was written by a worker of ours: the task fails until a worker can read it.
 * https://typescript.temporal.io/api/interfaces/common.PayloadConverter
 */
class TolerantPayloadConverter implements PayloadConverter {
  toPayload(value: unknown, context?: SerializationContext): Payload {
    return defaultPayloadConverter.toPayload(value, context);
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as Temporal declares it
  fromPayload<T>(payload: Payload, context?: SerializationContext): T {
    if (context?.type !== 'workflow') return defaultPayloadConverter.fromPayload(payload, context);
    try {
      return defaultPayloadConverter.fromPayload(payload, context);
    } catch {
      return UNREADABLE as T;
    }
  }
}

/** Under this name Temporal's bundle finds it. */
export const payloadConverter = new TolerantPayloadConverter();
