import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ExchangeTimeout } from './bounded-agent';
import { AnswerTooLarge, MAX_ANSWER_BYTES } from './bounded-answer';

const unpack = promisify(gunzip);

/**
 * A body that is read in time or not at all. The agent's limits end with the connection, and HubSpot's client (node-fetch 2) waits
 * forever for the rest of a body whose connection was closed early.
 */
export async function bodyInTime(body: { binary(): Promise<Buffer> }, limitMs: number): Promise<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ExchangeTimeout('the body did not come to its end'));
    }, limitMs);
  });
  try {
    return await Promise.race([body.binary(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a body in the compression that its header names; one that was not asked for is an error. */
export async function textOf(body: Buffer, packing: string): Promise<string> {
  switch (packing.toLowerCase()) {
    case 'identity':
      return body.toString();
    case 'gzip':
    case 'x-gzip':
      return (await unpacked(body)).toString();
    default:
      throw Object.assign(new Error('a packing that was not asked for'), { code: 'ENCODING' });
  }
}

async function unpacked(body: Buffer): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: MAX_ANSWER_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw new AnswerTooLarge();
    throw error;
  }
}

/** The text of an answer to `fetch`, which decompresses it as it comes. */
export async function boundedText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
