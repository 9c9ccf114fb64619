import type { Change } from '../../emulator/model/types';
import { createActivities, type Activities } from '../../src/activities';
import { decideTickets } from '../../src/activities/decided-tickets';
import { clearLeftTickets } from '../../src/activities/left-tickets';
import { showOnTickets } from '../../src/activities/show-tickets';
import { parsePortalConfig, type Mode, type PortalConfig } from '../../src/config/portal';
import {
  CASE_WORKFLOW,
  INTAKE_WORKFLOW,
  SEARCH_ATTRIBUTES,
  SUPPORT_REQUEST_WORKFLOW,
  caseWorkflowId,
  supportRequestWorkflowId,
} from '../../src/contract/names';
import { HubSpotError } from '../../src/hubspot/client/errors';
import { hubSpotThrough, type HubSpot } from '../../src/hubspot/gateway';
import { auditTicket } from '../../src/sop/audit/audit';
import { decide } from '../../src/sop/decide';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { sopSettingsSchema, type SopSettings } from '../../src/sop/vocabulary/settings';
import * as workflows from '../../src/workflows';
import { Agenda } from './agenda';
import { clock, microtasks, pauses } from './clock';
import { authorOf } from './oracle/history';
import { referenceOf } from './oracle/note';
import { Oracle } from './oracle/oracle';
import { isAtRisk, viewOf } from './oracle/view';
import { People, TYPE, type PortalDeed } from './people';
import { PortalApi } from './portal/api';
import { Portal } from './portal/portal';
import { randomOf, seedOf, type Random } from './random';
import { HOUR, MINUTE, SECOND, type Deed, type Scenario, type Trouble } from './scenario';
import { Server, type ActivityFunctions, type Attempt, type AttemptFate, type Execution } from './temporal/server';
import { APP } from './world/app';
import { Commands } from './world/commands';
import { Watch } from './world/watch';
import { Network } from './world/weather';
import { Webhooks } from './world/webhooks';

const PORTAL_ID = '7';
const TASK_QUEUE = 'at-risk';
const DEFAULT_PORTAL = parsePortalConfig('', 'simulation');

/** An invariant that did not hold. */
export interface Broken {
  readonly invariant: string;
  readonly sentence: string;
  readonly at: number;
}

/** One line of what happened: a deed, a write of the service, or what went wrong. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** Portal, people, network, Temporal and the real service around one clock, and an oracle that watches the portal. */
export class World {
  readonly agenda = new Agenda();
  readonly portal: Portal;
  readonly people: People;
  readonly server: Server;
  readonly settings: SopSettings;
  readonly api: PortalApi;
  readonly oracle: Oracle;
  readonly watch: Watch;
  readonly lines: Line[] = [];
  readonly ends = new Map<string, number>();
  broken: Broken | undefined;
  faults = 0;
  private readonly hubspot: HubSpot;
  private readonly network: Network;
  private readonly webhooks: Webhooks;
  private readonly commands: Commands;
  private readonly activities: Activities;
  private readonly fate: Random;
  /** The attempt of an activity that runs right now, up to where it waits for an answer. */
  private attempt: Attempt | undefined;
  private calm = false;

