import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

/** The service's own version, and those of the clients that it was built with. */
export function versions(): {
  readonly service: string;
  readonly hubspotClient: string;
  readonly temporalClient: string;
} {
  const { version, dependencies } = packageSchema.parse(JSON.parse(readFileSync(packagePath(__dirname), 'utf8')));
  return {
    service: version,
    hubspotClient: dependencies['@hubspot/api-client'] ?? 'unknown',
    temporalClient: dependencies['@temporalio/client'] ?? 'unknown',
  };
}

/** The compiled code lies deeper than the source. */
function packagePath(folder: string): string {
  const path = join(folder, 'package.json');
  return existsSync(path) || dirname(folder) === folder ? path : packagePath(dirname(folder));
}
