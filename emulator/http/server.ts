import Fastify, { type FastifyInstance } from 'fastify';
import type { Portal } from '../portal/portal';
import { registerAccountInfo } from '../routes/account-info';
import { registerAssociations } from '../routes/associations';
import { registerAssociationBatches } from '../routes/associations-batch';
import { registerCalendar } from '../routes/calendar';
import { registerControl } from '../routes/control';
import { registerControlFaults } from '../routes/control-faults';
import { registerControlRules } from '../routes/control-rules';
import { registerControlWebhooks } from '../routes/control-webhooks';
import { registerExtensions } from '../routes/extensions';
import { registerFiles } from '../routes/files';
import { registerObjects } from '../routes/objects';
import { registerObjectBatches } from '../routes/objects-batch';
import { registerOwners } from '../routes/owners';
import { registerPage } from '../routes/page';
import { registerPipelines } from '../routes/pipelines';
import { registerProperties } from '../routes/properties';
import { registerPropertyValidations } from '../routes/property-validations';
import { registerSettingsUsers } from '../routes/settings-users';
import { routedUrl } from './api-version';
import { badRequest, HubSpotError, notFound } from './errors';
import { installGate } from './gate';
import { guardVisitors } from './visitors';

/** Room for attachments. */
const BODY_LIMIT = 25 * 1024 * 1024;

/** `allowHosts`: the names by which others than this machine call the emulator. */
export function buildServer(portal: Portal, allowHosts: readonly string[] = []): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: ({ url = '/' }) => routedUrl(portal.options.profile, url),
  });
  readBodies(app);
  answerErrors(app);
  guardVisitors(app, allowHosts);
  installGate(app, portal);
  const registrations = [
    registerObjects,
    registerObjectBatches,
    registerAssociations,
    registerAssociationBatches,
    registerPipelines,
    registerProperties,
    registerPropertyValidations,
    registerOwners,
    registerSettingsUsers,
    registerFiles,
    registerAccountInfo,
    registerControl,
    registerCalendar,
    registerControlWebhooks,
    registerControlFaults,
    registerControlRules,
    registerPage,
    registerExtensions,
  ];
  for (const register of registrations) register(app, portal);
  return app;
}

/** JSON may be empty, as HubSpot's client sends it with some PUTs; multipart is kept as bytes. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      const text = String(body);
      done(null, text.trim() === '' ? undefined : (JSON.parse(text) as unknown));
    } catch {
      done(badRequest('Invalid input JSON: the body is not JSON'));
    }
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof HubSpotError ? error : unforeseen(error);
    return reply.code(known.statusCode).headers(known.headers).type('application/json').send(known.body);
  });
  app.setNotFoundHandler((request) => {
    throw notFound(
      `The emulator has no ${request.method} ${request.originalUrl.split('?')[0] ?? ''}. See emulator/README.md for what it imitates.`,
    );
  });
}

function unforeseen(error: unknown): HubSpotError {
  const status = hasStatus(error) ? error.statusCode : 500;
  const message = error instanceof Error ? error.message : String(error);
  return new HubSpotError(status, { message, category: status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR' });
}

function hasStatus(error: unknown): error is { readonly statusCode: number } {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}