  /**
   * @param except kinds of violations that are ignored
   * @param onChange sees each change of the portal, after it was made
   * @param wrong puts a service in place that breaks a rule on purpose
   * @param mode of both pipelines
   */
  constructor(
    private readonly scenario: Scenario,
    private readonly except: readonly string[] = [],
    private readonly onChange: (changes: readonly Change[]) => void = () => undefined,
    wrong: (hubspot: HubSpot) => HubSpot = (hubspot) => hubspot,
    mode: Mode = 'on',
  ) {
    clock.now = scenario.begins;
    this.fate = randomOf(seedOf(scenario.seed, 2));
    this.settings = sopSettingsSchema.parse(scenario.settings);
    const config: PortalConfig = {
      ...DEFAULT_PORTAL,
      sop: this.settings,
      ticket: { ...DEFAULT_PORTAL.ticket, mode },
      supportRequests: { ...DEFAULT_PORTAL.supportRequests, mode },
    };
    const around = {
      agenda: this.agenda,
      fate: this.fate,
      server: () => this.server,
      attempt: () => this.attempt,
      isRough: () => this.isRough,
      portalId: PORTAL_ID,
    };
    this.webhooks = new Webhooks({
      ...around,
      config,
      appId: APP.sourceId,
      onLost: (until) => {
        this.faults += 1;
        this.oracle.memory.isBlindUntil(until);
      },
    });
    this.portal = new Portal((changes) => {
      this.onChanges(changes);
    });
    this.people = new People(this.portal);
    this.webhooks.forget();
    this.network = new Network({
      ...around,
      pace: scenario.pace,
      onFault: () => {
        this.faults += 1;
      },
      onWrite: (sentAt) => {
        this.sentAt = sentAt;
        this.watch.onWrite();
      },
      onLag: (ms) => {
        this.watch.lagged(ms);
        // What a copy did not show yet the sweep finds.
        if (this.changedAt >= clock.now - ms) this.webhooks.planSweepOfAll();
      },
    });
    pauses.pass = (ms) => this.network.wait(ms);
    this.api = new PortalApi(this.portal, APP, this.network);
    this.hubspot = wrong(hubSpotThrough(this.api.client(), { appId: APP.sourceId, portal: config }));
    this.watch = new Watch({
      ...around,
      hubspot: this.hubspot,
      isWell: () => this.network.isWell,
      fail: (invariant, sentence) => {
        this.fail(invariant, sentence);
      },
    });
    this.commands = new Commands({
      ...around,
      portal: this.portal,
      people: this.people,
      tell: (text) => {
        this.tell(text);
      },
      receive: (batch) => {
        this.webhooks.receive(batch);
      },
      onForged: () => {
        this.watch.somethingChanged();
      },
      onCommand: () => {
        this.watch.somethingChanged();
        this.oracle.memory.groundsAt = clock.now;
      },
      fail: (invariant, sentence) => {
        this.fail(invariant, sentence);
      },
    });
    this.oracle = new Oracle(this.settings, viewOf(this.portal, clock.now), (ticketId, what) =>
      this.commands.wasAsked(ticketId, what),
    );
    this.server = this.serverOf();
    this.activities = createActivities({
      hubspot: this.watch.hubspot(),
      portal: config,
      temporal: this.server.client(),
      taskQueue: TASK_QUEUE,
      casesOf: (companyId) => Promise.resolve(this.server.list(SEARCH_ATTRIBUTES.companyId.name, companyId)),
    });
  }

  /** Something happens that nobody in the service planned. */
  async do(deed: Deed): Promise<void> {
    this.server.checkNow();
    switch (deed.kind) {
      case 'hubspotDown':
      case 'readOnly':
      case 'answersLost':
      case 'tokenRevoked':
      case 'webhooksLost':
      case 'workerKilled':
      case 'temporalLost':
        this.trouble(deed);
        return;
      case 'rescind':
      case 'changeDate':
      case 'approve':
      case 'nonsense':
      case 'recheck':
        this.commands.give(deed);
        return;
      default:
        this.change(deed);
        await this.agenda.run(clock.now);
    }
  }

  /** Somebody changes the portal in a way that no deed of a scenario has; `change` says what was done, if it could be. */
  async alter(change: () => string | undefined): Promise<void> {
    this.server.checkNow();
    const said = change();
    if (said !== undefined) this.tell(said);
    this.webhooks.flush();
    await this.agenda.run(clock.now);
  }

  /** X1, X3: what the nightly audit shows on the tickets; and it starts the case of each on which the SOP has work left. */
  async night(): Promise<void> {
    const ids = viewOf(this.portal, clock.now).tickets.filter(isAtRisk);
    const audit = async (): Promise<void> => {
      const now = clock.now as Instant;
      const { hubspot, settings } = this;
      await clearLeftTickets(now, { hubspot, settings });
      const decided = await decideTickets(
        ids.map(({ id }) => ticketIdSchema.parse(id)),
        now,
        { hubspot, settings },
      );
      await showOnTickets(decided, now, hubspot);
      for (const { ticketId, reading, decision } of decided) {
        const workflowId = caseWorkflowId(PORTAL_ID, ticketId);
        if (this.server.isRunning(workflowId)) continue;
        const findings = auditTicket(ticketId, reading, decision, undefined, now);
        if (findings.some(({ kind }) => kind === 'ticketWithoutCase'))
          this.server.start(workflowId, CASE_WORKFLOW, [caseInput(ticketId)]);
      }
    };
    this.agenda.in(0, async () => {
      this.attempt = undefined;
      void audit();
      await microtasks();
    });
    await this.agenda.run(clock.now + 10 * MINUTE);
  }

