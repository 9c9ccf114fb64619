import { REQUIRED_SCOPES, missingScopes } from '../hubspot';
import type { Check } from './check';
import { notChecked, ok, problem, type Finding } from './finding';
import type { HubSpotContext } from './hubspot-context';

const FILES = ['files', 'files.ui_hidden.read'] as const;

const ADD_SCOPES =
  'Run at-risk app, upload the project again with hs project upload, and install the app again, so that HubSpot asks for the scope.';

/** Whose token it is, and what it allows. */
export const TOKEN_CHECKS: readonly Check<HubSpotContext>[] = [
  {
    name: 'portal',
    about: 'the portal of the access token',
    run: ({ portalId, identity }: HubSpotContext): Promise<readonly Finding[]> => {
      if (portalId === undefined) {
        return one(
          problem('HUBSPOT_PORTAL_ID is not set', `Set it: the access token belongs to portal ${identity.portalId}.`),
        );
      }
      return one(
        portalId === identity.portalId
          ? ok(`the access token belongs to portal ${portalId}`)
          : problem(
              `HUBSPOT_PORTAL_ID is ${portalId}, but the access token belongs to portal ${identity.portalId}`,
              'Set the id and the token of the same portal.',
            ),
      );
    },
  },
  {
    name: 'app',
    about: 'the app of the access token',
    run: ({ appId, identity }: HubSpotContext): Promise<readonly Finding[]> => {
      const found = identity.appId;
      if (found === undefined) {
        return one(
          notChecked(
            'HubSpot does not say which app the access token belongs to',
            'Compare HUBSPOT_APP_ID with the page of the app.',
          ),
        );
      }
      if (appId === undefined) {
        return one(problem('HUBSPOT_APP_ID is not set', `Set it: the access token belongs to app ${found}.`));
      }
      return one(
        appId === found
          ? ok(`the access token belongs to app ${appId}`)
          : problem(
              `HUBSPOT_APP_ID is ${appId}, but the access token belongs to app ${found}`,
              'Set the id of this app: by it the service knows its own changes.',
            ),
      );
    },
  },
  {
    name: 'scopes',
    about: 'the scopes of the access token',
    run: ({ identity: { scopes } }: HubSpotContext): Promise<readonly Finding[]> => {
      if (scopes === undefined) {
        return one(
          notChecked(
            'HubSpot does not say which scopes the access token has',
            `Needed: ${REQUIRED_SCOPES.join(', ')}.`,
          ),
        );
      }
      const missing = missingScopes(scopes).filter((scope) => !FILES.some((file) => file === scope));
      const more = scopes.filter((scope) => !REQUIRED_SCOPES.includes(scope));
      const beyond = more.length === 0 ? '' : `; ${String(more.length)} more are granted that it does not need`;
      return one(
        missing.length === 0
          ? ok(`all ${String(REQUIRED_SCOPES.length)} scopes that the service needs are granted${beyond}`)
          : problem(`the access token lacks ${missing.join(', ')}`, ADD_SCOPES),
      );
    },
  },
  {
    name: 'files',
    about: 'whether the service sees the files of a ticket (N2)',
    run: ({ identity: { scopes } }: HubSpotContext): Promise<readonly Finding[]> => {
      if (scopes === undefined)
        return one(notChecked('whether hidden files can be read', `Needed: ${FILES.join(', ')}.`));
      const missing = FILES.filter((scope) => !scopes.includes(scope));
      return one(
        missing.length === 0
          ? ok('files attached to tickets can be read, hidden ones too')
          : problem(
              `the access token lacks ${missing.join(', ')}: no cancellation notice would count (N2)`,
              ADD_SCOPES,
            ),
      );
    },
  },
];

function one<T>(finding: T): Promise<readonly T[]> {
  return Promise.resolve([finding]);
}
