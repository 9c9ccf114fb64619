import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { TokenWatch } from '../hubspot';
import type { TemporalWatch } from './temporal';
import type { Workers } from './workers';

/** What the health is made of. */
export interface HealthSources {
  readonly workers: Pick<Workers, 'isRunning'>;
  readonly token: Pick<TokenWatch, 'isVerified'>;
  readonly temporal: TemporalWatch;
  /** Whether Temporal gives work to this worker's build, if it has one. */
  readonly build: (() => Promise<string>) | undefined;
}

/**
 * `GET /healthz` for the container engine: 200 while the workers poll and Temporal lets cases continue, 503 while they start, drain or
 * have failed, and while Temporal cannot be reached or lacks the search attributes. A HubSpot that cannot be reached, and a build that
 * gets no work, are named in the body; a restart would not help.
 */
export async function serveHealth(port: number, sources: HealthSources): Promise<Server> {
  const server = createServer((_request, response) => void answer(response, sources));
  server.listen(port);
  await once(server, 'listening');
  return server;
}

async function answer(response: ServerResponse, { workers, token, temporal, build }: HealthSources): Promise<void> {
  const problem = await temporal.problem();
  const ofBuild = await build?.();
  const isRunning = workers.isRunning();
  response.writeHead(isRunning && problem === undefined ? 200 : 503, { 'content-type': 'application/json' });
  const hubspot = token.isVerified ? 'verified' : 'not reached yet: the access token is not verified';
  const state = isRunning ? 'running' : 'not running';
  response.end(JSON.stringify({ state, hubspot, temporal: problem ?? 'ready', build: ofBuild }));
}
