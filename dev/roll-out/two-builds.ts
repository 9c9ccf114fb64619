import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities } from '../../src/activities';
import { parsePortalConfig } from '../../src/config/portal';
import { deploymentName } from '../../src/contract/builds';
import { DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { visibleCasesOf } from '../../src/temporal/list';
import { createWorkers } from '../../src/worker/workers';
import { until } from '../process/until';
import { cliSearchAttributes } from '../stack/temporal';
import { bundledWorkflows } from '../stack/workflow-bundle';
import { startTemporal } from '../temporal/dev-server';
import { findTemporalCli } from '../temporal/executables';
import { laterBundle } from './later-bundle';

const SERVED_WITHIN_MS = 30_000;

/** `first` is the workflows as they are; `later` cannot take over a run of the first (`later-workflows.ts`). */
export type Build = 'first' | 'later';

/** A Temporal development server and an emulated HubSpot, and the workers of two builds. */
export class TwoBuilds {
  private readonly workers = new Map<Build, { stop(): Promise<void> }>();

  private constructor(
    readonly temporal: Client,
    readonly emulator: Emulator,
    /** Paths of the bundled workflows. */
    readonly bundles: Readonly<Record<Build, string>>,
    private readonly native: NativeConnection,
    private readonly hubspot: HubSpot,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<TwoBuilds> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const folder = await mkdtemp(join(tmpdir(), 'at-risk-builds-'));
    const log = (): undefined => undefined;
    const cliPath = await findTemporalCli({ log });
    const [server, emulator, first, later] = await Promise.all([
      startTemporal({ cliPath, searchAttributes: cliSearchAttributes(), log }),
      startEmulator({ limits: { perTenSeconds: 1_000_000, searchPerSecond: 1_000 } }),
      bundledWorkflows(),
      laterBundle(folder),
    ]);
    const [connection, native] = await Promise.all([
      Connection.connect({ address: server.address }),
      NativeConnection.connect({ address: server.address }),
    ]);
    const { accessToken, url: apiUrl, appId } = emulator;
    const portal = parsePortalConfig('', 'two builds');
    const hubspot = createHubSpot({ accessToken, apiUrl, appId: String(appId), portal });
    const close = async (): Promise<void> => {
      hubspot.close();
      await Promise.all([connection.close(), native.close()]);
      await Promise.all([server.stop(), emulator.close(), rm(folder, { recursive: true, force: true })]);
    };
    return new TwoBuilds(new Client({ connection }), emulator, { first, later }, native, hubspot, close);
  }

  get portalId(): string {
    return String(this.emulator.portalId);
  }

  get deployment(): { readonly temporal: Client; readonly portalId: string; readonly taskQueue: string } {
    return { temporal: this.temporal, portalId: this.portalId, taskQueue: DEFAULT_TASK_QUEUE };
  }

  async startWorkers(build: Build): Promise<void> {
    const { temporal, hubspot, native } = this;
    const portal = parsePortalConfig('', 'two builds');
    const casesOf = visibleCasesOf(temporal, this.portalId);
    const workers = await createWorkers({
      connection: native,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows: { workflowBundle: { codePath: this.bundles[build] } },
      activities: createActivities({
        hubspot,
        portal,
        temporal,
        taskQueue: DEFAULT_TASK_QUEUE,
        casesOf,
        sealSecret: 'of both builds',
      }),
      buildId: build,
    });
    const running = workers.run();
    this.workers.set(build, {
      stop: () => {
        workers.shutdown();
        return running;
      },
    });
    await until(() => this.isServed(build), { what: `the workers of build ${build}`, withinMs: SERVED_WITHIN_MS });
  }

  /** Whether the server knows that the build's workers poll the workflows' queue and HubSpot's. */
  private async isServed(buildId: Build): Promise<true | undefined> {
    const { versionTaskQueues } = await this.temporal.workflowService.describeWorkerDeploymentVersion({
      namespace: 'default',
      deploymentVersion: { deploymentName: deploymentName(DEFAULT_TASK_QUEUE), buildId },
    });
    return new Set(versionTaskQueues.map(({ name }) => name)).size === 2 || undefined;
  }

  async stopWorkers(build: Build): Promise<void> {
    await this.workers.get(build)?.stop();
    this.workers.delete(build);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers.values()].map((each) => each.stop()));
    await this.close();
  }
}
