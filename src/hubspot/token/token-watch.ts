import { setTimeout as timeout } from 'node:timers/promises';
import { SettingsError } from '../../config/settings-error';
import { HubSpotError } from '../client/errors';
import type { TokenIdentity } from './token-check';

/** Whether HubSpot has said whose token this is, for a process that starts even when HubSpot cannot be reached. */
export interface TokenWatch {
  readonly isVerified: boolean;
  /** One attempt. Fails for a wrong token, as `verifyToken` does; if HubSpot cannot be reached, the token just stays unverified. */
  begin(): Promise<void>;
  /** Further attempts until HubSpot answers or the signal comes. Fails for a wrong token. */
  goOn(signal: AbortSignal): Promise<void>;
  /** Resolves once the token is verified and fails otherwise, so that no other call goes out before. */
  admit(): Promise<void>;
}

export interface TokenWatchOptions {
  readonly verify: () => Promise<TokenIdentity>;
  readonly onVerified: (identity: TokenIdentity) => void;
  /** Called after each attempt of the watch itself that HubSpot did not answer. */
  readonly onUnreachable: (error: HubSpotError) => void;
  /** For tests; a real pause otherwise. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Between two attempts, in milliseconds; each pause is twice as long as the one before, up to the longest. */
const PAUSES = { first: 2_000, longest: 60_000 } as const;

export function createTokenWatch(options: TokenWatchOptions): TokenWatch {
  const { verify, onVerified, onUnreachable, pause = pauseUnlessAborted } = options;
  let isVerified = false;
  let underWay: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    try {
      const identity = await verify();
      isVerified = true;
      onVerified(identity);
    } finally {
      underWay = undefined;
    }
  };
  /** Callers at the same time share one attempt. */
  const attempt = async (): Promise<void> => {
    if (isVerified) return;
    underWay ??= ask();
    await underWay;
  };
  const begin = async (): Promise<void> => {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof HubSpotError) || error.kind !== 'retryLater') throw error;
      onUnreachable(error);
    }
  };
  const goOn = async (signal: AbortSignal): Promise<void> => {
    for (let ms: number = PAUSES.first; !isVerified; ms = Math.min(ms * 2, PAUSES.longest)) {
      await pause(ms, signal);
      if (signal.aborted) return;
      await begin();
    }
  };
  const admit = async (): Promise<void> => {
    try {
      await attempt();
    } catch (error) {
      throw error instanceof SettingsError ? asRefusal(error) : error;
    }
  };
  return {
    get isVerified() {
      return isVerified;
    },
    begin,
    goOn,
    admit,
  };
}

/** What activities report until the process has ended itself. */
function asRefusal({ problems }: SettingsError): HubSpotError {
  return new HubSpotError({ kind: 'refused', detail: `${problems.join('; ').replace(/\.$/, '')}.` });
}

async function pauseUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  // Rejects when the signal comes, which ends the pause and is no failure.
  await timeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
