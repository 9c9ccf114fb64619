import { z } from 'zod';
import { AssociationStore, type AssociationSnapshot } from '../crm/association-store';
import { Crm } from '../crm/crm';
import { PropertyRules } from '../crm/property-rules';
import { RecordStore, type RecordSnapshot } from '../crm/record-store';
import { Rendering } from '../crm/rendering';
import { Search } from '../crm/search';
import type { Profile } from '../http/api-version';
import { Faults } from '../http/faults';
import { Limits, type LimitSettings } from '../http/limits';
import { RequestLog } from '../http/request-log';
import { Tokens, type TokenSnapshot } from '../http/tokens';
import type { StoredFile } from '../model/types';
import { Clock } from '../state/clock';
import { Ids } from '../state/ids';
import { StateFile } from '../state/state-file';
import { Webhooks, type WebhookSnapshot } from '../webhooks/webhooks';
import { seedPortal } from './default-records';
import { FileStore } from './file-store';
import { People } from './people';
import { PipelineStore, type PipelineSnapshot } from './pipeline-store';
import { PropertyStore, type PropertySnapshot } from './property-store';
import { Submissions, type SubmissionSnapshot } from './submissions';
import { WriteRules, type WriteRulesSnapshot } from './write-rules';

export interface PortalOptions {
  readonly portalId: number;
  readonly appId: number;
  readonly accessToken: string;
  readonly clientSecret: string;
  readonly statePath?: string | undefined;
  readonly webhookUrl: string | null;
  readonly indexLagMs: number;
  readonly limits: LimitSettings;
  readonly profile: Profile;
  /** What moves along when days are skipped on the page. */
  readonly calendarUrl?: string | undefined;
}

interface Snapshot {
  readonly version: 2;
  readonly clock: number;
  readonly ids: number;
  readonly records: RecordSnapshot;
  readonly associations: AssociationSnapshot;
  readonly properties: PropertySnapshot;
  readonly pipelines: PipelineSnapshot;
  readonly files: readonly StoredFile[];
  readonly tokens: TokenSnapshot;
  readonly webhooks: WebhookSnapshot;
  /** Older files have none. */
  readonly writeRules?: WriteRulesSnapshot;
  readonly submissions?: SubmissionSnapshot;
}

/** Only the outline is checked: the file is written by the emulator alone. */
const snapshotSchema = z.object({
  version: z.literal(2),
  clock: z.number(),
  ids: z.number(),
  records: z.object({ records: z.array(z.unknown()), aliases: z.array(z.unknown()) }),
  associations: z.array(z.unknown()),
  properties: z.record(z.string(), z.array(z.unknown())),
  pipelines: z.record(z.string(), z.array(z.unknown())),
  files: z.array(z.unknown()),
  tokens: z.array(z.unknown()),
  webhooks: z.object({
    settings: z.object({}).loose(),
    undelivered: z.object({
      waiting: z.array(z.unknown()),
      batches: z.array(z.unknown()),
      counts: z.object({}).loose(),
    }),
    lastEventId: z.number(),
  }),
});

/** One portal with everything in it, put together from its parts. */
export class Portal {
  public readonly clock = new Clock();
  public readonly ids = new Ids();
  public readonly people = new People();
  public readonly records = new RecordStore();
  public readonly associations = new AssociationStore();
  public readonly properties = new PropertyStore();
  public readonly pipelines = new PipelineStore();
  public readonly files = new FileStore();
  public readonly writeRules = new WriteRules();
  public readonly submissions = new Submissions();
  public readonly faults = new Faults();
  public readonly requests = new RequestLog();
  public readonly indexLag: { ms: number };
  public readonly limits: Limits;
  public readonly tokens: Tokens;
  public readonly webhooks: Webhooks;
  public readonly crm: Crm;
  public readonly rendering: Rendering;
  public readonly search: Search;
  private readonly state: StateFile;

  public constructor(public readonly options: PortalOptions) {
    this.state = new StateFile(options.statePath, () => this.snapshot());
    this.indexLag = { ms: options.indexLagMs };
    this.limits = new Limits(options.limits);
    this.tokens = new Tokens(options.accessToken);
    this.webhooks = new Webhooks({
      portalId: options.portalId,
      appId: options.appId,
      clientSecret: options.clientSecret,
      targetUrl: options.webhookUrl,
      faults: this.faults,
      changed: () => {
        this.state.changed();
      },
      saved: () => this.saved(),
    });
    const rules = new PropertyRules(this.properties, this.pipelines, this.people);
    const { records, associations, pipelines, clock, ids } = this;
    this.crm = new Crm({ records, associations, rules, pipelines, clock, ids }, (changes) => {
      this.webhooks.take(changes);
      this.state.changed();
    });
    this.rendering = new Rendering(this.records, this.associations, this.properties);
    this.search = new Search(this.records, this.properties, this.rendering, this.clock, this.indexLag);
    this.load();
  }

  /** To be called after a change that did not go through the CRM. */
  public changed(): void {
    this.state.changed();
  }

  /**
   * Back to the default portal. The webhook's target and subscriptions stay, so that a bridge need not be registered again;
   * ids go on, so that no new record has the id of an old one that somebody may still remember.
   */
  public reset(): void {
    this.webhooks.reset();
    this.records.clear();
    this.associations.clear();
    this.properties.reset();
    this.pipelines.reset();
    this.files.clear();
    this.writeRules.reset();
    this.faults.clear();
    this.requests.clear();
    this.limits.reset();
    this.tokens.reset();
    this.clock.restore(0);
    this.indexLag.ms = this.options.indexLagMs;
    seedPortal(this);
    this.state.changed();
  }

  /** Sends no more webhooks; what has not arrived stays in the state. */
  public stop(): void {
    this.webhooks.delivery.stop();
  }

  /** Resolves when what was changed is kept: to be awaited before an answer, and before a webhook tells of it. */
  public saved(): Promise<void> {
    return this.state.written();
  }

  public save(): void {
    this.state.write();
  }

  private load(): void {
    const saved = this.state.read();
    if (saved === undefined) {
      seedPortal(this);
      return;
    }
    const checked = snapshotSchema.safeParse(saved);
    if (!checked.success)
      throw new Error(
        `${String(this.options.statePath)} is not a state file of this emulator: ${checked.error.message}`,
      );
    this.restore(saved as Snapshot);
  }

  private snapshot(): Snapshot {
    return {
      version: 2,
      clock: this.clock.snapshot(),
      ids: this.ids.snapshot(),
      records: this.records.snapshot(),
      associations: this.associations.snapshot(),
      properties: this.properties.snapshot(),
      pipelines: this.pipelines.snapshot(),
      files: this.files.snapshot(),
      tokens: this.tokens.list(),
      webhooks: this.webhooks.snapshot(),
      writeRules: this.writeRules.snapshot(),
      submissions: this.submissions.snapshot(),
    };
  }

  private restore(saved: Snapshot): void {
    this.clock.restore(saved.clock);
    this.ids.restore(saved.ids);
    this.records.restore(saved.records);
    this.associations.restore(saved.associations);
    this.properties.restore(saved.properties);
    this.pipelines.restore(saved.pipelines);
    this.files.restore(saved.files);
    this.tokens.restore(saved.tokens);
    this.webhooks.restore(saved.webhooks);
    if (saved.writeRules !== undefined) this.writeRules.restore(saved.writeRules);
    if (saved.submissions !== undefined) this.submissions.restore(saved.submissions);
  }
}
