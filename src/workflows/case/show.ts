import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { CaseSnapshot } from '../../activities';
import { CASE_MEMO, SEARCH_ATTRIBUTES } from '../../contract/names';
import type { Decision, Phase } from '../../sop/decision/decision';
import { UTC, showInstant, type TimeZone } from '../../sop/vocabulary/dates';

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

  /** `snapshot` is absent while HubSpot could not be read yet; days are then shown in UTC. */
  show(decision: Decision, snapshot: CaseSnapshot | undefined): void {
    const reading = snapshot?.reading;
    const companyId = reading?.kind === 'found' ? reading.facts.ticket.companyId : undefined;
    const attributes = {
      phase: decision.phase,
      waitingFor: decision.waitingFor.map(({ code }) => code),
      nextDate: decision.end === undefined ? decision.wakeUp?.at : undefined,
      attention: decision.attention?.code,
      companyId,
    };
    setCurrentDetails(caseInWords(decision, snapshot?.settings.timeZone ?? UTC));
    this.noteLinked(snapshot);
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
