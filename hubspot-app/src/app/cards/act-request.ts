import type { Act, ApproveClosingRequest, ChangeDateRequest, RescindRequest } from '@at-risk/backend/answers.ts';
import { dayOf, type DateGiven } from './date-given.ts';

export type Determination = ApproveClosingRequest['determination'];

/** What a person has given so far. */
export interface Given {
  readonly reason: string;
  readonly date: DateGiven | undefined;
  readonly determination: Determination | undefined;
}

type ActRequest = RescindRequest | ChangeDateRequest | ApproveClosingRequest;

/** The request for an act that the service does itself; undefined while something is missing. */
export function requestOf(act: Act['act'], key: string, given: Given): ActRequest | undefined {
  const reason = given.reason.trim();
  const { date, determination } = given;
  switch (act) {
    case 'rescind':
      return reason === '' ? undefined : { key, reason };
    case 'changeDate':
      return reason === '' || date === undefined ? undefined : { key, reason, date: dayOf(date) };
    case 'approveClosing':
      return determination === undefined ? undefined : { key, determination };
    case 'recheck':
      return undefined;
  }
}
