import type { Logger } from '../config/logging';
import { createTokenWatch, verifyToken, type TokenCheckOptions, type TokenWatch } from '../hubspot';
import type { Workers } from './workers';

/** The worker's watch over its token; what it finds is logged. */
export function watchToken(options: TokenCheckOptions, logger: Logger, onVerified: () => void): TokenWatch {
  return createTokenWatch({
    verify: () => verifyToken(options),
    onVerified: ({ portalId, appId }) => {
      logger.info({ event: 'hubspot.verified', portalId, appId }, 'the access token is that of the portal and the app');
      onVerified();
    },
    onUnreachable: ({ detail }) => {
      logger.warn(
        { event: 'hubspot.unreachable', detail },
        'HubSpot cannot be reached to verify the access token; will retry',
      );
    },
  });
}

/** Runs the workers until they have drained. A token that turns out to be wrong once HubSpot can be reached stops them, and fails this. */
export async function runVerified(workers: Workers, token: TokenWatch): Promise<void> {
  const over = new AbortController();
  const verified = token.goOn(over.signal).catch((error: unknown) => {
    workers.shutdown();
    return { error };
  });
  try {
    await workers.run();
  } finally {
    over.abort();
  }
  const wrong = await verified;
  if (wrong !== undefined) throw wrong.error;
}
