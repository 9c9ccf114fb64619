import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, messageOf, type CallError, type Question } from './call.ts';

export type Answered<Answer> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly reason: CallError['reason'] | 'unknown'; readonly message: string }
  /** `isOld`: the answer to an earlier question, while the new one is on its way. */
  | { readonly state: 'ready'; readonly answer: Answer; readonly isOld: boolean };

export interface Asked<Answer> {
  readonly answered: Answered<Answer>;
  /** Asks the same again. */
  readonly retry: () => void;
  /** Shows an answer that came another way, such as that to a POST. */
  readonly show: (answer: Answer) => void;
}

/** Asks the service when the component appears, and again when the question changes; a late answer to an old question is dropped. */
export function useAnswer<Answer>(question: Question): Asked<Answer> {
  const [answered, setAnswered] = useState<Answered<Answer>>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const newest = useRef(0);
  const key = JSON.stringify(question);

  useEffect(() => {
    const number = (newest.current += 1);
    const set = (next: Answered<Answer>): void => {
      if (number === newest.current) setAnswered(next);
    };
    setAnswered((before) => (before.state === 'ready' ? { ...before, isOld: true } : { state: 'loading' }));
    ask<Answer>(JSON.parse(key) as Question).then(
      (answer) => {
        set({ state: 'ready', answer, isOld: false });
      },
      (error: unknown) => {
        set({ state: 'failed', reason: reasonOf(error), message: messageOf(error) });
      },
    );
    return () => {
      newest.current += 1;
    };
  }, [key, attempt]);

  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  const show = useCallback((answer: Answer) => {
    newest.current += 1;
    setAnswered({ state: 'ready', answer, isOld: false });
  }, []);
  return { answered, retry, show };
}

function reasonOf(error: unknown): CallError['reason'] | 'unknown' {
  return typeof error === 'object' && error !== null && 'reason' in error ? (error as CallError).reason : 'unknown';
}
