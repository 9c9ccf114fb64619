import { valueOf } from '../../emulator/crm/history';
import type { Change } from '../../emulator/model/types';
import { eventsOf } from '../../emulator/webhooks/events';
import { defaultWebhookSettings } from '../../emulator/webhooks/settings';
import { createActivities, type Activities } from '../../src/activities';
import { parsePortalConfig, type PortalConfig } from '../../src/config/portal';
import { concernsCases, parseWebhook } from '../../src/hubspot';
import { HubSpotError } from '../../src/hubspot/errors';
import { hubSpotThrough, type HubSpot } from '../../src/hubspot/gateway';
import type { Instant } from '../../src/sop/dates';
import { decide } from '../../src/sop/decide';
import type { Write } from '../../src/sop/decision';
import { ticketIdSchema } from '../../src/sop/ids';
import { sopSettingsSchema, type SopSettings } from '../../src/sop/settings';
import type { SupportWrite } from '../../src/sop/support-request';
import * as workflows from '../../src/workflows';
import {
  CASE_WORKFLOW,
  INTAKE_WORKFLOW,
  SEARCH_ATTRIBUTES,
  SUPPORT_REQUEST_WORKFLOW,
  caseWorkflowId,
  supportRequestWorkflowId,
} from '../../src/workflows/contract';
import { Agenda } from './agenda';
import { clock } from './clock';
import { FRESH_MS, IDLE_READS, REPEATED_WRITES, ofAChange, ofAWrite, type Writing } from './invariants';
import { APP, atRiskTickets, isOwn } from './ledger';
import { People, TYPE, USERS, dayIn, type PortalDeed } from './people';
import { PortalApi, failed, type Weather } from './portal/api';
import { Portal } from './portal/portal';
import { randomOf, seedOf, type Random } from './random';
import { HOUR, MINUTE, SECOND, type Deed, type Story, type Trouble } from './story';
import type { Outcome } from './temporal/run';
import { Server, type ActivityFunctions, type Attempt, type AttemptFate, type Execution } from './temporal/server';

const PORTAL_ID = '7';
const TASK_QUEUE = 'at-risk';
const SUBSCRIPTIONS = defaultWebhookSettings(null);
const COMMANDED: readonly string[] = [
  'customer_saved',
  'rcm_cancellation_date',
  'invoice_determination',
  'finance_approval',
];
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

/** Portal, people, network, Temporal and the real service around one clock. */
export class World {
  readonly agenda = new Agenda();
  readonly portal: Portal;
  readonly people: People;
  readonly server: Server;
  readonly settings: SopSettings;
  readonly hubspot: HubSpot;
  readonly api: PortalApi;
  readonly lines: Line[] = [];
  readonly ends = new Map<string, number>();
  /** What the service asked HubSpot to do, in its own words; `workflowId` is the case or support request that did. */
  readonly writings: { readonly workflowId: string; readonly write: Write | SupportWrite }[] = [];
  broken: Broken | undefined;
  /** When anybody but the service last changed anything; and the same without the Client Status. */
  foreignChangeAt = 0;
  groundsChangedAt = 0;
  faults = 0;
  /** The kinds of deeds of the story. */
  readonly deeds: ReadonlySet<string>;
  private readonly activities: Activities;
  private readonly config: PortalConfig;
  private readonly fate: Random;
  private readonly asked = new Set<string>();
  private readonly reads = new Map<string, number>();
  /** The attempt of an activity that is under way, and whether it has written. */
  private attempt: Attempt | undefined;
  private hasWritten = false;
  private readonly repeated = new Map<string, number>();
  private readonly looks = new Map<string, number>();
  private unswept: unknown[][] = [];
  private changes: Change[] = [];
  private eventId = 0;
  private batches = 0;
  private sweepPlanned = false;
  private down: { readonly until: number; readonly answer: 429 | 503 } = { until: 0, answer: 503 };
  private revokedUntil = 0;
  private readOnlyUntil = 0;
  private answersLostUntil = 0;
  private webhooksLostUntil = 0;
  private calm = false;

