import { Connection, type Client } from '@temporalio/client';
import { temporalClient } from '../codec/temporal-client';
import type { TemporalConnection } from '../config/env';
import { HubSpotError, type TokenIdentity } from '../hubspot';
import { GRPC, isGrpcStatus } from '../temporal/errors';
import { ACCOUNT_CHECKS } from './account-checks';
import { BY_HAND_CHECKS } from './by-hand-checks';
import { runCheck, type Check } from './check';
import { notChecked, ok, problem, type Checked, type Finding } from './finding';
import { hubspotContext, type HubSpotBasics, type HubSpotContext } from './hubspot-context';
import { PEOPLE_CHECKS } from './people-checks';
import { PORTAL_CHECKS } from './portal-checks';
import { TEMPORAL_CHECKS, type TemporalContext } from './temporal-checks';
import { TOKEN_CHECKS } from './token-checks';

const HUBSPOT_CHECKS: readonly Check<HubSpotContext>[] = [
  ...TOKEN_CHECKS,
  ...PORTAL_CHECKS,
  ...PEOPLE_CHECKS,
  ...ACCOUNT_CHECKS,
  ...BY_HAND_CHECKS,
];

/** All checks of HubSpot. Without an accepted token there is nothing else to ask. */
export async function checkHubSpot(basics: HubSpotBasics): Promise<readonly Checked[]> {
  const found = await identify(basics);
  if ('finding' in found) return [{ check: 'token', ...found.finding }];
  const context = hubspotContext(basics, found.identity);
  const findings: Checked[] = [{ check: 'token', ...ok('HubSpot accepts the access token') }];
  for (const check of HUBSPOT_CHECKS) findings.push(...(await runCheck(check, context, found.identity.scopes)));
  return findings;
}

async function identify({
  inspector,
}: HubSpotBasics): Promise<{ readonly identity: TokenIdentity } | { readonly finding: Finding }> {
  try {
    return { identity: await inspector.identity() };
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error;
    const finding =
      error.kind === 'retryLater'
        ? problem(
            `HubSpot cannot be reached: ${error.detail}`,
            'Check HUBSPOT_API_URL and the way out of this machine, and run at-risk doctor again.',
          )
        : problem(
            error.detail,
            'Copy the access token again: Development → Projects → at-risk-closer → the app → Auth.',
          );
    return { finding };
  }
}

/** The same on a connection that the caller has. */
export async function checkTemporal(context: TemporalContext): Promise<readonly Checked[]> {
  const findings: Checked[] = [];
  for (const check of TEMPORAL_CHECKS) findings.push(...(await runCheck(check, context)));
  return findings;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 20_000;

/** All checks of Temporal. */
export async function connectAndCheckTemporal(
  { connectionOptions, namespace, payloadKeys }: TemporalConnection,
  of: Pick<TemporalContext, 'portalId' | 'taskQueue' | 'sop'>,
): Promise<readonly Checked[]> {
  const address = connectionOptions.address ?? 'localhost:7233';
  const check = 'temporal';
  let connection: Connection;
  try {
    connection = await Connection.connect({ connectTimeout: CONNECT_MS, ...connectionOptions });
  } catch {
    return [
      {
        check,
        ...problem(
          `Temporal cannot be reached at ${address}`,
          'Start it, or correct TEMPORAL_ADDRESS, TEMPORAL_API_KEY or the certificates.',
        ),
      },
      {
        check,
        ...notChecked(
          'namespace, retention, search attributes and schedules',
          'They are checked once Temporal can be reached.',
        ),
      },
    ];
  }
  try {
    const temporal = temporalClient({ connection, namespace }, payloadKeys);
    return await temporal.withDeadline(Date.now() + ANSWER_MS, async () => {
      if (!(await hasNamespace(temporal, namespace))) {
        return [
          {
            check,
            ...problem(
              `Temporal at ${address} has no namespace ${namespace}`,
              'Create it, or correct TEMPORAL_NAMESPACE.',
            ),
          },
        ];
      }
      const reached: Checked = { check, ...ok(`Temporal at ${address} has the namespace ${namespace}`) };
      return [reached, ...(await checkTemporal({ temporal, namespace, ...of }))];
    });
  } finally {
    await connection.close();
  }
}

async function hasNamespace(temporal: Client, namespace: string): Promise<boolean> {
  try {
    await temporal.workflowService.describeNamespace({ namespace });
    return true;
  } catch (error) {
    if (isGrpcStatus(error, GRPC.notFound)) return false;
    throw error;
  }
}
