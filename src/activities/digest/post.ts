import { IncomingWebhook, IncomingWebhookHTTPError, type IncomingWebhookSendArguments } from '@slack/webhook';
import { ApplicationFailure } from '@temporalio/common';
import type { DigestOutcome } from '../../contract/digest';

/** How an attempt fails that surely posted nothing; all but `ChatRefused` may be tried again. */
export type ChatFailure = 'ChatBusy' | 'ChatUnreachable' | 'ChatRefused';

/** In milliseconds. */
const POST_LIMIT_MS = 15_000;

/** The request never left this machine, or nobody took it. */
const NOT_SENT: readonly string[] = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Answers of a chat that took nothing and may take it later. Other 5xx can be a gateway's, behind which the message was posted. */
const LATER: readonly number[] = [429, 500, 503];

/** The address is a secret, so no error of the client's is passed on. */
export async function post(url: string, message: IncomingWebhookSendArguments): Promise<DigestOutcome> {
  let broken: unknown;
  // The client keeps of some errors the text alone.
  const noting: typeof fetch = async (...request) =>
    fetch(...request).catch((error: unknown) => {
      broken = error;
      throw error;
    });
  try {
    await new IncomingWebhook(url, { timeout: POST_LIMIT_MS, fetch: noting }).send(message);
    return 'posted';
  } catch (error) {
    if (error instanceof IncomingWebhookHTTPError) {
      const { statusCode } = error;
      if (LATER.includes(statusCode)) throw failure('ChatBusy', `the chat answered ${String(statusCode)}`);
      if (statusCode >= 500) return 'unknown';
      throw failure('ChatRefused', `the chat refused the digest with ${String(statusCode)}`);
    }
    const code = causesOf(broken).find((each) => NOT_SENT.includes(each));
    if (code === undefined) return 'unknown';
    throw failure('ChatUnreachable', `the chat cannot be reached (${code})`);
  }
}

function failure(type: ChatFailure, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/** The codes of an error and of what caused it. */
function causesOf(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, cause, errors } = error as Readonly<Record<string, unknown>>;
  const inner = [cause, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])];
  return [...(typeof code === 'string' ? [code] : []), ...inner.flatMap((each) => causesOf(each, depth + 1))];
}
