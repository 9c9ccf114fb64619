import { getRandomStream, proxySinks } from '@temporalio/workflow';
import type { TraceContext, TraceSinks, TurnCause, TurnSpan } from '../../contract/payloads/trace-header';
import { now } from '../clock';
import { formerTrace, within } from './current';

/** The trace that a turn is part of, if any. */
export interface TurnTrace {
  /** The turn itself. */
  span<T>(turn: () => Promise<T>): Promise<T>;
  /** What follows from it, and ends later. */
  within<T>(work: () => T): T;
}

const UNTRACED: TurnTrace = { span: (turn) => turn(), within: (work) => work() };

/** Why a turn began, and since when, in milliseconds. */
export interface Begun {
  readonly causes: readonly TraceContext[];
  readonly cause: TurnCause;
  readonly since: number;
}

/**
 * A turn belongs to the trace of the first signal or command that woke it, and is linked to those of the others. One that nothing traced
 * woke is a trace of its own, linked to the last one.
 */
export function traceTurn({ causes, cause, since }: Begun): TurnTrace {
  const [parent, ...others] = causes;
  const former = formerTrace();
  const like = parent ?? former;
  if (like === undefined) return UNTRACED;
  const links = parent === undefined && former !== undefined ? [former] : others;
  const context = { ...newIds(), ...(parent && { traceId: parent.traceId }), isSampled: like.isSampled };
  const end = (hasFailed: boolean): void => {
    if (context.isSampled) hand({ context, parent, links, cause, beganAt: since, endedAt: now(), hasFailed });
  };
  return {
    // The caller awaits the turn itself, so that a history does not depend on whether it is traced.
    span: (turn) => {
      const result = within(context, turn);
      result.then(
        () => {
          end(false);
        },
        () => {
          end(true);
        },
      );
      return result;
    },
    within: (work) => within(context, work),
  };
}

/** The same in a replay, from a source of their own: the workflow's other random values do not change. */
function newIds(): Pick<TraceContext, 'traceId' | 'spanId'> {
  const random = getRandomStream('at-risk/tracing');
  const digits = (): string => random.uuid4().replaceAll('-', '');
  return { traceId: digits(), spanId: digits().slice(0, 16) };
}

function hand(span: TurnSpan): void {
  proxySinks<TraceSinks>().traces.turn(span);
}