  constructor(private readonly story: Story) {
    clock.now = story.begins;
    this.deeds = new Set(story.acts.map(({ deed }) => deed.kind));
    this.fate = randomOf(seedOf(story.seed, 2));
    this.settings = sopSettingsSchema.parse(story.settings);
    this.config = { ...DEFAULT_PORTAL, sop: this.settings };
    this.portal = new Portal((changes) => {
      this.onChanges(changes);
    });
    this.people = new People(this.portal);
    this.changes = [];
    this.api = new PortalApi(this.portal, APP, this.weather());
    this.hubspot = hubSpotThrough(this.api.client(), { appId: APP.sourceId, portal: this.config });
    this.server = new Server({
      agenda: this.agenda,
      workflows,
      activities: () => this.activities as unknown as ActivityFunctions,
      fateOf: () => this.fateOfAttempt(),
      longHistory: story.longHistory,
      evicts: () => this.isRough && this.fate.chance(0.03),
      onAttempt: (attempt) => {
        this.attempt = attempt;
        this.hasWritten = false;
      },
      onEnd: (execution) => {
        this.onEnd(execution);
      },
      broken: (sentence) => {
        this.fail('deterministic: a replayed workflow says what it said', sentence);
      },
    });
    this.activities = createActivities({
      hubspot: this.watched(),
      portal: this.config,
      temporal: this.server.client(),
      taskQueue: TASK_QUEUE,
      casesOf: (companyId) => Promise.resolve(this.server.list(SEARCH_ATTRIBUTES.companyId.name, companyId)),
    });
  }

