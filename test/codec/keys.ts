import { randomBytes } from 'node:crypto';
import { payloadKeysSchema, type PayloadKeys } from '../../src/config/payload-keys';

/** An entry of AT_RISK_PAYLOAD_KEYS. */
export function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

export function keysOf(...entries: readonly string[]): PayloadKeys {
  return payloadKeysSchema.parse(entries.join('\n'));
}
