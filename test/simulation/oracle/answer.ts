import { entriesOf, last, type Entry } from './history';
import { correctionMs, type SopChoices } from './settings';
import { isOldImport, openedAt, stagesOf, wasMerged, type Ticket } from './view';

/** What the answer on a ticket comes to. */
export type Reading =
  | { readonly kind: 'none' }
  | { readonly kind: 'notSaved'; readonly since: number }
  | {
      readonly kind: 'saved';
      readonly since: number;
      /** C2: the ticket had been closed as not saved before. */
      readonly rescinds: boolean;
      /** X2: when the ticket came to show another answer that is not followed; undefined if it shows Yes. */
      readonly contradictedAt?: number | undefined;
    };

const ANSWERED_AND_CLOSED_MS = 60_000;

/**
 * S1, N1, X2, C2: the answer by the histories of Customer Saved and of the ticket's stage. Several readings where RULES leave it
 * open; the service may follow any of them, and is held to one only where there is but one.
 */
export function readingsOf(ticket: Ticket, choices: SopChoices): readonly Reading[] {
  const answers = answersOf(ticket);
  const current = last(answers);
  if (wasMerged(ticket.record)) return readingsOfMerged(answers);
  if (current === undefined) return [{ kind: 'none' }];
  if (isNobodys(current, ticket)) return isOldImport(ticket) ? [{ kind: 'none' }, plain(answers)] : [{ kind: 'none' }];
  return followed(answers, stagesOf(ticket), choices);
}

/** The only reading, if there is only one. */
export function sureReading(ticket: Ticket, choices: SopChoices): Reading | undefined {
  const [only, ...others] = readingsOf(ticket, choices);
  return others.length === 0 ? only : undefined;
}

function answersOf({ record }: Ticket): readonly Entry[] {
  return entriesOf(record, 'customer_saved');
}

/** X1: what a clone, a merge or the creation by an import brought is nobody's answer. */
function isNobodys({ by, at }: Entry, ticket: Ticket): boolean {
  if (by === 'clone' || by === 'merge') return true;
  return by === 'import' && at <= openedAt(ticket);
}

function plain(answers: readonly Entry[]): Reading {
  const newest = last(answers);
  if (newest === undefined || newest.value === '') return { kind: 'none' };
  const at = sinceOf(answers);
  return newest.value === 'Yes' ? { kind: 'saved', since: at, rescinds: false } : { kind: 'notSaved', since: at };
}

function sinceOf(answers: readonly Entry[]): number {
  let first = last(answers);
  for (const entry of [...answers].reverse()) {
    if (entry.value !== first?.value) break;
    first = entry;
  }
  return first?.at ?? 0;
}

/** The histories of a merged ticket are those of two: the current value counts, and may be of any of its instants. */
function readingsOfMerged(answers: readonly Entry[]): readonly Reading[] {
  const current = last(answers);
  if (current === undefined || current.value === '') return [{ kind: 'none' }, { kind: 'none' }];
  const instants = answers.filter(({ value }) => value === current.value).map(({ at }) => at);
  const readings = instants.flatMap((at): Reading[] =>
    current.value === 'Yes'
      ? [
          { kind: 'saved', since: at, rescinds: true },
          { kind: 'saved', since: at, rescinds: false },
        ]
      : [{ kind: 'notSaved', since: at }],
  );
  // X2: closed as saved, a later No is not followed; which of the two was closed when, the history does not show.
  const saved = answers
    .filter(({ value }) => value === 'Yes' && current.value === 'No')
    .map(({ at }): Reading => ({ kind: 'saved', since: at, rescinds: false }));
  return [...readings, ...saved, { kind: 'none' }];
}

interface State {
  readonly kind: 'none' | 'saved' | 'notSaved';
  readonly since: number;
  readonly rescinds: boolean;
  readonly contradictedAt?: number | undefined;
  /** On the saved path, and not opened since. */
  readonly closedAsSaved: boolean;
  /** X2: when the ticket was last closed. */
  readonly closedAt: number | undefined;
  readonly closedAsNotSaved: boolean;
}

const UNANSWERED: State = {
  kind: 'none',
  since: 0,
  rescinds: false,
  closedAsSaved: false,
  closedAt: undefined,
  closedAsNotSaved: false,
};

