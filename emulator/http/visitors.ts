import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HubSpotError } from './errors';

/** By these a machine reaches itself alone. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host.toLowerCase()) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The page itself, which anybody may link to: it holds nothing. */
const PAGE_PATH = /^\/(?:(?:page|contacts|tasks|search|primesupport|app)\/[\w./-]+|guide)?(?:\?|$)/;

/**
 * The emulator gives its token and takes control calls without a password, so it answers programs and its own page alone. A page of
 * another site that runs in a browser on this machine gives itself away by its origin, or by the name by which it calls (its own name,
 * made to lead here).
 */
export function guardVisitors(app: FastifyInstance, allowHosts: readonly string[]): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isLoopback(request.hostname) && !allowHosts.includes(request.hostname)) {
      throw forbidden('The emulator does not know itself by this name (--allow-host).');
    }
    if (!PAGE_PATH.test(request.url) && isOfOtherSite(request))
      throw forbidden('The emulator takes no calls from pages of other sites.');
    done();
  });
}

function isOfOtherSite({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return headers.origin !== undefined && headers.origin !== `http://${host}`;
}

function forbidden(message: string): HubSpotError {
  return new HubSpotError(403, { message, category: 'EMULATOR_VISITOR' });
}
