import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { createPayloadCodec } from '../../src/codec/payload-codec';
import { ENCRYPTION, metadataText } from '../../src/contract/payloads/encryption';
import { keysOf, newKey } from './keys';

const codecOf = (...entries: readonly string[]) => createPayloadCodec(keysOf(...entries));
const one = async (payloads: Promise<Payload[]>): Promise<Payload> => {
  const [payload] = await payloads;
  if (payload === undefined) throw new Error('no payload');
  return payload;
};

const [FIRST, SECOND] = [newKey('2026-11'), newKey('2027-11')];
const TEXT = 'Harbor Dental; jo@harbor.example; the patient said no';
const PAYLOAD = defaultPayloadConverter.toPayload({ text: TEXT });

describe('the payload codec', () => {
  it('gives back any value as it was, and shows none of it meanwhile', async () => {
    const codec = codecOf(FIRST);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json({ maxDepth: 3 }), { maxLength: 4 }), async (values) => {
        const payloads = values.map((value) => defaultPayloadConverter.toPayload(value));
        const encoded = await codec.encode(payloads);
        expect(encoded.map((each) => metadataText(each, 'encoding'))).toEqual(values.map(() => 'binary/encrypted'));
        const decoded = await codec.decode(encoded);
        expect(decoded.map((each) => defaultPayloadConverter.fromPayload(each))).toEqual(values);
      }),
      { numRuns: 50 },
    );
    const encoded = await one(codec.encode([PAYLOAD]));
    expect(Buffer.from(encoded.data ?? []).toString('latin1')).not.toContain('Harbor');
    expect(metadataText(encoded, ENCRYPTION.keyId)).toBe('2026-11');
  });

  it('encrypts the same value in another way each time', async () => {
    const codec = codecOf(FIRST);
    const [first, second] = await codec.encode([PAYLOAD, PAYLOAD]);
    expect(first?.data).not.toEqual(second?.data);
  });

  it('leaves what is encrypted already as it is, and what was never encrypted too', async () => {
    const codec = codecOf(SECOND, FIRST);
    const encoded = await codecOf(FIRST).encode([PAYLOAD]);
    expect(await codec.encode(encoded)).toEqual(encoded);
    expect(await codec.decode([PAYLOAD])).toEqual([PAYLOAD]);
  });

  it('encrypts again what was decrypted, without the note of that', async () => {
    const codec = codecOf(SECOND, FIRST);
    const decoded = await codec.decode(await codecOf(FIRST).encode([PAYLOAD]));
    const again = await one(codec.encode(decoded));
    expect(metadataText(again, ENCRYPTION.keyId)).toBe('2027-11');
    expect(await codec.decode([again])).toEqual(decoded);
  });

  it('goes on reading the earlier key after a rotation, in whichever order the parts are restarted', async () => {
    // Two steps: the new key second in every part, then first in every part. While a step lasts, both of its states are in use.
    const steps = [
      [codecOf(FIRST), codecOf(FIRST, SECOND)],
      [codecOf(FIRST, SECOND), codecOf(SECOND, FIRST)],
    ];
    for (const inUse of steps) {
      for (const [writer, reader] of inUse.flatMap((from) => inUse.map((to) => [from, to] as const))) {
        const decoded = await one(reader.decode(await writer.encode([PAYLOAD])));
        expect(defaultPayloadConverter.fromPayload(decoded)).toEqual({ text: TEXT });
      }
    }
  });

  it('encrypts nothing while the first entry is none, and reads what others encrypt', async () => {
    const codec = codecOf('none', FIRST);
    expect(await codec.encode([PAYLOAD])).toEqual([PAYLOAD]);
    const decoded = await one(codec.decode(await codecOf(FIRST).encode([PAYLOAD])));
    expect(defaultPayloadConverter.fromPayload(decoded)).toEqual({ text: TEXT });
  });

  it('leaves what another key encrypted, and says which', async () => {
    const [encoded] = await codecOf(FIRST).encode([PAYLOAD]);
    const left = await one(codecOf(SECOND).decode([encoded ?? {}]));
    expect(left.data).toEqual(encoded?.data);
    expect(metadataText(left, ENCRYPTION.problem)).toBe('encrypted with key 2026-11, which is not there');
  });

  it('accepts no payload that was changed: a byte of it, its key id, or its length', async () => {
    const codec = codecOf(FIRST, SECOND);
    const encoded = await one(codec.encode([PAYLOAD]));
    const data = Buffer.from(encoded.data ?? []);
    const flipped = [...data.keys()].map((place) => {
      const changed = Buffer.from(data);
      changed[place] = (changed[place] ?? 0) ^ 1;
      return { ...encoded, data: changed };
    });
    const cut = [0, 11, 12, 27, 28, data.length - 1].map((length) => ({ ...encoded, data: data.subarray(0, length) }));
    const renamed = { ...encoded, metadata: { ...encoded.metadata, [ENCRYPTION.keyId]: Buffer.from('2027-11') } };
    for (const each of await codec.decode([...flipped, ...cut, renamed])) {
      expect(metadataText(each, ENCRYPTION.problem)).toMatch(/^encrypted with key 20\d\d-11, and damaged$/);
      expect(metadataText(each, 'encoding')).toBe(ENCRYPTION.encoding);
    }
  });

  it('shows no key id that cannot be one', async () => {
    const encoded = await one(codecOf(FIRST).encode([PAYLOAD]));
    const renamed = { ...encoded, metadata: { ...encoded.metadata, [ENCRYPTION.keyId]: Buffer.from('a\nb') } };
    const left = await one(codecOf(FIRST).decode([renamed]));
    expect(metadataText(left, ENCRYPTION.problem)).toBe('encrypted with key (an unusable id), which is not there');
  });
});
