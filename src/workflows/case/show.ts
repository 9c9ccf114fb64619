import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { CaseSnapshot } from '../../activities';
import { CASE_MEMO, SEARCH_ATTRIBUTES } from '../../contract/names';
import type { Decision, Phase } from '../../sop/decision/decision';
import { UTC, showInstant, type TimeZone } from '../../sop/vocabulary/dates';
import { ONLY_OBSERVED } from '../turn/shadow';

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  deciding: 'Saved or not saved?',
  monitoring: 'Saved: monitored for 30 days',
  collecting: 'Not saved: gathering the evidence',
  cancelling: 'Not saved: cancellation in progress',
};

/** What operators see of a case; written only when it changes, as each write is a Temporal action. */
export class Display {
  private shown = '';
  private noted = '';
  private observed = false;

  /** `snapshot` is absent while HubSpot could not be read yet; days are then shown in UTC. */
  show(decision: Decision, snapshot: CaseSnapshot | undefined, observes = false): void {
    const reading = snapshot?.reading;
    const companyId = reading?.kind === 'found' ? reading.facts.ticket.companyId : undefined;
    const attributes = {
      phase: decision.phase,
      waitingFor: decision.waitingFor.map(({ code }) => code),
      nextDate: decision.end === undefined ? decision.wakeUp?.at : undefined,
      attention: decision.attention?.code,
      companyId,
    };
    const words = caseInWords(decision, snapshot?.settings.timeZone ?? UTC);
    setCurrentDetails(observes ? `${ONLY_OBSERVED}\n\n${words}` : words);
    this.noteLinked(snapshot);
    this.noteMode(observes);
    const key = JSON.stringify(attributes);
    if (key === this.shown) return;
    this.shown = key;
    upsertSearchAttributes([
      { key: SEARCH_ATTRIBUTES.phase, value: attributes.phase },
      { key: SEARCH_ATTRIBUTES.waitingFor, value: attributes.waitingFor.length > 0 ? attributes.waitingFor : null },
      { key: SEARCH_ATTRIBUTES.nextDate, value: attributes.nextDate ? new Date(attributes.nextDate) : null },
      { key: SEARCH_ATTRIBUTES.attention, value: attributes.attention ?? null },
      ...(companyId === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.companyId, value: companyId }]),
    ]);
  }

  private noteMode(observes: boolean): void {
    if (observes === this.observed) return;
    this.observed = observes;
    upsertMemo({ [CASE_MEMO.mode]: observes ? 'observe' : null });
  }

  /** For the sweep, which wakes the case when other records are associated than it has seen. */
  private noteLinked(snapshot: CaseSnapshot | undefined): void {
    if (snapshot === undefined) return;
    const linked = snapshot.linked ?? null;
    const key = JSON.stringify(linked);
    if (key === this.noted) return;
    this.noted = key;
    upsertMemo({ [CASE_MEMO.linked]: linked });
  }
}

/** Markdown for the Temporal UI: the phase, what is waited for and until when, and what a person must do. */
export function caseInWords(decision: Decision, zone: TimeZone): string {
  const { phase, waitingFor, attention, wakeUp, end } = decision;
  if (end !== undefined) return `**${PHASE_WORDS[phase]}** — ended: ${end}`;
  return [
    `**${PHASE_WORDS[phase]}**`,
    // The UI's Markdown needs an empty line before a list, and between paragraphs.
    ...(waitingFor.length > 0
      ? ['', 'Waiting for:', '', ...waitingFor.map(({ rule, sentence }) => `- ${rule}: ${sentence}`)]
      : []),
    ...(attention
      ? [
          '',
          ...(wakeUp ? ['', `Next check: ${showInstant(wakeUp.at, zone)} — ${wakeUp.reason}`] : []),
          '',
          `What to do: ${attention.resolvedBy}.`,
        ]
      : []),
    ...(wakeUp ? ['', `Next check: ${showInstant(wakeUp.at, zone)} — ${wakeUp.reason}`] : []),
  ].join('\n');
}
