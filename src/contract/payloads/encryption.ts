import type { Payload } from '@temporalio/common';

/** How a payload looks that the codec has encrypted, and what it notes on one that it has decrypted, or could not: metadata of the payload. */
export const ENCRYPTION = {
  encoding: 'binary/encrypted',
  keyId: 'encryption-key-id',
  /** On a payload that came encrypted. */
  decrypted: 'at-risk-decrypted',
  /** On a payload that stays encrypted: why, in a sentence. */
  problem: 'at-risk-problem',
} as const;

/** A text of a payload's metadata. */
export function metadataText({ metadata }: Payload, key: string): string | undefined {
  const value = metadata?.[key];
  return value == null ? undefined : new TextDecoder().decode(value);
}

/** Whether a codec has encrypted it; anyone may write the encoding alone. */
export function isEncrypted(payload: Payload): boolean {
  return (
    metadataText(payload, 'encoding') === ENCRYPTION.encoding && metadataText(payload, ENCRYPTION.keyId) !== undefined
  );
}
