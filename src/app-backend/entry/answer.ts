import type { ErrorAnswer } from '../../../hubspot-app/src/app/backend/answers';

/** What the card or the page is answered with. */
export interface BackendAnswer {
  readonly status: number;
  readonly body: object;
}

export type Refusal = ErrorAnswer['error'];

/** Each with its status and a sentence for the person at the screen. HubSpot itself repeats what is answered with 5xx, once. */
const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly message: string }>> = {
  unauthorized: { status: 401, message: 'The signature or the timestamp of the request is not valid.' },
  otherPortal: {
    status: 403,
    message: 'The request is not of the HubSpot account and the app that this service works for.',
  },
  badRequest: { status: 400, message: 'The request cannot be read.' },
  noCase: { status: 404, message: 'This service follows no case for the ticket.' },
  personNotProved: {
    status: 403,
    message:
      'HubSpot does not prove here who you are, so make the change on the ticket itself, or with the PrimeSupport form.',
  },
  notFinance: { status: 403, message: 'Only Finance can approve closing.' },
  refused: { status: 422, message: 'The change was not made.' },
  repeated: { status: 409, message: 'The same request was already made.' },
  notFound: { status: 404, message: 'There is nothing at this path.' },
  methodNotAllowed: { status: 405, message: 'This path takes another method.' },
  tooLarge: { status: 413, message: 'The request is too large.' },
  tooMany: { status: 429, message: 'Too many requests; try again in a few seconds.' },
  tooSlow: { status: 503, message: 'There was no answer in time; try again.' },
  unavailable: { status: 503, message: 'The cases cannot be reached at the moment; try again.' },
  failed: { status: 500, message: 'The request failed; the log of the service says why.' },
};

export function refusal(error: Refusal, message?: string): BackendAnswer {
  const { status, message: usual } = REFUSALS[error];
  const body: ErrorAnswer = { error, message: message ?? usual };
  return { status, body };
}

/** Thrown where a request is refused in the middle of its work. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly refusal: Refusal,
    readonly sentence?: string,
  ) {
    super(sentence ?? refusal);
  }
}
