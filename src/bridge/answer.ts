/** What the bridge answers with: plain values, whichever HTTP framework sends them. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Problems by name, each with its status and a sentence for whoever reads HubSpot's webhook log. */
const PROBLEMS = {
  malformed: { status: 400, message: 'The body is not an array of HubSpot events.' },
  unauthorized: { status: 401, message: 'The signature or the timestamp of the request is not valid.' },
  notFound: { status: 404, message: 'There is nothing at this path.' },
  methodNotAllowed: { status: 405, message: 'Webhooks are sent with POST.' },
  tooSlow: { status: 408, message: 'The body arrives too slowly, and other requests wait.' },
  tooLarge: { status: 413, message: 'The body is larger than any that HubSpot sends.' },
  badRequest: { status: 400, message: 'The request cannot be read.' },
  failed: { status: 500, message: 'The request failed; the log says why.' },
  busy: { status: 503, message: 'The bridge has too many requests in progress; HubSpot sends this one again.' },
  unavailable: { status: 503, message: 'The events could not be stored; HubSpot sends them again.' },
} as const;

export type Problem = keyof typeof PROBLEMS;

/** Seconds; HubSpot keeps to a schedule of its own (about ten times in a day). */
const RETRY_AFTER = { 'retry-after': '10' } as const;

/** `{error, message, …}`: never a part of what was sent. */
export function problem(name: Problem, details: Readonly<Record<string, unknown>> = {}): Answer {
  const { status, message } = PROBLEMS[name];
  return { status, body: { error: name, message, ...details }, ...(status === 503 && { headers: RETRY_AFTER }) };
}
