import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { PayloadKey, PayloadKeys } from '../config/payload-keys';
import { ENCRYPTION, isEncrypted, metadataText } from '../contract/payloads/encryption';

const CIPHER = 'aes-256-gcm';

/** In bytes, as NIST SP 800-38D recommends them. The nonce is random: one key is good for 2^32 payloads. */
const NONCE = 12;
const TAG = 16;

/** The key ids that may be shown; others have not come from here. */
const SHOWABLE_ID = /^[\w.-]{1,64}$/;

/**
 * Encrypts what Temporal keeps: inputs, results, memos, summaries and details, the attributes of failures. Not headers, search attributes, or
 * names and ids. A payload becomes one with the encoding `binary/encrypted`, whose data is a nonce, the encrypted payload (all of it, as protobuf),
 * and the tag. It is bound to its version and key id, not to its workflow: a case is restarted with the payloads of its history.
 *
 * What cannot be decrypted stays as it is, with a sentence that says why: the payload converter decides what becomes of it. An error here would
 * fail the tasks of a workflow for what anybody may have sent to it.
 * https://typescript.temporal.io/api/interfaces/common.PayloadCodec
 */
export function createPayloadCodec({ encryptWith, all }: PayloadKeys): PayloadCodec {
  const keys = new Map(all.map((each) => [each.id, each]));
  return {
    encode: (payloads) =>
      Promise.resolve(
        payloads.map(withoutNotes).map((payload) => {
          const isLeft = encryptWith === undefined || metadataText(payload, 'encoding') === ENCRYPTION.encoding;
          return isLeft ? payload : encrypted(payload, encryptWith);
        }),
      ),
    decode: (payloads) =>
      Promise.resolve(payloads.map((payload) => (isEncrypted(payload) ? decrypted(payload, keys) : payload))),
  };
}

function encrypted(payload: Payload, { id, key }: PayloadKey): Payload {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(boundTo(id));
  const whole = temporal.api.common.v1.Payload.encode(payload).finish();
  const data = Buffer.concat([nonce, cipher.update(whole), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCRYPTION.encoding), [ENCRYPTION.keyId]: Buffer.from(id) }, data };
}

function decrypted(payload: Payload, keys: ReadonlyMap<string, PayloadKey>): Payload {
  const id = metadataText(payload, ENCRYPTION.keyId) ?? '';
  const key = keys.get(id);
  const shown = SHOWABLE_ID.test(id) ? id : '(an unusable id)';
  if (key === undefined)
    return withNote(payload, ENCRYPTION.problem, `encrypted with key ${shown}, which is not there`);
  try {
    return withNote(opened(Buffer.from(payload.data ?? []), key), ENCRYPTION.decrypted, 'yes');
  } catch {
    return withNote(payload, ENCRYPTION.problem, `encrypted with key ${shown}, and damaged`);
  }
}

function opened(data: Buffer, { id, key }: PayloadKey): Payload {
  const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(boundTo(id))
    .setAuthTag(data.subarray(-TAG));
  const whole = Buffer.concat([decipher.update(data.subarray(NONCE, -TAG)), decipher.final()]);
  return temporal.api.common.v1.Payload.decode(whole);
}

function boundTo(id: string): Buffer {
  return Buffer.from(`at-risk-payload/1/${id}`);
}

function withNote(payload: Payload, note: string, text: string): Payload {
  return { ...payload, metadata: { ...payload.metadata, [note]: Buffer.from(text) } };
}

/** The parts of a failure pass through a workflow as payloads. */
function withoutNotes(payload: Payload): Payload {
  const notes: readonly string[] = [ENCRYPTION.decrypted, ENCRYPTION.problem];
  const own = Object.entries(payload.metadata ?? {}).filter(([key]) => !notes.includes(key));
  return { ...payload, metadata: Object.fromEntries(own) };
}
