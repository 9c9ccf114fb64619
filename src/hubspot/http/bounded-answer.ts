import type { Agent, ClientRequest, IncomingMessage } from 'node:http';

/**
 * For one answer, compressed and decompressed. HubSpot's largest are a hundred records with texts of 64 KB each; a worker has
 * at most twenty calls in progress.
 */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** An answer was larger than any of HubSpot's. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
  readonly code = 'ETOOLARGE';
}

/** The compression of an answer, under a name that HubSpot's client does not know. */
export const PACKING = 'x-answer-packing';

/** Which call an answer is for, `POST /crm/objects/2026-09/tasks/batch/read`, under a name that HubSpot's client does not know. */
export const ANSWERED = 'x-answer-to';

/** What every agent does with each request; Node's types do not name it. */
export interface WithRequests {
  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void;
}

/**
 * HubSpot's client (node-fetch 2) follows redirects with the access token, and decompresses and reads answers of any size; it has no
 * setting for either. So its agent sees every answer first, and removes what the client would act on.
 */
export function boundAnswers(agent: Agent): void {
  const withRequests = agent as Agent & WithRequests;
  const addRequest = withRequests.addRequest.bind(agent);
  withRequests.addRequest = (request, ...rest) => {
    request.prependOnceListener('response', (answer) => {
      boundAnswer(answer, request);
    });
    addRequest(request, ...rest);
  };
}

function boundAnswer(answer: IncomingMessage, request: ClientRequest): void {
  const { headers } = answer;
  delete headers.location;
  headers[PACKING] = headers['content-encoding'] ?? 'identity';
  delete headers['content-encoding'];
  headers[ANSWERED] = `${request.method} ${request.path.split('?')[0] ?? ''}`;
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) request.destroy(new AnswerTooLarge());
  });
}
