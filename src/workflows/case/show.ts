import { patched, setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { CaseSnapshot } from '../../activities';
import { CASE_MEMO, SEARCH_ATTRIBUTES } from '../../contract/names';
import type { OverviewMemo } from '../../contract/overview';
import type { Decision } from '../../sop/decision/decision';
import { PHASE_WORDS } from '../../sop/overview/words';
import { UTC, showDate, showInstant, type TimeZone } from '../../sop/vocabulary/dates';
import { ONLY_OBSERVED } from '../turn/shadow';

/** Cases that began before lists showed clients have fewer commands in their histories. */
const OVERVIEW = 'overview-of-a-case';

type Memo = Readonly<Record<string, unknown>>;

/** What operators see of a case; written only when it changes, as each write is a Temporal action. */
export class Display {
  private shown = '';
  private noted = '';
  private observed = false;
  private listed = '';

  /** `snapshot` is absent while HubSpot could not be read yet; days are then shown in UTC. */
  show(decision: Decision, snapshot: CaseSnapshot | undefined, observes = false): void {
    const reading = snapshot?.reading;
    const companyId = reading?.kind === 'found' ? reading.facts.ticket.companyId : undefined;
    const overview = overviewOf(decision, snapshot);
    const attributes = {
      phase: decision.phase,
      waitingFor: decision.waitingFor.map(({ code }) => code),
      nextDate: decision.end === undefined ? decision.wakeUp?.at : undefined,
      attention: decision.attention?.code,
      companyId,
      client: snapshot?.namesAreSecret === true ? null : overview?.client,
    };
    const words = caseInWords(decision, snapshot?.settings.timeZone ?? UTC, overview);
    setCurrentDetails(observes ? `${ONLY_OBSERVED}\n\n${words}` : words);
    this.note(this.linked(snapshot), this.mode(observes), overview);
    const key = JSON.stringify(attributes);
    if (key === this.shown) return;
    this.shown = key;
    upsertSearchAttributes([
      { key: SEARCH_ATTRIBUTES.phase, value: attributes.phase },
      { key: SEARCH_ATTRIBUTES.waitingFor, value: attributes.waitingFor.length > 0 ? attributes.waitingFor : null },
      { key: SEARCH_ATTRIBUTES.nextDate, value: attributes.nextDate ? new Date(attributes.nextDate) : null },
      { key: SEARCH_ATTRIBUTES.attention, value: attributes.attention ?? null },
      ...(companyId === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.companyId, value: companyId }]),
      ...(attributes.client === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.client, value: attributes.client }]),
    ]);
  }

  /** As one command; as each its own where there is no overview, as in older histories. */
  private note(linked: Memo | undefined, mode: Memo | undefined, overview: OverviewMemo | undefined): void {
    if (overview === undefined) {
      if (linked !== undefined) upsertMemo(linked);
      if (mode !== undefined) upsertMemo(mode);
      return;
    }
    const key = JSON.stringify(overview);
    const listed = key === this.listed ? undefined : { [CASE_MEMO.overview]: overview };
    this.listed = key;
    if ((linked ?? mode ?? listed) !== undefined) upsertMemo({ ...linked, ...mode, ...listed });
  }

  private mode(observes: boolean): Memo | undefined {
    if (observes === this.observed) return undefined;
    this.observed = observes;
    return { [CASE_MEMO.mode]: observes ? 'observe' : null };
  }

  /** For the sweep, which wakes the case when other records are associated than it has seen. */
  private linked(snapshot: CaseSnapshot | undefined): Memo | undefined {
    if (snapshot === undefined) return undefined;
    const linked = snapshot.linked ?? null;
    const key = JSON.stringify(linked);
    if (key === this.noted) return undefined;
    this.noted = key;
    return { [CASE_MEMO.linked]: linked };
  }
}

/** Undefined in a turn that an older version of the service has taken. */
function overviewOf({ attention, end }: Decision, snapshot: CaseSnapshot | undefined): OverviewMemo | undefined {
  if (snapshot?.overview === undefined || !patched(OVERVIEW)) return undefined;
  const { overview, names = {} } = snapshot;
  return {
    ...overview,
    ...(names.client && { client: names.client.name }),
    ...(names.owner !== undefined && { owner: names.owner }),
    ...(attention && { attention: attention.sentence }),
    ...(end !== undefined && { outcome: end }),
  };
}

/** Markdown for the Temporal UI: client and phase, what is waited for and until when, and what a person must do. */
export function caseInWords(decision: Decision, zone: TimeZone, overview?: OverviewMemo): string {
  const { phase, waitingFor, attention, wakeUp, end } = decision;
  const client = overview?.client === undefined ? [] : [`Client: ${plain(overview.client)}`, ''];
  if (end !== undefined) return [...client, `**${PHASE_WORDS[phase]}** — ended: ${end}`].join('\n');
  return [
    ...client,
    `**${PHASE_WORDS[phase]}**${overview ? ` since ${showInstant(overview.since, zone)}` : ''}`,
    // The UI's Markdown needs an empty line before a list, and between paragraphs.
    ...(overview?.owner === undefined ? [] : ['', `Owner of the ticket: ${plain(overview.owner)}`]),
    ...(overview?.next ? ['', `${COMING[overview.next.kind]}: ${showDate(overview.next.day)}`] : []),
    ...(waitingFor.length > 0
      ? ['', 'Waiting for:', '', ...waitingFor.map(({ rule, sentence }) => `- ${rule}: ${sentence}`)]
      : []),
    ...(attention
      ? [
          '',
          `**Needs attention** (${attention.code}): ${attention.sentence}`,
          '',
          `What to do: ${attention.resolvedBy}.`,
        ]
      : []),
    ...(wakeUp ? ['', `Next check: ${showInstant(wakeUp.at, zone)} — ${wakeUp.reason}`] : []),
  ].join('\n');
}

const COMING: Readonly<Record<NonNullable<OverviewMemo['next']>['kind'], string>> = {
  cancellation: 'RCM Cancellation Date',
  monitoringEnds: 'Monitoring ends',
};

/** A name that others chose is no Markdown. */
function plain(name: string): string {
  return name.replace(/[\\`*_{}[\]<>#|!~]/g, '\\$&');
}
