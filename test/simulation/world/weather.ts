import { HubSpotError } from '../../../src/hubspot/client/errors';
import type { Agenda } from '../agenda';
import { clock, microtasks } from '../clock';
import { failed, type Weather } from '../portal/api';
import { latencyOf, type Latency, type Pace } from '../portal/pace';
import type { Random } from '../random';
import type { Trouble } from '../scenario';
import type { Attempt, Server } from '../temporal/server';

export interface Surroundings {
  readonly agenda: Agenda;
  readonly fate: Random;
  readonly pace: Pace;
  readonly server: () => Server;
  /** The attempt of an activity that is under way; undefined for what a person does with a command. */
  readonly attempt: () => Attempt | undefined;
  readonly isRough: () => boolean;
  readonly onFault: () => void;
  /** A write that was sent at `sentAt` is about to be done. */
  readonly onWrite: (sentAt: number) => void;
  /** A read is answered from a copy that is so many milliseconds behind. */
  readonly onLag: (ms: number) => void;
}

/** Between the service and HubSpot: how long calls take, and how they fail. */
export class Network implements Weather {
  private down: { readonly until: number; readonly answer: 429 | 503 } = { until: 0, answer: 503 };
  private revokedUntil = 0;
  private readOnlyUntil = 0;
  private answersLostUntil = 0;
  private isCalm = false;

  constructor(private readonly around: Surroundings) {}

  /** Nothing that HubSpot is troubled by is under way. */
  get isWell(): boolean {
    return clock.now >= Math.max(this.down.until, this.revokedUntil, this.readOnlyUntil, this.answersLostUntil);
  }

  begin(trouble: Extract<Trouble, { kind: 'hubspotDown' | 'readOnly' | 'answersLost' | 'tokenRevoked' }>): void {
    const until = clock.now + trouble.ms;
    switch (trouble.kind) {
      case 'hubspotDown':
        this.down = { until, answer: trouble.answer };
        return;
      case 'readOnly':
        this.readOnlyUntil = until;
        return;
      case 'answersLost':
        this.answersLostUntil = until;
        return;
      case 'tokenRevoked':
        this.revokedUntil = until;
    }
  }

  calmDown(): void {
    this.isCalm = true;
    this.down = { until: 0, answer: 503 };
    this.revokedUntil = 0;
    this.readOnlyUntil = 0;
    this.answersLostUntil = 0;
  }

  takes(kind: 'read' | 'write'): Latency {
    return latencyOf(kind, this.isCalm ? 'quick' : this.around.pace, this.around.fate);
  }

  /** Other things happen meanwhile; then whoever waited goes on, up to where it waits again. */
  wait(ms: number): Promise<void> {
    const { agenda, server } = this.around;
    const attempt = this.around.attempt();
    return new Promise((resolve, reject) => {
      agenda.in(ms, async () => {
        if (attempt !== undefined) server().goOn(attempt);
        if (attempt?.isDead === true) reject(new Error('the worker was killed'));
        else resolve();
        await microtasks();
      });
    });
  }

  before(kind: 'read' | 'write', sentAt: number): void {
    const { fate, isRough, onFault, onWrite } = this.around;
    if (kind === 'write' && clock.now < this.readOnlyUntil) throw failed(503);
    if (clock.now < this.revokedUntil) throw failed(401, {}, { category: 'INVALID_AUTHENTICATION' });
    if (clock.now < this.down.until)
      throw failed(this.down.answer, this.down.answer === 429 ? { 'retry-after': '10' } : {});
    if (isRough() && fate.chance(0.004)) {
      onFault();
      throw failed(503);
    }
    if (kind === 'write') onWrite(sentAt);
  }

  after(kind: 'read' | 'write'): void {
    const { fate, isRough, onFault } = this.around;
    const lost = clock.now < this.answersLostUntil ? fate.chance(0.5) : isRough() && fate.chance(0.01);
    if (kind === 'read' || !lost) return;
    onFault();
    throw new HubSpotError({ kind: 'retryLater', detail: 'the answer was lost' });
  }

  lag(kind: 'record' | 'batch'): number {
    const { fate, isRough, onLag } = this.around;
    if (!isRough() || !fate.chance(0.12)) return 0;
    // Shorter than the pause before a lost answer is asked for again.
    const ms = kind === 'record' && fate.chance(0.3) ? fate.int(1_000, 8_000) : fate.int(50, 1_500);
    onLag(ms);
    return ms;
  }
}
