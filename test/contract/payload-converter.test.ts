import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import { UNREADABLE, payloadConverter } from '../../src/contract/payloads/payload-converter';

const OF_WORKFLOW: SerializationContext = { type: 'workflow', namespace: 'default', workflowId: 'at-risk-case:1:2' };
const OF_ACTIVITY: SerializationContext = { type: 'activity', namespace: 'default', isLocal: false };

const payload = (encoding: string, data: string): Payload => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(data),
});

const UNDECODABLE: readonly Payload[] = [
  payload('binary/encrypted', 'secret'),
  payload('json/plain', '{"eventIds":'),
  payload('', ''),
  {},
];

describe('the payload converter of the workflows', () => {
  it.each([undefined, null, 'text', { at: 1 }, [1, 'two']])('reads %j as it was written', (value) => {
    const written = payloadConverter.toPayload(value, OF_WORKFLOW);

    expect(written).toEqual(defaultPayloadConverter.toPayload(value));
    expect(payloadConverter.fromPayload(written, OF_WORKFLOW)).toEqual(value);
  });

  it.each(UNDECODABLE)('reads an argument that cannot be decoded as one that fits no schema: %j', (given) => {
    expect(payloadConverter.fromPayload(given, OF_WORKFLOW)).toBe(UNREADABLE);
  });

  it.each(UNDECODABLE)('fails the task for the result of an activity that cannot be decoded: %j', (given) => {
    expect(() => payloadConverter.fromPayload(given, OF_ACTIVITY)).toThrow();
  });
});
