import { join } from 'node:path';
import { temporalConnection } from '../../src/config/env';
import { CASE_WORKFLOW, SEARCH_ATTRIBUTES } from '../../src/contract/names';
import type { Log } from '../process/log';
import type { ChildHandle } from '../process/supervised';
import { startTemporal, type SearchAttributeType } from '../temporal/dev-server';
import { findTemporalCli } from '../temporal/executables';
import { temporalVariables, type Variables } from './child-environment';
import type { DataDir } from './data-dir';
import type { Parts } from './parts';
import type { Ports } from './ports';

/** The Temporal server of a stack: started by it, or one that was there. */
export interface StackTemporal {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  /** Unknown for a server that was there. */
  readonly uiUrl?: string;
  /** Only of a server that the stack has started. */
  readonly child?: ChildHandle;
  /** What the children need in their environment to reach it. */
  readonly variables: Variables;
}

const NAMESPACE = 'default';

/** The CLI's names of the types that the contract uses. */
const CLI_TYPES = {
  KEYWORD: 'Keyword',
  KEYWORD_LIST: 'KeywordList',
  DATETIME: 'Datetime',
  TEXT: 'Text',
} as const satisfies Record<string, SearchAttributeType>;

/** TEMPORAL_ADDRESS names a server to use; without it the development server is started. */
export async function provideTemporal(parts: Parts, dir: DataDir, ports: Ports, log: Log): Promise<StackTemporal> {
  const address = givenAddress();
  return address === '' ? embeddedServer(parts, dir, ports, log) : givenServer(address);
}

/** host:port of a server to use; '' where the stack starts its own. */
export function givenAddress(): string {
  return process.env['TEMPORAL_ADDRESS']?.trim() ?? '';
}

function givenServer(address: string): StackTemporal {
  return { address, namespace: temporalConnection().namespace, variables: temporalVariables() };
}

async function embeddedServer(parts: Parts, dir: DataDir, ports: Ports, log: Log): Promise<StackTemporal> {
  const cliPath = await findTemporalCli({ log });
  const server = await parts.add(
    startTemporal({
      cliPath,
      dataFile: dir.temporalFile,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      namespace: NAMESPACE,
      searchAttributes: cliSearchAttributes(),
      logFile: dir.logFile('temporal'),
      restarts: true,
      signal: parts.signal,
      log,
    }),
  );
  const { address, namespace, child, uiUrl } = server;
  const variables = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    // A file that is not there: or a person's own configuration could add a login, or another server, to ours.
    TEMPORAL_CONFIG_FILE: join(dir.path, 'no-temporal-configuration.toml'),
  };
  return { address, namespace, child, variables, ...(uiUrl !== undefined && { uiUrl }) };
}

export function cliSearchAttributes(): Readonly<Record<string, SearchAttributeType>> {
  return Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, CLI_TYPES[type]]));
}

/** The list of cases in the Temporal UI. */
export function boardUrl(uiUrl: string, namespace: string): string {
  const query = encodeURIComponent(`WorkflowType="${CASE_WORKFLOW}"`);
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows?query=${query}`;
}
