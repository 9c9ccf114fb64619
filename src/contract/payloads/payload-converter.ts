import {
  defaultPayloadConverter,
  type Payload,
  type PayloadConverter,
  type SerializationContext,
} from '@temporalio/common';
import { ENCRYPTION, isEncrypted, metadataText } from './encryption';

/** What a payload that cannot be decoded is read as: no schema of ours accepts it. */
export const UNREADABLE = Object.freeze({ unreadable: true });

/** The same for what is encrypted with a key that this process lacks, or damaged. */
export class Undecrypted {
  readonly unreadable = true;

  constructor(
    /** In a sentence, with the id of the key. */
    readonly why: string,
  ) {}
}

let readEncrypted = false;

/** Whether anything that this workflow has read came encrypted; outside of workflows, that this process has read. */
export function hasReadEncrypted(): boolean {
  return readEncrypted;
}

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

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as Temporal declares it
  fromPayload<T>(payload: Payload, context?: SerializationContext): T {
    readEncrypted ||= metadataText(payload, ENCRYPTION.decrypted) !== undefined;
    const why = isEncrypted(payload) ? whyEncrypted(payload) : undefined;
    if (context?.type !== 'workflow') {
      if (why !== undefined) throw new Error(why);
      return defaultPayloadConverter.fromPayload(payload, context);
    }
    if (why !== undefined) return new Undecrypted(why) as T;
    try {
      return defaultPayloadConverter.fromPayload(payload, context);
    } catch {
      return UNREADABLE as T;
    }
  }
}

function whyEncrypted(payload: Payload): string {
  return metadataText(payload, ENCRYPTION.problem) ?? 'encrypted, and no payload keys are given (AT_RISK_PAYLOAD_KEYS)';
}

/** Under this name Temporal's bundle finds it. */
export const payloadConverter = new TolerantPayloadConverter();