function followed(answers: readonly Entry[], stages: readonly Entry[], choices: SopChoices): readonly Reading[] {
  const events = [
    ...answers.map((entry) => ({ entry, isAnswer: true })),
    ...stages.map((entry) => ({ entry, isAnswer: false })),
  ].sort((a, b) => a.entry.at - b.entry.at || Number(b.isAnswer) - Number(a.isAnswer));
  let states: readonly State[] = [UNANSWERED];
  let shown = '';
  for (const { entry, isAnswer } of events) {
    const before = shown;
    if (isAnswer) shown = entry.value;
    const value = shown;
    states = distinct(
      states.flatMap((state) => (isAnswer ? answered(state, entry, before, choices) : staged(state, entry, value))),
    );
  }
  return distinct(states.map(readingOf));
}

function answered(state: State, { value, at }: Entry, shown: string, choices: SopChoices): readonly State[] {
  const plainly: State = {
    ...state,
    ...kindOf(value),
    since: value === shown ? state.since : at,
    contradictedAt: undefined,
  };
  if (value === shown) return [state];
  if (state.kind === 'saved' && state.closedAsSaved) {
    const unfollowed: State = { ...state, contradictedAt: state.contradictedAt ?? at };
    const corrected: State = { ...plainly, closedAsSaved: false, rescinds: false };
    switch (value) {
      case 'No':
        return isCorrection(state, at, choices).map((is) => (is ? corrected : unfollowed));
      case 'Yes':
        return [
          { ...state, contradictedAt: undefined },
          { ...plainly, closedAsSaved: true },
        ];
      default:
        return [unfollowed, { ...plainly, closedAsSaved: false }];
    }
  }
  const rescinds = value === 'Yes' && state.closedAsNotSaved;
  // C2, X2: the ticket is closed already (and not opened yet after a correction that is taken back at once), and by that is on the
  // saved path or not: RULES do not say.
  const isClosed = rescinds || (value === 'Yes' && state.kind === 'notSaved' && state.closedAt !== undefined);
  if (isClosed) return [true, false].map((closedAsSaved) => ({ ...plainly, rescinds, closedAsSaved }));
  return [{ ...plainly, rescinds: false }];
}

/** X2: within the minutes of a correction, seen from the answer. At the border either is right; so it is where the closing only followed. */
function isCorrection({ since, closedAt }: State, at: number, choices: SopChoices): readonly boolean[] {
  const ago = at - since - correctionMs(choices);
  if (Math.abs(ago) < ANSWERED_AND_CLOSED_MS) return [true, false];
  // A flip that crossed with the closing came before it, as the person saw it.
  if (closedAt !== undefined && at - closedAt < ANSWERED_AND_CLOSED_MS) return [true, false];
  return [ago < 0];
}

function staged(state: State, { value, at }: Entry, shown: string): readonly State[] {
  if (value === 'open') {
    // Open again, the newest answer counts; of one that was not followed before it may count from then or from now.
    const current: State = { ...state, closedAsSaved: false, closedAt: undefined, contradictedAt: undefined };
    if (state.contradictedAt === undefined) return [current];
    const newest = { ...current, ...kindOf(shown), since: state.contradictedAt };
    return [newest];
  }
  const closedAsSaved = state.closedAsSaved || state.kind === 'saved';
  return [
    {
      ...state,
      closedAsSaved,
      closedAt: at,
      closedAsNotSaved: state.kind === 'notSaved' || (state.kind === 'none' && state.closedAsNotSaved),
    },
  ];
}

function kindOf(value: string): Pick<State, 'kind'> {
  return { kind: value === 'Yes' ? 'saved' : value === 'No' ? 'notSaved' : 'none' };
}

function readingOf({ kind, since, rescinds, contradictedAt }: State): Reading {
  switch (kind) {
    case 'none':
      return { kind };
    case 'notSaved':
      return { kind, since };
    case 'saved':
      return { kind, since, rescinds, ...(contradictedAt !== undefined && { contradictedAt }) };
  }
}

function distinct<T>(items: readonly T[]): readonly T[] {
  const seen = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...seen.values()];
}
