import { Worker, type InjectedSinks, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities';
import { dataConverter } from '../codec/data-converter';
import type { PayloadKeys } from '../config/payload-keys';
import { deploymentName } from '../contract/builds';
import { hubspotTaskQueue } from '../contract/names';
import type { TraceSinks } from '../contract/payloads/trace-header';
import type { Tracing } from '../telemetry/tracing/tracing';
import type { WorkflowCode } from './workflow-code';

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: Activities;
  readonly workflows: WorkflowCode;
  /** Activities in a second that all processes together begin on HubSpot's queue; all of them must say the same. Unset: no limit. */
  readonly hubspotRate?: number;
  /** This build of the workers; undefined: the workers are unversioned, and run whatever is on the queue. */
  readonly buildId?: string | undefined;
  /** Workflows that are kept in memory between two tasks; undefined: as many as Temporal's SDK derives from the heap's limit. */
  readonly cachedWorkflows?: number | undefined;
  /** With what Temporal's payloads are encrypted; undefined: they are not. */
  readonly payloadKeys?: PayloadKeys | undefined;
  /** Undefined: nothing is traced. */
  readonly tracing?: Pick<Tracing, 'activityInterceptors' | 'sinks'> | undefined;
}

/** The workers of one process: one for the workflows, and one for the activities that speak to HubSpot. */
export interface Workers {
  /** Resolves when both have drained; rejects, having stopped the other, when one fails or does not drain in time. */
  run(): Promise<void>;
  shutdown(): void;
  /** Whether both poll. */
  isRunning(): boolean;
}

/**
 * Activities of this process that speak to HubSpot at a time. A call takes 0.1–0.3 s, so a fourth of these reach any rate that HubSpot
 * allows; more of them would only wait for their turn in here, where Temporal's priorities no longer order them.
 */
const HUBSPOT_ACTIVITIES_AT_A_TIME = 20;

/**
 * Draining: nothing new is taken; what runs gets the first time to end (a call to HubSpot takes 15 s at most), then reads are
 * broken off, and after the second the process ends with an error. docker-compose.yml kills after 60 s.
 */
const DRAIN = { shutdownGraceTime: '20 seconds', shutdownForceTime: '50 seconds' } as const;

/** A workflow that a traced signal reached says so to any worker. */
const NOT_TRACED: InjectedSinks<TraceSinks> = { traces: { turn: { fn: () => undefined } } };

export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const { connection, namespace, taskQueue, activities, hubspotRate, workflows: code, tracing } = options;
  const activity = [...(tracing?.activityInterceptors ?? [])];
  const versioned = options.buildId === undefined ? {} : versionOf(taskQueue, options.buildId);
  const shared = {
    connection,
    namespace,
    activities,
    dataConverter: dataConverter(options.payloadKeys),
    ...versioned,
    ...DRAIN,
  };
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue,
      ...code,
      interceptors: { ...code.interceptors, activity },
      sinks: tracing?.sinks ?? NOT_TRACED,
      ...cacheOf(options),
    }),
    Worker.create({
      ...shared,
      interceptors: { activity },
      taskQueue: hubspotTaskQueue(taskQueue),
      maxConcurrentActivityTaskExecutions: HUBSPOT_ACTIVITIES_AT_A_TIME,
      ...(hubspotRate !== undefined && { maxTaskQueueActivitiesPerSecond: hubspotRate }),
    }),
  ]);
  const isRunning = (): boolean => workers.every((worker) => worker.getState() === 'RUNNING');
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const run = async (): Promise<void> => {
    // One alone would accept work that then waits for the other.
    const runs = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
    const failure = runs.find((end) => end.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  };
  return { run, shutdown, isRunning };
}

function cacheOf({ cachedWorkflows }: WorkersOptions): Pick<WorkerOptions, 'maxCachedWorkflows'> {
  return cachedWorkflows === undefined ? {} : { maxCachedWorkflows: cachedWorkflows };
}

/**
 * Every run stays on the build on which it began, with its activities; the long ones continue as new on the current one
 * (docs/decisions/0027). Both queues belong to the deployment, so that Temporal makes a build current only when both are served.
 */
function versionOf(taskQueue: string, buildId: string): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  const version = { deploymentName: deploymentName(taskQueue), buildId };
  return { workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' } };
}