  /** No more accidents: whatever was lost is found by the sweep. */
  comeDown(): void {
    this.calm = true;
    this.network.calmDown();
    this.webhooks.lostUntil = 0;
    this.webhooks.planSweep();
  }

  check<T>(invariants: Readonly<Record<string, (seen: T) => void>>, seen: T): void {
    for (const [name, holds] of Object.entries(invariants)) {
      try {
        holds(seen);
      } catch (error) {
        this.fail(name, error instanceof Error ? error.message : String(error));
      }
    }
  }

  fail(invariant: string, sentence: string): void {
    if (this.except.some((text) => invariant.includes(text))) return;
    this.broken ??= { invariant, sentence, at: clock.now };
    this.agenda.stop();
  }

  tell(text: string): void {
    this.lines.push({ at: clock.now, text });
  }

  private get isRough(): boolean {
    return this.scenario.rough && !this.calm;
  }

  // --- People and their portal -------------------------------------------------------------------------------------------

  /** When anybody but the service last changed something. */
  private changedAt = 0;

  /** When the call was sent that is done right now. */
  private sentAt = 0;

  private change(deed: PortalDeed): void {
    const said = this.people.act(deed);
    if (said !== undefined) this.tell(said);
    this.webhooks.flush();
  }

  private onChanges(changes: readonly Change[]): void {
    const own = changes.filter(({ source }) => authorOf(source) === 'service');
    for (const change of own) this.tellOwn(change);
    for (const change of changes) if (!own.includes(change)) this.webhooks.add(change);
    // The oracles come when the portal is furnished.
    if (!this.isFurnished()) return;
    this.onChange(changes);
    const after = viewOf(this.portal, clock.now);
    if (own.length < changes.length) {
      this.watch.somethingChanged();
      this.changedAt = clock.now;
    }
    if (own.length === 0) {
      this.oracle.changed(changes, after);
      return;
    }
    for (const objection of this.oracle.wrote(changes, after, this.watch.momentOf(this.sentAt)))
      this.fail(invariantOf(objection), objection);
  }

  private isFurnished(): boolean {
    return (this.oracle as Oracle | undefined) !== undefined;
  }

  private tellOwn(change: Change): void {
    if (change.kind === 'property') {
      if (change.name === 'hs_note_body' || change.name === 'hs_timestamp' || change.name.startsWith('hs_task')) return;
      this.tell(`  service: ${change.name} = ${change.value || '(empty)'} on ${change.ref.id}`);
    }
    if (change.kind === 'association' && change.to.typeId === TYPE.ticket) {
      const record = this.portal.records.get(change.from.typeId, change.from.id);
      const reference = (record && referenceOf(record)) ?? '';
      this.tell(`  service: ${change.from.typeId === TYPE.note ? 'note' : 'task'} ${reference} on ${change.to.id}`);
    }
    if (change.kind === 'deleted') this.tell(`  service: deletes ${change.ref.id}`);
  }

  // --- Trouble -----------------------------------------------------------------------------------------------------------

  private trouble(deed: Trouble): void {
    const until = clock.now + deed.ms;
    this.faults += 1;
    this.tell(`trouble: ${deed.kind} for ${hours(deed.ms)}`);
    this.oracle.memory.isBlindUntil(until + HOUR);
    switch (deed.kind) {
      case 'hubspotDown':
      case 'readOnly':
      case 'answersLost':
      case 'tokenRevoked':
        this.network.begin(deed);
        break;
      case 'webhooksLost':
        this.webhooks.lostUntil = until;
        break;
      case 'workerKilled':
        this.server.killWorker(deed.ms);
        break;
      case 'temporalLost':
        this.server.loseEverything();
        this.oracle.memory.lostCases = true;
        this.server.downUntil = until;
        this.agenda.at(until + SECOND, async () => {
          this.attempt = undefined;
          void this.adopt();
          await microtasks();
        });
    }
    // What only checks from time to time checks once it is over.
    this.agenda.at(until + MINUTE, () => {
      this.server.checkNow();
    });
  }

