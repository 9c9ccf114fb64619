import type { AttentionCode } from '../decision/attention';
import { parseReference, type Reference } from '../vocabulary/reference';

/** X1: what a note that is kept up to date is about. The words are part of references in HubSpot, so they must not change. */
export type NoteCause = (typeof CAUSE_OF)[AttentionCode] | 'approval' | 'reopening' | 'request';

/** Codes of one cause: a note of one becomes a note of the other. */
const CAUSE_OF = {
  ticketGone: 'ticketGone',
  ticketMerged: 'ticketMerged',
  notAtRisk: 'notAtRisk',
  noCompany: 'company',
  severalCompanies: 'company',
  clientStatusChanged: 'clientStatus',
  unknownClientStatus: 'clientStatus',
  unknownValue: 'unknownValue',
  dateOutOfBounds: 'dateOutOfBounds',
  dateRemoved: 'dateRemoved',
  answerChangedAfterClosing: 'answerChanged',
  answerRemoved: 'answerRemoved',
  answerBrought: 'answerBrought',
  approvalByNobody: 'approvalByNobody',
  filesHidden: 'files',
  filesOld: 'files',
  closedIncomplete: 'closedIncomplete',
  closedUnanswered: 'closedUnanswered',
  dateEnteredIncomplete: 'missing',
  dateCameIncomplete: 'missing',
  closedUnderInvoice: 'closedUnderInvoice',
  portalMismatch: 'hubspot',
  settingMismatch: 'hubspot',
  reopenedByHand: 'reopenedByHand',
  ticketValueChanged: 'ticketValueChanged',
  newerTicket: 'newerTicket',
  approvalWithdrawn: 'approvalWithdrawn',
  hubspotRefused: 'hubspot',
  hubspotInvalid: 'hubspot',
  hubspotIncomplete: 'hubspot',
} as const satisfies Record<AttentionCode, string>;

/** A cause, and where each occurrence has a note of its own, which one. */
export interface CauseOfNote {
  readonly cause: NoteCause;
  readonly occurrence?: number;
}

/** What a note's reference says that it is about; undefined for a record, which stays as it is, and for a cause that is not known. */
export function causeOf(text: string): CauseOfNote | undefined {
  return causeOfReference(parseReference(text));
}

export function causeOfReference(reference: Reference): CauseOfNote | undefined {
  switch (reference.kind) {
    case 'attention':
      return isKnown(reference.code) ? { cause: CAUSE_OF[reference.code] } : undefined;
    case 'settled':
      return isCause(reference.cause) ? { cause: reference.cause } : undefined;
    case 'approvalUndone':
      return { cause: 'approval' };
    case 'reopening':
    case 'corrected':
      return { cause: 'reopening', occurrence: reference.closedAt };
    case 'requestDone':
    case 'requestIncomplete':
      return { cause: 'request' };
    default:
      return undefined;
  }
}

export function isSameCause(one: CauseOfNote, other: CauseOfNote | undefined): boolean {
  return one.cause === other?.cause && one.occurrence === other.occurrence;
}

function isKnown(code: string): code is AttentionCode {
  return Object.hasOwn(CAUSE_OF, code);
}

const CAUSES: readonly string[] = [...Object.values(CAUSE_OF), 'approval', 'reopening', 'request'];

function isCause(text: string): text is NoteCause {
  return CAUSES.includes(text);
}

/** A code of a text, so that a later decision sees whether the note still says what it should. FNV-1a, 32 bits. */
export function versionOf(paragraphs: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const character of paragraphs.join('\n')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
