import { ExchangeTimeout } from './bounded-agent';

/**
 * A body that is read in time or not at all. The agent's limits end with the connection, and HubSpot's client (node-fetch 2) waits without
 * end for the rest of a body whose connection was closed before.
 */
export async function bodyInTime(body: { text(): Promise<string> }, limitMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ExchangeTimeout('the body did not come to its end'));
    }, limitMs);
  });
  try {
    return await Promise.race([body.text(), late]);
  } finally {
    clearTimeout(timer);
  }
}