  /** X3: as `at-risk adopt` does; so are open support tickets. */
  private async adopt(): Promise<void> {
    const view = viewOf(this.portal, clock.now);
    for (const { id } of view.tickets.filter(isAtRisk)) {
      const ticketId = ticketIdSchema.parse(id);
      let reading;
      try {
        reading = await this.hubspot.readCase(ticketId, this.settings);
      } catch (error) {
        if (!(error instanceof HubSpotError)) throw error;
        this.agenda.in(HOUR, async () => {
          this.attempt = undefined;
          void this.adopt();
          await microtasks();
        });
        return;
      }
      const { end, writes } = decide(reading, this.settings, clock.now as Instant);
      const workflowId = caseWorkflowId(PORTAL_ID, ticketId);
      if ((end !== undefined && writes.length === 0) || this.server.isRunning(workflowId)) continue;
      this.server.start(workflowId, CASE_WORKFLOW, [caseInput(id)]);
    }
    for (const id of this.people.supportTickets) {
      const workflowId = supportRequestWorkflowId(PORTAL_ID, ticketIdSchema.parse(id));
      if (!this.server.isRunning(workflowId)) this.server.start(workflowId, SUPPORT_REQUEST_WORKFLOW, [caseInput(id)]);
    }
    this.tell('the cases are adopted again');
  }

  // --- Temporal ----------------------------------------------------------------------------------------------------------

  private serverOf(): Server {
    return new Server({
      agenda: this.agenda,
      workflows,
      activities: () => this.activities as unknown as ActivityFunctions,
      fateOf: () => this.fateOfAttempt(),
      longHistory: this.scenario.longHistory,
      evicts: () => this.isRough && this.fate.chance(0.03),
      onAttempt: (attempt) => {
        this.attempt = attempt;
      },
      onEnd: (execution) => {
        this.onEnd(execution);
      },
      broken: (sentence) => {
        this.fail('deterministic: a replayed workflow says what it said', sentence);
      },
    });
  }

  private fateOfAttempt(): AttemptFate {
    const { fate } = this;
    if (!this.isRough) return { begins: 50, lasts: 100 };
    const begins = fate.chance(0.05) ? fate.int(1, 20) * SECOND : fate.int(10, 400);
    const killed = fate.chance(0.01) ? fate.pick(['before', 'after'] as const) : undefined;
    if (killed !== undefined) this.faults += 1;
    return { begins, lasts: fate.int(20, 600), killed };
  }

  private onEnd(execution: Execution): void {
    if (execution.type === INTAKE_WORKFLOW) {
      this.server.executions.delete(execution.workflowId);
    }
    if (execution.status === 'failed') {
      const why = execution.result instanceof Error ? (execution.result.stack ?? '') : String(execution.result);
      this.fail('X1: no workflow fails', `X1: ${execution.workflowId} failed: ${why}`);
    }
    if (execution.type === INTAKE_WORKFLOW) return;
    const outcome = `${execution.type === CASE_WORKFLOW ? 'case' : 'support request'}: ${String(execution.result)}`;
    this.ends.set(outcome, (this.ends.get(outcome) ?? 0) + 1);
    this.tell(`  ${execution.workflowId} ended: ${String(execution.result)}`);
  }
}

/** A kind of violation: the sentence without what is of this scenario alone. */
export function invariantOf(objection: string): string {
  return objection.replaceAll(/\d{3,}/g, '…');
}

function caseInput(ticketId: string): unknown {
  return { portalId: PORTAL_ID, ticketId };
}

function hours(ms: number): string {
  return ms < HOUR ? `${String(Math.round(ms / MINUTE))} min` : `${String(Math.round(ms / HOUR))} h`;
}