  /** Something happens that nobody in the service planned. */
  async do(deed: Deed): Promise<void> {
    this.server.lookNow();
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
        this.command(deed);
        return;
      default:
        this.change(deed);
        await this.agenda.run(clock.now);
    }
  }

  /** No more accidents: whatever was lost is found by the sweep. */
  comeDown(): void {
    this.calm = true;
    this.down = { until: 0, answer: 503 };
    this.revokedUntil = 0;
    this.readOnlyUntil = 0;
    this.answersLostUntil = 0;
    this.webhooksLostUntil = 0;
    this.planSweep();
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
    this.broken ??= { invariant, sentence, at: clock.now };
    this.agenda.stop();
  }

  tell(text: string): void {
    this.lines.push({ at: clock.now, text });
  }

  private get isRough(): boolean {
    return this.story.rough && !this.calm;
  }

  // --- People and their portal -------------------------------------------------------------------------------------------

  private change(deed: PortalDeed): void {
    const said = this.people.act(deed);
    if (said !== undefined) this.tell(said);
    this.sendWebhooks();
  }

  private onChanges(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!isOwn(change.source)) {
        if (change.source.sourceType === 'CALCULATED') continue;
        const grounds = this.groundsChangedAt;
        this.noteForeignChange();
        if (change.kind === 'property' && change.name === 'client_status') this.groundsChangedAt = grounds;
        this.changes.push(change);
        continue;
      }
      // What a command sets is a person's, and what a turn read before it is as old as if somebody had set it by hand.
      if (change.kind === 'property' && COMMANDED.includes(change.name) && change.value !== '')
        this.noteForeignChange();
      this.tellOwn(change);
      const { portal, people, settings } = this;
      this.check(ofAChange, { change, portal, people, settings, now: clock.now });
    }
  }

  private noteForeignChange(): void {
    this.foreignChangeAt = clock.now;
    this.groundsChangedAt = clock.now;
    this.repeated.clear();
    this.looks.clear();
  }

  private tellOwn(change: Change): void {
    if (change.kind === 'property') {
      if (change.name === 'hs_note_body' || change.name === 'hs_timestamp' || change.name.startsWith('hs_task')) return;
      this.tell(`  service: ${change.name} = ${change.value || '(empty)'} on ${change.ref.id}`);
    }
    if (change.kind === 'association' && change.to.typeId === TYPE.ticket) {
      const record = this.portal.records.get(change.from.typeId, change.from.id);
      const body = record && (valueOf(record, 'hs_note_body') ?? valueOf(record, 'hs_task_body'));
      const reference = /Reference: ([^<]*)/.exec(body ?? '')?.[1] ?? '';
      this.tell(`  service: ${change.from.typeId === TYPE.note ? 'note' : 'task'} ${reference} on ${change.to.id}`);
    }
    if (change.kind === 'deleted') this.tell(`  service: deletes ${change.ref.id}`);
  }

  // --- From HubSpot to the service ---------------------------------------------------------------------------------------

  private sendWebhooks(): void {
    const identity = {
      portalId: Number(PORTAL_ID),
      appId: Number(APP.sourceId),
      nextEventId: () => (this.eventId += 1),
    };
    const events = this.changes.splice(0).flatMap((change) => [...eventsOf(change, SUBSCRIPTIONS, identity)]);
    // Events of one save may come in several requests, in any order.
    const cut = this.isRough && events.length > 1 && this.fate.chance(0.3) ? this.fate.int(1, events.length - 1) : 0;
    for (const batch of cut === 0 ? [events] : [events.slice(cut), events.slice(0, cut)]) {
      if (batch.length > 0) this.send(batch);
    }
  }

  private send(batch: unknown[]): void {
    const { fate } = this;
    const lost = clock.now < this.webhooksLostUntil || (this.isRough && fate.chance(0.04));
    if (lost) {
      this.faults += 1;
      this.unswept.push(batch);
      this.planSweep();
      return;
    }
    // A read that came too early for a new ticket says that there is none: the sweep finds it.
    if (this.isRough && batch.some(isCreation)) {
      this.unswept.push(batch.filter(isCreation));
      this.planSweep();
    }
    const times = this.isRough && fate.chance(0.1) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const late = this.isRough && fate.chance(0.1) ? fate.int(1, 5 * 60) * MINUTE : 0;
      this.agenda.in(fate.int(100, 3_000) + late, () => {
        this.receive(batch);
      });
    }
  }

  /** As the bridge does: what concerns cases becomes a workflow of its own. */
  private receive(batch: unknown[]): void {
    if (clock.now < this.server.downUntil) {
      this.agenda.at(this.server.downUntil + MINUTE, () => {
        this.receive(batch);
      });
      return;
    }
    const parsed = parseWebhook(Buffer.from(JSON.stringify(batch)), { appId: APP.sourceId, portal: this.config });
    const events = parsed.ok ? parsed.events.filter((event) => concernsCases(event, this.config)) : [];
    if (events.length === 0) return;
    this.batches += 1;
    this.server.start(`intake:${String(this.batches)}`, INTAKE_WORKFLOW, [{ portalId: PORTAL_ID, events }]);
  }

  /** Finds within the hour what no webhook told of. */
  private planSweep(): void {
    if (this.sweepPlanned) return;
    this.sweepPlanned = true;
    this.agenda.in(this.fate.int(5, 60) * MINUTE, () => {
      this.sweepPlanned = false;
      if (clock.now < this.webhooksLostUntil) {
        this.planSweep();
        return;
      }
      for (const batch of this.unswept.splice(0)) this.receive(batch);
    });
  }

  // --- From people to the service ----------------------------------------------------------------------------------------

  private command(deed: Extract<Deed, { kind: 'rescind' | 'changeDate' | 'approve' | 'nonsense' | 'recheck' }>): void {
    const id = this.people.ticket(deed.ticket);
    if (id === undefined || clock.now < this.server.downUntil) return;
    const workflowId = caseWorkflowId(PORTAL_ID, ticketIdSchema.parse(id));
    if (deed.kind === 'nonsense') {
      this.nonsense(workflowId, id, deed.as);
      return;
    }
    // As the command does: the case is begun unless it runs.
    if (!this.server.isRunning(workflowId)) this.server.start(workflowId, CASE_WORKFLOW, [caseInput(id)]);
    switch (deed.kind) {
      case 'recheck':
        this.update(workflowId, 'recheck', []);
        return;
      case 'rescind': {
        const payload = { reason: 'they stay after all', by: String(USERS.casey) };
        this.asked.add(id);
        if (deed.as === 'update') this.update(workflowId, 'rescind', [payload]);
        else {
          this.tell(`signal rescind to ${workflowId}`);
          this.noteForeignChange();
          this.server.signal(workflowId, 'rescind', [payload]);
        }
        return;
      }
      case 'changeDate':
        this.asked.add(id);
        this.update(workflowId, 'changeDate', [{ date: dayIn(deed.days), reason: 'another date' }]);
        return;
      case 'approve': {
        const by = String(USERS[deed.by] ?? 99);
        this.asked.add(id);
        const determination = deed.paid ? 'Paid in full' : 'Sent to collections';
        this.update(workflowId, 'approveClosing', [{ determination, by }]);
      }
    }
  }

  private update(workflowId: string, name: string, args: readonly unknown[]): void {
    this.tell(`command ${name} ${JSON.stringify(args)} to ${workflowId}`);
    this.noteForeignChange();
    this.server.update(workflowId, name, args, (outcome: Outcome) => {
      const how = outcome.ok ? 'done' : outcome.error instanceof Error ? outcome.error.message : 'failed';
      this.tell(`  service: ${name}: ${how}`);
      if (outcome.ok) this.mustShow(workflowId, name, args[0]);
    });
  }

  /** A command that is answered was carried out: HubSpot had what was asked for. */
  private mustShow(workflowId: string, name: string, payload: unknown): void {
    const ticket = this.portal.records.get(TYPE.ticket, workflowId.split(':').at(-1) ?? '');
    const date = typeof payload === 'object' && payload !== null && 'date' in payload ? String(payload.date) : '';
    const shows: Readonly<Record<string, readonly [string, string]>> = {
      rescind: ['customer_saved', 'Yes'],
      changeDate: ['rcm_cancellation_date', date],
      approveClosing: ['finance_approval', 'Yes'],
    };
    const wanted = shows[name];
    if (wanted === undefined || ticket === undefined) return;
    const [property, value] = wanted;
    const had = (ticket.histories[property] ?? []).some((entry) => entry.value === value);
    if (!had) this.fail('C1 C2 I3: a command that is answered was carried out', `${name} was answered, but not done`);
  }

  private nonsense(workflowId: string, id: string, as: 'update' | 'signal' | 'webhook'): void {
    this.tell(`nonsense as ${as} for ticket ${id}`);
    if (as === 'webhook') {
      this.receive([
        { subscriptionType: 'ticket.propertyChange', objectId: Number(id), propertyName: 'customer_saved' },
      ]);
      this.receive([
        {
          eventId: 1,
          subscriptionId: 1,
          portalId: 7,
          appId: 1,
          occurredAt: clock.now - HOUR,
          subscriptionType: 'ticket.propertyChange',
          attemptNumber: 0,
          changeSource: 'CRM_UI',
          objectId: Number(id),
          propertyName: 'customer_saved',
          propertyValue: 'Yes',
        },
      ]);
      return;
    }
    if (!this.server.isRunning(workflowId)) return;
    if (as === 'signal') this.server.signal(workflowId, 'saved', [{ answer: 'perhaps' }]);
    else this.update(workflowId, 'changeDate', [{ date: 'tomorrow', reason: '' }]);
  }

  // --- Trouble -----------------------------------------------------------------------------------------------------------

  private trouble(deed: Trouble): void {
    const until = clock.now + deed.ms;
    this.faults += 1;
    this.tell(`trouble: ${deed.kind} for ${hours(deed.ms)}`);
    switch (deed.kind) {
      case 'hubspotDown':
        this.down = { until, answer: deed.answer };
        break;
      case 'readOnly':
        this.readOnlyUntil = until;
        break;
      case 'answersLost':
        this.answersLostUntil = until;
        break;
      case 'tokenRevoked':
        this.revokedUntil = until;
        break;
      case 'webhooksLost':
        this.webhooksLostUntil = until;
        break;
      case 'workerKilled':
        this.server.killWorker(deed.ms);
        break;
      case 'temporalLost':
        this.server.loseEverything();
        this.server.downUntil = until;
        this.agenda.at(until + SECOND, () => this.adopt());
    }
    // What only looks now and then looks once it is over.
    this.agenda.at(until + MINUTE, () => {
      this.server.lookNow();
    });
  }

  /** X3: as `at-risk adopt` does; open support tickets are met again likewise. */
  private async adopt(): Promise<void> {
    for (const { id } of atRiskTickets(this.portal, this.people.company)) {
      const ticketId = ticketIdSchema.parse(id);
      let reading;
      try {
        reading = await this.hubspot.readCase(ticketId, this.settings);
      } catch (error) {
        if (!(error instanceof HubSpotError)) throw error;
        this.agenda.in(HOUR, () => this.adopt());
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
    this.tell('the cases are adopted anew');
  }

  private fateOfAttempt(): AttemptFate {
    const { fate } = this;
    if (!this.isRough) return { begins: 50, lasts: 100 };
    const begins = fate.chance(0.05) ? fate.int(1, 20) * SECOND : fate.int(10, 400);
    const killed = fate.chance(0.01) ? fate.pick(['before', 'after'] as const) : undefined;
    if (killed !== undefined) this.faults += 1;
    return { begins, lasts: fate.int(20, 600), killed };
  }

  private weather(): Weather {
    const { fate } = this;
    return {
      before: (kind) => {
        if (kind === 'write' && clock.now < this.readOnlyUntil) throw failed(503);
        if (clock.now < this.revokedUntil) throw failed(401, {}, { category: 'INVALID_AUTHENTICATION' });
        if (clock.now < this.down.until)
          throw failed(this.down.answer, this.down.answer === 429 ? { 'retry-after': '10' } : {});
        if (this.isRough && fate.chance(0.004)) {
          this.faults += 1;
          throw failed(503);
        }
        if (kind === 'write') this.onWrite();
      },
      after: (kind) => {
        const lost = clock.now < this.answersLostUntil ? fate.chance(0.5) : this.isRough && fate.chance(0.01);
        if (kind === 'read' || !lost) return;
        this.faults += 1;
        throw new HubSpotError({ kind: 'retryLater', detail: 'the answer was lost' });
      },
      lag: (kind) => {
        if (!this.isRough || !fate.chance(0.12)) return 0;
        // Shorter than the pause before a lost answer is asked for again.
        return kind === 'record' && fate.chance(0.3) ? fate.int(1_000, 8_000) : fate.int(50, 1_500);
      },
    };
  }

  // --- What the service does ---------------------------------------------------------------------------------------------

  /** The service's HubSpot, where it is seen which cases have been read, and when. */
  private watched(): HubSpot {
    const { hubspot } = this;
    const seen = async <T>(reading: Promise<T>): Promise<T> => {
      const read = await reading;
      if (this.attempt !== undefined) this.noteRead(this.attempt.execution.workflowId);
      return read;
    };
    return {
      ...hubspot,
      readCase: (...args) => seen(hubspot.readCase(...args)),
      readSupportRequest: (...args) => seen(hubspot.readSupportRequest(...args)),
      readApprover: (...args) => seen(hubspot.readApprover(...args)),
    };
  }

  private noteRead(workflowId: string): void {
    this.reads.set(workflowId, clock.now);
    const looks = (this.looks.get(workflowId) ?? 0) + 1;
    this.looks.set(workflowId, looks);
    if (looks > IDLE_READS)
      this.fail(
        'X3: no case looks again and again',
        `X3: ${workflowId} looked ${String(looks)} times, and nothing changed`,
      );
  }

  /** A write may be several calls of HubSpot; it is judged at the first of them. */
  private onWrite(): void {
    if (this.attempt === undefined || this.hasWritten) return;
    const { execution, activity, args } = this.attempt;
    if (activity !== 'perform' && activity !== 'performSupport') return;
    this.hasWritten = true;
    const write = args[0] as Write | SupportWrite;
    this.writings.push({ workflowId: execution.workflowId, write });
    const key = `${execution.workflowId} ${JSON.stringify(write)}`;
    if (clock.now >= Math.max(this.down.until, this.revokedUntil, this.readOnlyUntil, this.answersLostUntil)) {
      const times = (this.repeated.get(key) ?? 0) + 1;
      this.repeated.set(key, times);
      if (times > REPEATED_WRITES)
        this.fail('X3: nothing is written again and again', `X3: for the ${String(times)}th time: ${key}`);
    }
    const readAt = this.reads.get(execution.workflowId) ?? 0;
    // Nobody can write by what changes between the read and the write; but no read is good for long.
    if (this.foreignChangeAt >= readAt - 10 * SECOND && clock.now - readAt < FRESH_MS) return;
    this.check(ofAWrite, this.writing(execution, write));
  }

  private writing(execution: Execution, write: Write | SupportWrite): Writing {
    const ofSupport = execution.type === SUPPORT_REQUEST_WORKFLOW;
    const own = ofSupport && (write.kind === 'addNote' || write.kind === 'closeRequest');
    const ticketId = 'ticketId' in write ? write.ticketId : execution.workflowId.split(':').at(-1);
    const { portal, people, settings, groundsChangedAt } = this;
    const request = ofSupport ? execution.workflowId.split(':').at(-1) : undefined;
    const ticket = own || ticketId === undefined ? undefined : portal.records.get(TYPE.ticket, ticketId);
    const asked = ofSupport && ticketId !== undefined ? new Set([ticketId]) : this.asked;
    return { write, ticket, portal, people, settings, now: clock.now, groundsChangedAt, asked, request };
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

function isCreation(event: unknown): boolean {
  const type = typeof event === 'object' && event !== null && 'subscriptionType' in event ? event.subscriptionType : '';
  return type === 'ticket.creation';
}

function caseInput(ticketId: string): unknown {
  return { portalId: PORTAL_ID, ticketId };
}

function hours(ms: number): string {
  return ms < HOUR ? `${String(Math.round(ms / MINUTE))} min` : `${String(Math.round(ms / HOUR))} h`;
}
