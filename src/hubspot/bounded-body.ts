import { ExchangeTimeout } from './bounded-agent';

/** How the body of an answer is read. */
export interface Body {
  text(): Promise<string>;
  binary(): Promise<unknown>;
}

/**
 * A body that is read in time or not at all. The agent's limits end with the connection, and HubSpot's client (node-fetch 2) waits without
 * end for the rest of a body whose connection was closed before.
 */
export function boundedBody(body: Body, limitMs: number): Body {
  return { text: () => inTime(limitMs, body.text()), binary: () => inTime(limitMs, body.binary()) };
}

async function inTime<T>(limitMs: number, reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ExchangeTimeout('the body did not come to its end'));
    }, limitMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
