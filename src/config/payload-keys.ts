import { createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A key of AES-256, under the name that each encrypted payload carries. */
export interface PayloadKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** With what the payloads that Temporal keeps are encrypted and decrypted. */
export interface PayloadKeys {
  /** Undefined: nothing is encrypted (yet, or any more). */
  readonly encryptWith: PayloadKey | undefined;
  /** All keys that decrypt. */
  readonly all: readonly PayloadKey[];
}

/** The first entry where nothing is to be encrypted: before encryption is switched on everywhere, and after it was switched off. */
const NONE = 'none';

/** An id, and 32 bytes in base64. */
const ENTRY = /^([A-Za-z0-9][\w.-]{0,63}):([A-Za-z0-9+/]{43}=)$/;

/** `ID:KEY`, one a line or separated by commas. The first one encrypts, all of them decrypt; `none` in its place encrypts nothing. */
export const payloadKeysSchema = z.string().transform((text, context): PayloadKeys => {
  const entries = entriesOf(text);
  const keys = entries.flatMap((entry, place) => {
    if (entry === NONE && place === 0) return [];
    const [, id, key] = ENTRY.exec(entry) ?? [];
    if (id !== undefined && key !== undefined) return [{ id, key: createSecretKey(key, 'base64') }];
    const message = `entry ${String(place + 1)} must be an id, a colon, and 32 bytes in base64 (openssl rand -base64 32)`;
    context.issues.push({ code: 'custom', input: undefined, message });
    return [];
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    context.issues.push({ code: 'custom', input: undefined, message: 'two keys have the same id' });
  return { encryptWith: entries[0] === NONE ? undefined : keys[0], all: keys };
});

/** The keys alone, without their ids: they are removed from what is logged. */
export function secretsOfPayloadKeys(text: string): readonly string[] {
  return entriesOf(text).map((entry) => entry.slice(entry.indexOf(':') + 1).trim());
}

function entriesOf(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
