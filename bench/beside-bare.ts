import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { bareWorker } from './bare';
import { withServer } from './server';
import { bundleWithoutPause, serviceBridge, serviceWorker, withPrograms, withSurface, type Surface } from './service';

/** The service, without the pause in which a case gathers changes, and a worker of bare workflows on one and the same server. */
export interface BesideBare {
  readonly client: Client;
  readonly surface: Surface;
  readonly bridgeUrl: string;
}

export function withServiceBesideBare<T>(work: (given: BesideBare) => Promise<T>): Promise<T> {
  return withServer((client, address) =>
    withSurface(address, async (surface) => {
      const bridge = await serviceBridge(surface);
      const starts = [
        await serviceWorker(surface, { AT_RISK_WORKFLOW_BUNDLE: await bundleWithoutPause(surface) }),
        await bareWorker({ address, logFile: join(surface.folder, 'bare.log') }),
        bridge.start,
      ];
      return withPrograms(starts, () => work({ client, surface, bridgeUrl: bridge.url }));
    }),
  );
}
